// Values of options in Flink's own syntax (Flink's ConfigOption, TimeUtils, MemorySize, StructuredOptionsSplitter): what a text in the
// YAML means, or what was expected instead. Validation and the typed options of the runtimes read the same functions.
import { parseDuration, parseMemorySize } from './units.ts';
import type { OptionSpec } from './descriptor.ts';

export type OptionValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

export type OptionReading =
  | { readonly ok: true; readonly value: OptionValue }
  /** `expected` completes the sentence "… expected". */
  | { readonly ok: false; readonly expected: string; readonly candidates?: readonly string[] };

const INT_MAX = 2_147_483_647;

/** Reads the text of an option. Durations become milliseconds, memory sizes bytes, enums their declared spelling. */
export function readOptionValue(spec: OptionSpec, text: string): OptionReading {
  switch (spec.kind) {
    case 'string':
      return { ok: true, value: text };
    case 'boolean':
      return readBoolean(text);
    case 'enum':
      return readEnum(text, spec.values ?? []);
    case 'integer':
      return withinBounds(spec, readInteger(text, spec.long === true));
    case 'number':
      return withinBounds(spec, readNumber(text));
    case 'duration':
      return readQuantity(parseDuration(text), 'a duration such as 30s, 5 min or 1h (ms, s, min, h, d)');
    case 'memory-size':
      return readQuantity(parseMemorySize(text), 'a size such as 64mb or 1gb (b, kb, mb, gb, tb)');
    case 'list':
      return readList(spec, text);
    case 'map':
      return readMap(text);
  }
}

function readBoolean(text: string): OptionReading {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === 'false') return { ok: true, value: word === 'true' };
  return { ok: false, expected: 'true or false', candidates: ['true', 'false'] };
}

/** Flink compares without regard to case; a swapped `-` and `_` is another word. */
export function readEnum(text: string, values: readonly string[]): OptionReading {
  const word = text.trim().toLowerCase();
  const value = values.find((candidate) => candidate.toLowerCase() === word);
  if (value !== undefined) return { ok: true, value };
  return {
    ok: false,
    expected: values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`,
    candidates: values,
  };
}

function readInteger(text: string, long: boolean): OptionReading {
  const expected = 'a whole number';
  if (!/^[+-]?\d+$/u.test(text.trim())) return { ok: false, expected };
  const value = Number(text);
  const limit = long ? Number.MAX_SAFE_INTEGER : INT_MAX;
  if (Math.abs(value) > limit) return { ok: false, expected: `${expected} of at most ${limit}` };
  return { ok: true, value };
}

function readNumber(text: string): OptionReading {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/u.test(text.trim()))
    return { ok: false, expected: 'a number' };
  return { ok: true, value: Number(text) };
}

function readQuantity(value: number | undefined, expected: string): OptionReading {
  return value === undefined ? { ok: false, expected } : { ok: true, value };
}

function withinBounds(spec: OptionSpec, reading: OptionReading): OptionReading {
  if (!reading.ok || typeof reading.value !== 'number') return reading;
  const { min, max } = spec;
  const low = min !== undefined && reading.value < min;
  const high = max !== undefined && reading.value > max;
  if (!low && !high) return reading;
  if (min !== undefined && max !== undefined)
    return { ok: false, expected: `a number from ${min} to ${max}` };
  return { ok: false, expected: low ? `at least ${min}` : `at most ${max}` };
}

function readList(spec: OptionSpec, text: string): OptionReading {
  const items = splitQuoted(text, spec.separator ?? ';')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const unknown = spec.values === undefined ? undefined : items.find((item) => !spec.values?.includes(item));
  if (unknown === undefined) return { ok: true, value: items };
  return {
    ok: false,
    expected: `"${unknown}" is none of ${spec.values?.join(', ')}: only these are`,
    candidates: spec.values ?? [],
  };
}

function readMap(text: string): OptionReading {
  const map: Record<string, string> = {};
  for (const item of splitQuoted(text, ',')) {
    const [key, value, ...rest] = splitQuoted(item, ':');
    if (key === undefined || value === undefined || rest.length > 0) {
      return { ok: false, expected: 'entries such as key1:value1,key2:value2' };
    }
    map[key.trim()] = value.trim();
  }
  return { ok: true, value: map };
}

/** Splits at a separator outside of quotes; single or double quotes protect, and a doubled quote stands for itself. */
export function splitQuoted(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quote: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote !== undefined) {
      if (char !== quote) part += char;
      else if (text.charAt(at + 1) === quote) {
        part += char;
        at += 1;
      } else quote = undefined;
    } else if ((char === '"' || char === "'") && part.trim() === '') {
      quote = char;
      part = '';
    } else if (char === separator) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  if (part !== '' || parts.length > 0) parts.push(part);
  return parts;
}

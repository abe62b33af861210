// Reading the options of a document at run time. Keys and defaults are the descriptor's; a value is text, as in the YAML.
import { findOption, parseDuration, type ConnectorDescriptor } from '@tailrace/core/descriptor';
import { TailraceError } from '@tailrace/core/diagnostics';

export type Options = Readonly<Record<string, string>>;

/** The value of a key, or its default; undefined where it has neither. */
export function optionReader(
  descriptor: ConnectorDescriptor,
  options: Options,
): (key: string) => string | undefined {
  return (key) => {
    const given = options[key];
    if (given !== undefined && given !== '') return given;
    const standard = findOption(descriptor, key)?.default;
    return standard === undefined ? undefined : String(standard);
  };
}

/** Throws `invalid-option-value`; without a value, the first. */
export function oneOf<T extends string>(
  get: (key: string) => string | undefined,
  key: string,
  known: readonly [T, ...T[]],
): T {
  const value = get(key);
  if (value === undefined) return known[0];
  const found = known.find((one) => one === value.toLowerCase());
  if (found === undefined) throw optionError(key, value, `known are ${known.join(', ')}.`);
  return found;
}

export function optionError(key: string, value: string, why: string): TailraceError {
  return new TailraceError('invalid-option-value', `Option ${key}: "${value}" cannot be used: ${why}`, {
    data: { option: key },
  });
}

/** `30s`, `5 min` or `250` (ms) in ms; validation has checked the text. */
export function duration(text: string | undefined, standard: number): number {
  return text === undefined ? standard : (parseDuration(text) ?? standard);
}

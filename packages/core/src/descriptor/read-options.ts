// Options of a running connector, typed, with the descriptor's defaults. The document was validated before; what is wrong here came
// in by a secret or from the environment, and is an operational error that names the option and never its value.
import { TailraceError } from '../diagnostics/index.ts';
import { findOption } from './catalog.ts';
import type { ConnectorDescriptor } from './descriptor.ts';
import { readOptionValue, type OptionValue } from './option-value.ts';

export interface TypedOptions {
  /** Undefined where the option is neither written nor has a default. */
  text(key: string): string | undefined;
  requiredText(key: string): string;
  number(key: string): number | undefined;
  boolean(key: string): boolean;
  list(key: string): readonly string[];
  /** Keys of a prefix family without the prefix. */
  family(prefix: string): Readonly<Record<string, string>>;
}

/** Throws TailraceError `invalid-option` or `missing-option` from its functions, when the option is asked for. */
export function readOptions(
  descriptor: ConnectorDescriptor,
  options: Readonly<Record<string, string>>,
): TypedOptions {
  const value = (key: string): OptionValue | undefined => {
    const spec = findOption(descriptor, key);
    if (spec === undefined) throw new Error(`internal: ${descriptor.type} has no option ${key}`);
    const written = [key, ...(spec.aliases ?? [])]
      .map((name) => options[name])
      .find((text) => text !== undefined);
    const text = written ?? (spec.default === undefined ? undefined : String(spec.default));
    if (text === undefined) return undefined;
    const reading = readOptionValue(spec, text);
    if (reading.ok) return reading.value;
    const shown = spec.secret === true ? '' : `, not "${text}"`;
    throw new TailraceError(
      'invalid-option',
      `Option ${key} of the ${descriptor.type} ${descriptor.role} has to be ${reading.expected}${shown}.`,
      { data: { option: key } },
    );
  };
  const text = (key: string) => {
    const found = value(key);
    return typeof found === 'object' || found === undefined ? undefined : String(found);
  };
  return {
    text,
    requiredText: (key) => {
      const found = text(key);
      if (found !== undefined) return found;
      throw new TailraceError(
        'missing-option',
        `The ${descriptor.type} ${descriptor.role} needs the option ${key}.`,
        { data: { option: key } },
      );
    },
    number: (key) => {
      const found = value(key);
      return typeof found === 'number' ? found : undefined;
    },
    boolean: (key) => value(key) === true,
    list: (key) => {
      const found = value(key);
      return Array.isArray(found) ? found : [];
    },
    family: (prefix) =>
      Object.fromEntries(
        Object.entries(options)
          .filter(([key]) => key.startsWith(prefix) && key.length > prefix.length)
          .map(([key, given]) => [key.slice(prefix.length), given]),
      ),
  };
}

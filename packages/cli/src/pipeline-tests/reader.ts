// The parts of a test file, each read with its place for messages.
import { lineAndColumn, suggest, TailraceError } from '@tailrace/core/diagnostics';
import type { Path, YamlDocument } from '@tailrace/core/yaml';

/** Throws UsageError where the file cannot be read. */
export type ReadFile = (name: string) => Promise<string>;

export interface Reader {
  readonly file: string;
  readonly yaml: YamlDocument;
  /** Reads a file that the test names, relative to its own folder. */
  readonly readFile: ReadFile;
}

/** The text of a scalar; undefined where the key is not there. */
export function textAt(reader: Reader, at: Path): string | undefined {
  const value = valueAt(reader.yaml, at);
  if (value === undefined) return undefined;
  const text = value === null || typeof value === 'object' ? undefined : reader.yaml.scalarText(at);
  if (text !== undefined) return text;
  throw fault(reader, at, `\`${String(at.at(-1))}\` is a text`);
}

export function mappingAt(
  reader: Reader,
  at: Path,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  const value = at.length === 0 ? reader.yaml.value : valueAt(reader.yaml, at);
  if (!isMapping(value)) throw fault(reader, at, `here belongs a mapping with the keys ${keys.join(', ')}`);
  for (const key of Object.keys(value)) {
    if (keys.includes(key)) continue;
    const near = suggest(key, keys);
    throw fault(
      reader,
      [...at, key],
      `unknown key \`${key}\`; ${near === undefined ? `there are ${keys.join(', ')}` : `did you mean \`${near}\`?`}`,
    );
  }
  return value;
}

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function valueAt(yaml: YamlDocument, at: Path): unknown {
  let value: unknown = yaml.value;
  for (const step of at) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** A mistake at a path, or at the nearest place above it that is there. */
export function fault(reader: Reader, at: Path, message: string): TailraceError {
  for (let length = at.length; length > 0; length -= 1) {
    const range = reader.yaml.keyRange(at.slice(0, length));
    if (range !== undefined) return faultAt(reader, range.start, message);
  }
  return faultAt(reader, 0, message);
}

export function faultAt(reader: Reader, offset: number, message: string): TailraceError {
  const { line, column } = lineAndColumn(reader.yaml.text, offset);
  return new TailraceError('test-file', `${reader.file}:${line}:${column}: ${message}`, {
    data: { file: reader.file, line, column },
  });
}

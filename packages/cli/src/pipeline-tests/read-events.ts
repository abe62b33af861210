// Events of a test: JSON objects written in YAML, or the name of a file of JSON Lines.
import type { Path, YamlDocument } from '@tailrace/core/yaml';
import type { GivenEvent } from './pipeline-test.ts';
import { fault, type Reader, valueAt } from './reader.ts';

/** Undefined where the key is not there; an empty list where it has no value. Throws TailraceError `test-file`. */
export async function readEvents(reader: Reader, at: Path): Promise<readonly GivenEvent[] | undefined> {
  const value = valueAt(reader.yaml, at);
  if (value === undefined) return undefined;
  const what = `\`${String(at.at(-1) ?? 'events')}\`, event`;
  if (value === null) return [];
  if (typeof value === 'string') return readLines(reader, at, value);
  if (!Array.isArray(value))
    throw fault(reader, at, `\`${String(at.at(-1))}\` is a list of events, or a file of them`);
  return value.map((item: unknown, index) => ({
    json: withExactNumbers(reader.yaml, item, [...at, index]),
    place: `${what} ${index + 1}`,
  }));
}

async function readLines(reader: Reader, at: Path, file: string): Promise<readonly GivenEvent[]> {
  const events: GivenEvent[] = [];
  for (const [index, line] of (await reader.readFile(file)).split(/\r?\n/u).entries()) {
    if (line.trim() === '') continue;
    const place = `line ${index + 1} of ${file}`;
    try {
      events.push({ json: JSON.parse(line), place });
    } catch {
      throw fault(reader, at, `${place} is not JSON`);
    }
  }
  return events;
}

/** Whole numbers that JavaScript cannot hold become texts of digits, which BIGINT and DECIMAL are read from as well. */
function withExactNumbers(yaml: YamlDocument, value: unknown, at: Path): unknown {
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? (yaml.scalarText(at) ?? value) : value;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => withExactNumbers(yaml, item, [...at, index]));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withExactNumbers(yaml, item, [...at, key])]),
  );
}

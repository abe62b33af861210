// Small readings of the YAML tree that every part of this room needs.
import type { Path, YamlDocument } from '../yaml/index.ts';

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The plain value at a path; undefined where there is none. */
export function valueAt(yaml: YamlDocument, path: Path): unknown {
  let value: unknown = yaml.value;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else if (isMapping(value) && typeof step === 'string') {
      value = Object.hasOwn(value, step) ? value[step] : undefined;
    } else return undefined;
  }
  return value;
}

/** The text of a scalar as it is written; undefined for what is absent, empty (YAML null), or no scalar. */
export function textAt(yaml: YamlDocument, path: Path): string | undefined {
  const value = valueAt(yaml, path);
  // An alias has no text of its own: what its anchor holds then counts.
  if (typeof value === 'string') return yaml.scalarText(path) ?? value;
  if (typeof value === 'number' || typeof value === 'boolean') return yaml.scalarText(path) ?? String(value);
  return undefined;
}

/** What a value is, in words for a message. */
export function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : 'a single value';
}

/** Comma-separated names, blanks around them and empty ones left out. */
export const commaList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

// ${secret.NAME} and ${env.NAME} in the options of source and sink: Tailrace's own addition, because Flink CDC knows no placeholders.
// They are resolved where a pipeline is run, never in the browser and never in the document.
import { TailraceError } from '../diagnostics/index.ts';

export interface Reference {
  readonly kind: 'secret' | 'env';
  readonly name: string;
  /** Place in the text, offsets from 0. */
  readonly start: number;
  readonly end: number;
}

const REFERENCE = /\$\{(secret|env)\.([A-Za-z_][A-Za-z0-9_-]*)\}/gu;
const LOOKS_LIKE_ONE = /\$\{[^}]*\}/gu;

export function findReferences(text: string): readonly Reference[] {
  return [...text.matchAll(REFERENCE)].map((match) => ({
    kind: match[1] === 'env' ? 'env' : 'secret',
    name: match[2] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Texts such as ${DB_PASSWORD} that look like references and are none. */
export function findStrayReferences(
  text: string,
): readonly { readonly text: string; readonly start: number }[] {
  const known = new Set(findReferences(text).map((reference) => reference.start));
  return [...text.matchAll(LOOKS_LIKE_ONE)]
    .filter((match) => !known.has(match.index))
    .map((match) => ({ text: match[0], start: match.index }));
}

/** Puts values in the place of references. Throws TailraceError `unresolved-reference` naming the first that `lookup` does not know. */
export function resolveReferences(
  text: string,
  lookup: (reference: Reference) => string | undefined,
): string {
  let resolved = '';
  let at = 0;
  for (const reference of findReferences(text)) {
    const value = lookup(reference);
    if (value === undefined) throw unresolved(reference);
    resolved += text.slice(at, reference.start) + value;
    at = reference.end;
  }
  return resolved + text.slice(at);
}

/** The options of a source or sink with every reference resolved; see resolveReferences. */
export function resolveOptions(
  options: Readonly<Record<string, string>>,
  lookup: (reference: Reference) => string | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(options).map(([key, text]) => [key, resolveReferences(text, lookup)]),
  );
}

function unresolved(reference: Reference): TailraceError {
  const remedy = reference.kind === 'env' ? 'Set the environment variable' : 'Add a secret of that name';
  return new TailraceError(
    'unresolved-reference',
    `\${${reference.kind}.${reference.name}} has no value. ${remedy}, or write another one.`,
    { data: { kind: reference.kind, name: reference.name } },
  );
}

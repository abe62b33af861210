// What fits where the caret stands in a field: the core's completion, asked at the place in the text that the field shows, and cut down to
// what was typed.
import type { DocumentSnapshot } from '@tailrace/core/document';
import { complete, signatureHelp, type CompletionItem, type LanguageContext } from '@tailrace/core/language';
import type { Path } from '@tailrace/core/yaml';

export interface Suggestions {
  readonly items: readonly CompletionItem[];
  /** The word that an item takes the place of, counted in the field's value. */
  readonly word: { readonly start: number; readonly end: number };
}

const MOST = 60;

/** Offset in the text of a place in a field's value; undefined where the field has no value. */
export function offsetOf({ yaml }: DocumentSnapshot, path: Path, caret: number): number | undefined {
  return yaml.scalarRange(path, caret, caret)?.start ?? yaml.scalarRange(path, caret - 1, caret)?.end;
}

export function suggest(
  snapshot: DocumentSnapshot,
  field: { readonly path: Path; readonly value: string; readonly caret: number },
  context: LanguageContext,
): Suggestions {
  const word = wordAt(field.value, field.caret);
  const offset = offsetOf(snapshot, field.path, field.caret);
  if (offset === undefined) return { items: [], word };
  const typed = field.value.slice(word.start, field.caret).toLowerCase();
  const fit = ({ label }: CompletionItem): number => {
    const text = label.toLowerCase();
    return text.startsWith(typed) ? 0 : text.includes(typed) ? 1 : 2;
  };
  const items = complete(snapshot, offset, context)
    .filter((item) => fit(item) < 2)
    .toSorted((a, b) => fit(a) - fit(b) || a.rank - b.rank || a.label.localeCompare(b.label));
  return { items: items.slice(0, MOST), word };
}

function wordAt(value: string, caret: number): Suggestions['word'] {
  const before = /[\p{L}\p{N}_$]*$/u.exec(value.slice(0, caret))?.[0].length ?? 0;
  const after = /^[\p{L}\p{N}_$]*/u.exec(value.slice(caret))?.[0].length ?? 0;
  return { start: caret - before, end: caret + after };
}

export interface Signature {
  readonly before: string;
  /** The parameter that the caret is at. */
  readonly parameter: string;
  readonly after: string;
}

/** The call that the caret is in, cut around the parameter that is next. */
export function signatureAt(snapshot: DocumentSnapshot, path: Path, caret: number): Signature | undefined {
  const offset = offsetOf(snapshot, path, caret);
  const help = offset === undefined ? undefined : signatureHelp(snapshot, offset);
  const signature = help?.signatures[help.activeSignature];
  if (help === undefined || signature === undefined) return undefined;
  const { label, parameters } = signature;
  const parameter = parameters[help.activeParameter] ?? '';
  let at = label.indexOf('(') + 1;
  for (const one of parameters.slice(0, help.activeParameter)) at = label.indexOf(one, at) + one.length;
  const start = parameter === '' ? label.length : label.indexOf(parameter, at);
  return { before: label.slice(0, start), parameter, after: label.slice(start + parameter.length) };
}

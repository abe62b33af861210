// A new value for an entry or an item that is there. Of long text only the changed stretch is replaced, so that its lines stay as
// somebody broke them.
import { locate } from '../locate.ts';
import type { Located } from '../locate.ts';
import type { ScalarNode } from '../syntax-tree.ts';
import type { Path, TextEdit } from '../text-edit.ts';
import type { YamlDocument } from '../yaml-document.ts';
import { refuse, replace } from './edit-outcome.ts';
import type { EditOutcome, YamlValue } from './edit-outcome.ts';
import { guardPath, proven, readEdited } from './guard.ts';
import { columnOf, habitsOf, lineBreakOf, lineContentEnd } from './lines.ts';
import type { Habits } from './lines.ts';
import { escapeDouble, isPrintableLine, printScalar } from './print-scalar.ts';
import { isScalarValue, printAfterKey, printFlow } from './print-value.ts';

/** Replaces the value at `path`. A string is written in the style that stands there, where it can be. */
export function setValue(document: YamlDocument, path: Path, value: YamlValue): EditOutcome {
  const refusal = guardPath(document, path);
  if (refusal !== undefined) return refusal;
  const found = locate(document.root, path);
  if (found?.holder === undefined) {
    return refuse('edit-no-entry', `There is no ${path.join('.')} to change.`, { start: 0, end: 0 });
  }
  const range = { start: found.base + found.holder.start, end: found.base + found.holder.end };
  const isAsMeant = (after: YamlDocument): boolean =>
    isScalarValue(value)
      ? after.scalarText(path) === textOf(value)
      : after.nodeAt(path)?.node.kind !== 'scalar';
  if (found.node.kind === 'scalar' && found.node.text === value && found.node.style !== 'empty') {
    return { ok: true, edits: [] };
  }
  const narrow = typeof value === 'string' ? narrowEdit(document, { found, path }, value) : undefined;
  if (narrow !== undefined && isAsMeant(readEdited(document, narrow))) return { ok: true, edits: narrow };
  return proven(document, wholeEdit(document, found, value), { isAsMeant, range });
}

function textOf(value: string | number | boolean | null): string {
  return value === null ? 'null' : String(value);
}

/** The stretch of a text over several lines that differs, in the notation of its style; undefined where that cannot say it. */
function narrowEdit(
  document: YamlDocument,
  { found, path }: { readonly found: Located; readonly path: Path },
  value: string,
): readonly TextEdit[] | undefined {
  const { node, base } = found;
  if (node.kind !== 'scalar') return undefined;
  const source = document.text.slice(base + node.start, base + node.end);
  if (!source.includes('\n')) return undefined;
  const { from, to } = difference(node.text, value);
  const place = document.scalarRange(path, from, node.text.length - to);
  const inserted = inStyle(node.style, value.slice(from, value.length - to), source);
  if (place === undefined || inserted === undefined) return undefined;
  return [{ range: place, text: inserted }];
}

/** Lengths of the common beginning and the common end. */
function difference(before: string, after: string): { from: number; to: number } {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let to = 0;
  while (to < shorter - from && before[before.length - 1 - to] === after[after.length - 1 - to]) to += 1;
  return { from, to };
}

function inStyle(style: ScalarNode['style'], inserted: string, source: string): string | undefined {
  if (style === 'double') return escapeDouble(inserted);
  if (style === 'literal') {
    const indent = /\n( *)[^\s]/.exec(source)?.[1] ?? '';
    return inserted.replaceAll('\n', lineBreakOf(source) + indent);
  }
  if (!isPrintableLine(inserted)) return undefined;
  return style === 'single' ? inserted.replaceAll("'", "''") : inserted;
}

function wholeEdit(document: YamlDocument, found: Located, value: YamlValue): readonly TextEdit[] {
  const { node, base, holder, parent } = found;
  const habits = habitsOf(document);
  const inFlow = parent !== undefined && parent.kind !== 'scalar' && parent.kind !== 'alias' && parent.flow;
  const anchor = afterIndicator(found);
  const printed = inFlow
    ? ` ${isScalarValue(value) ? printScalar(value, { style: styleOf(found), inFlow }) : printFlow(value)}`
    : printInBlock(document, found, { value, habits });
  if (node.end > node.start || holder === undefined) {
    const start = base + node.outerStart;
    // Block text moves below its key; what is on one line stays where the old value began.
    if (!printed.startsWith(' ')) return [replace(anchor, base + node.end, printed)];
    return [replace(start, base + node.end, printed.slice(1))];
  }
  const colon = 'colon' in holder && holder.colon < 0 ? ':' : '';
  return [replace(anchor, base + holder.end, colon + printed)];
}

function styleOf({ node }: Located): ScalarNode['style'] | undefined {
  return node.kind === 'scalar' ? node.style : undefined;
}

/** One past the colon or the dash. */
function afterIndicator({ base, holder, node }: Located): number {
  if (holder === undefined) return base + node.start;
  if ('colon' in holder) return base + (holder.colon >= 0 ? holder.colon + 1 : holder.key.end);
  return base + (holder.dash >= 0 ? holder.dash + 1 : node.start);
}

interface Wanted {
  readonly value: YamlValue;
  readonly habits: Habits;
}

function printInBlock({ text }: YamlDocument, found: Located, { value, habits }: Wanted): string {
  const { base, holder, node } = found;
  const start = base + (holder?.start ?? node.start);
  const column = columnOf(text, start);
  const style = styleOf(found);
  if (typeof value !== 'string') return printAfterKey(value, column, habits);
  const isBlock = style === 'literal' || style === 'folded';
  const end = base + Math.max(node.end, holder?.end ?? 0);
  // A block would swallow a comment behind the value.
  const isLast = text.slice(end, lineContentEnd(text, end)).trim() === '';
  const hasLines = value.includes('\n') && style !== 'double' && isLast;
  return isBlock || hasLines
    ? printAfterKey(value, column, habits)
    : ` ${printScalar(value, { style, inFlow: false })}`;
}

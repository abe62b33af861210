// Takes an entry or an item out, with the comments attached to it. What remains is what was there: no comma too many, no dash without
// its neighbour, no line break at the end of a text that had none.
import { locate } from '../locate.ts';
import type { Located } from '../locate.ts';
import type { MappingEntry, MappingNode, SequenceItem, SequenceNode } from '../syntax-tree.ts';
import type { Path, TextEdit } from '../text-edit.ts';
import type { YamlDocument } from '../yaml-document.ts';
import { blockEnd, blockOf } from './blocks.ts';
import { refuse, replace } from './edit-outcome.ts';
import type { EditOutcome } from './edit-outcome.ts';
import { guardPath, proven } from './guard.ts';
import { isFirstOnLine, lineBreakOf, lineContentEnd } from './lines.ts';

/** The only entry of a mapping leaves `{}`, the only item of a list `[]`, the only entry of the document nothing. */
export function removeEntry(document: YamlDocument, path: Path): EditOutcome {
  const refusal = guardPath(document, path);
  if (refusal !== undefined) return refusal;
  const found = locate(document.root, path);
  const { holder, parent, parentBase = 0, index = 0 } = found ?? {};
  if (holder === undefined || (parent?.kind !== 'mapping' && parent?.kind !== 'sequence')) {
    return refuse('edit-no-entry', `There is no ${path.join('.')} to remove.`, { start: 0, end: 0 });
  }
  const range = { start: parentBase + holder.at + holder.start, end: parentBase + holder.at + holder.end };
  const above = locate(document.root, path.slice(0, -1));
  const edits = parent.flow
    ? fromFlow({ parent, base: parentBase, index })
    : fromBlock(document, { parent, base: parentBase, index }, above);
  if (edits === undefined) {
    return refuse(
      'edit-notation',
      'This list stands on the line of another one; remove it in the text.',
      range,
    );
  }
  const count = holdersOf(parent).length - 1;
  return proven(document, edits, {
    isAsMeant: (after) => countAt(after, path.slice(0, -1)) === count,
    range,
  });
}

interface Place {
  readonly parent: MappingNode | SequenceNode;
  readonly base: number;
  readonly index: number;
}

type Holder = MappingEntry | SequenceItem;

function holdersOf(node: MappingNode | SequenceNode): readonly Holder[] {
  return node.kind === 'mapping' ? node.entries : node.items;
}

function countAt(document: YamlDocument, path: Path): number {
  const node = document.nodeAt(path)?.node;
  return node?.kind === 'mapping' || node?.kind === 'sequence' ? holdersOf(node).length : 0;
}

function fromFlow({ parent, base, index }: Place): readonly TextEdit[] {
  const holders = holdersOf(parent);
  const [previous, own, next] = [holders[index - 1], holders[index], holders[index + 1]];
  if (own === undefined) return [];
  if (next !== undefined) return [replace(base + own.start, base + next.start, '')];
  if (previous !== undefined) return [replace(base + previous.end, base + own.end, '')];
  return [replace(base + parent.start + 1, base + parent.end - 1, '')];
}

function fromBlock(
  document: YamlDocument,
  place: Place,
  above: Located | undefined,
): readonly TextEdit[] | undefined {
  const { parent, base, index } = place;
  const { text } = document;
  const holders = holdersOf(parent);
  const own = holders[index];
  if (own === undefined) return undefined;
  const start = base + own.at + own.start;
  if (!isFirstOnLine(text, start)) return besideDash(text, place, own);
  const block = blockOf(text, own, base);
  if (block === undefined) return undefined;
  const lines = removeLines(text, block);
  if (holders.length > 1 || above?.holder === undefined) return [lines];
  return emptied(text, { above, start }, parent.kind === 'mapping' ? '{}' : '[]') ?? [lines];
}

/** Whole lines out; a text without a final line break stays without one. */
export function removeLines(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): TextEdit {
  if (to < text.length || text.endsWith('\n') || from === 0) return replace(from, to, '');
  return replace(from - lineBreakOf(text).length, to, '');
}

/** The key that is left without a value says so, and comments below it stay. */
function emptied(
  text: string,
  { above, start }: { readonly above: Located; readonly start: number },
  empty: string,
): readonly TextEdit[] | undefined {
  const { holder, base, node } = above;
  if (holder === undefined || (node.kind !== 'mapping' && node.kind !== 'sequence')) return undefined;
  const [own] = holdersOf(node);
  const block = own && blockOf(text, own, base);
  const indicator = 'colon' in holder ? holder.colon : holder.dash;
  if (block === undefined || indicator < 0 || start <= base + indicator) return undefined;
  const at = base + indicator + 1;
  return [replace(at, at, ` ${empty}`), removeLines(text, block)];
}

/** The first key of an item stands beside its dash: the next one is pulled up to it. Other things beside a dash are left alone. */
function besideDash(
  text: string,
  { parent, base, index }: Place,
  own: Holder,
): readonly TextEdit[] | undefined {
  if (parent.kind !== 'mapping' || index !== 0) return undefined;
  const start = base + own.at + own.start;
  const next = parent.entries[1];
  if (next === undefined) return [replace(start, base + own.at + own.end, '{}')];
  const nextStart = base + next.at + next.start;
  const end = blockEnd(text, own, base);
  const hasComments = text.slice(Math.min(end, nextStart), nextStart).includes('#');
  // Comments of the next key stay above it: the dash then stands alone on its line.
  if (hasComments) return [replace(start, lineContentEnd(text, end - 1), '')];
  return [replace(start, nextStart, '')];
}

// A new item in a list: before another or at the end, indented and spaced as its neighbours. A key without a value, or with [], gets
// its first line; a key that is not there yet is the business of insertEntry.
import { locate } from '../locate.ts';
import type { Located } from '../locate.ts';
import type { SequenceNode } from '../syntax-tree.ts';
import type { Path, TextEdit } from '../text-edit.ts';
import type { YamlDocument } from '../yaml-document.ts';
import { blockEnd, blockOf } from './blocks.ts';
import { refuse, replace } from './edit-outcome.ts';
import type { EditOutcome, YamlValue } from './edit-outcome.ts';
import { guardPath, proven } from './guard.ts';
import { isInFlow, spansLines } from './insert-entry.ts';
import { columnOf, habitsOf, lineBreakOf, lineContentEnd } from './lines.ts';
import { printFlow, printItem } from './print-value.ts';

export interface NewItem {
  /** Place in the list after the insertion; anything past the end is the end. */
  readonly index: number;
  readonly value: YamlValue;
}

export function insertItem(document: YamlDocument, sequence: Path, item: NewItem): EditOutcome {
  const found = locate(document.root, sequence);
  const refusal = guardPath(document, [...sequence, lengthOf(found)]);
  if (refusal !== undefined) return refusal;
  if (found === undefined) {
    return refuse('edit-no-entry', `There is no ${sequence.join('.')} to add to.`, { start: 0, end: 0 });
  }
  const range = { start: found.base + found.node.start, end: found.base + found.node.end };
  const edits = editsFor(document, found, item);
  if (edits === undefined) {
    return refuse(
      'edit-wrong-kind',
      `${sequence.join('.')} is not a list, so nothing can be added to it.`,
      range,
    );
  }
  const length = lengthOf(found) + 1;
  return proven(document, edits, {
    isAsMeant: (after) => lengthOf(locate(after.root, sequence)) === length,
    range,
  });
}

function lengthOf(found: Located | undefined): number {
  return found?.node.kind === 'sequence' ? found.node.items.length : 0;
}

function editsFor(document: YamlDocument, found: Located, item: NewItem): readonly TextEdit[] | undefined {
  const { node, base } = found;
  if (node.kind === 'sequence') {
    if (!node.flow) return inBlock(document, { node, base }, item);
    if (node.items.length > 0 || isInFlow(found) || spansLines(document, found))
      return inFlow({ node, base }, item);
    return asFirstLine(document, found, item.value);
  }
  const isEmpty = node.kind === 'scalar' && node.style === 'empty' && !isInFlow(found);
  return isEmpty ? asFirstLine(document, found, item.value) : undefined;
}

interface Sequence {
  readonly node: SequenceNode;
  readonly base: number;
}

function inBlock(
  document: YamlDocument,
  { node, base }: Sequence,
  { index, value }: NewItem,
): readonly TextEdit[] | undefined {
  const { text } = document;
  const habits = habitsOf(document);
  const at = Math.min(index, node.items.length);
  const neighbour = node.items[at] ?? node.items.at(-1);
  if (neighbour === undefined) return undefined;
  const column = columnOf(text, base + neighbour.at + neighbour.start);
  const gap = gapOf(text, base + neighbour.at + neighbour.dash);
  const body = ' '.repeat(column) + printItem(value, { column, gap }, habits);
  const parting = isParted(text, { node, base }, at) ? habits.lineBreak : '';
  if (at < node.items.length) {
    const block = blockOf(text, neighbour, base);
    return block && [replace(block.from, block.from, body + habits.lineBreak + parting)];
  }
  const end = blockEnd(text, neighbour, base);
  if (text[end - 1] !== '\n') return [replace(end, end, habits.lineBreak + parting + body)];
  return [replace(end, end, parting + body + habits.lineBreak)];
}

/** Blanks between the dash and its content; one where the content stands below. */
function gapOf(text: string, dash: number): number {
  const blanks = /^( +)[^ \r\n#]/.exec(text.slice(dash + 1, dash + 20));
  return blanks?.[1]?.length ?? 1;
}

/** Whether the items around the place are parted by a blank line. */
function isParted(text: string, { node, base }: Sequence, at: number): boolean {
  const right = Math.min(Math.max(at, 1), node.items.length - 1);
  const [above, below] = [node.items[right - 1], node.items[right]];
  if (above === undefined || below === undefined || right === 0) return false;
  const end = blockEnd(text, above, base);
  const start = blockOf(text, below, base)?.from ?? end;
  return /^[ \t]*\r?\n/.test(text.slice(end, Math.max(end, start)));
}

function inFlow({ node, base }: Sequence, { index, value }: NewItem): readonly TextEdit[] {
  const body = printFlow(value);
  const next = node.items[index];
  if (next !== undefined) return [replace(base + next.start, base + next.start, `${body}, `)];
  const last = node.items.at(-1);
  if (last === undefined) return [replace(base + node.start + 1, base + node.end - 1, body)];
  return [replace(base + last.end, base + last.end, `, ${body}`)];
}

/** `key:` or `key: []` becomes a list of one item below it; a comment behind the key stays there. */
function asFirstLine(
  document: YamlDocument,
  { base, holder, node }: Located,
  value: YamlValue,
): readonly TextEdit[] | undefined {
  if (holder === undefined || !('colon' in holder) || holder.colon < 0) return undefined;
  const { text } = document;
  const habits = habitsOf(document);
  const column = columnOf(text, base + holder.start) + habits.listStep;
  const lines = lineBreakOf(text) + ' '.repeat(column) + printItem(value, { column, gap: 1 }, habits);
  const after = base + holder.colon + 1;
  const end = base + Math.max(node.end, holder.end);
  const contentEnd = lineContentEnd(text, after);
  if (node.end === node.start) return [replace(contentEnd, contentEnd, lines)];
  if (end === contentEnd) return [replace(after, end, lines)];
  return [replace(after, end, ''), replace(contentEnd, contentEnd, lines)];
}

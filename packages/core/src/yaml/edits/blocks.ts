// Which lines belong to an entry or an item in block notation: its own, comment lines directly above at its column, and comment lines
// directly below that stand deeper. Comments parted from it by a blank line, or less indented, belong to nobody and stay; so do items
// that were commented out.
import { isCommentedHead, isCommentedRest } from '../commented-items.ts';
import type { MappingEntry, SequenceItem } from '../syntax-tree.ts';
import { columnOf, isFirstOnLine, lineEnd, lineStart } from './lines.ts';

/** Whole lines: from a line start to one past a line break (or the end of the text). */
export interface Block {
  readonly from: number;
  readonly to: number;
  /** Start of the line with the key or dash. */
  readonly head: number;
  readonly column: number;
}

/** Undefined where something else stands before it on its line (`- - a`, the first key beside a dash). */
export function blockOf(text: string, holder: MappingEntry | SequenceItem, base: number): Block | undefined {
  const start = base + holder.at + holder.start;
  if (!isFirstOnLine(text, start)) return undefined;
  const column = columnOf(text, start);
  const head = lineStart(text, start);
  return { from: attachedAbove(text, head, column), to: blockEnd(text, holder, base), head, column };
}

/** One past the last line that belongs to it. */
export function blockEnd(text: string, holder: MappingEntry | SequenceItem, base: number): number {
  const column = columnOf(text, base + holder.at + holder.start);
  return attachedBelow(text, lineEnd(text, base + holder.at + holder.end), column);
}

function attachedAbove(text: string, head: number, column: number): number {
  let from = head;
  while (from > 0) {
    const above = lineStart(text, from - 1);
    if (commentColumn(text.slice(above, from)) !== column) break;
    from = above;
  }
  return belowCommented(text, { from, head, column });
}

/** Of the comment lines above, those below the last item that was commented out. */
function belowCommented(text: string, { from, head, column }: Omit<Block, 'to'>): number {
  let attached = from;
  let isInItem = false;
  for (let at = from; at < head; at = lineEnd(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    isInItem = isCommentedHead(line) || (isInItem && isCommentedRest(line, column));
    if (isInItem) attached = lineEnd(text, at);
  }
  return attached;
}

function attachedBelow(text: string, end: number, column: number): number {
  let to = end;
  while (to < text.length && text[to - 1] === '\n') {
    const next = lineEnd(text, to);
    if (commentColumn(text.slice(to, next)) <= column) break;
    to = next;
  }
  return to;
}

/** Column of the comment that is all there is on a line, else -1. */
function commentColumn(line: string): number {
  return /^ *#/.test(line) ? line.indexOf('#') : -1;
}

// Moves an item of a list: its lines, and the blank lines that part it from its neighbour, are taken out and put in elsewhere; nothing
// else is touched. Detached comments between items stay where they are.
import { locate } from '../locate.ts';
import type { SequenceNode } from '../syntax-tree.ts';
import type { Path, TextEdit } from '../text-edit.ts';
import type { YamlDocument } from '../yaml-document.ts';
import { blockOf } from './blocks.ts';
import type { Block } from './blocks.ts';
import { done, refuse, replace } from './edit-outcome.ts';
import type { EditOutcome } from './edit-outcome.ts';
import { guardPath, proven } from './guard.ts';
import { lineBreakOf } from './lines.ts';

export interface Move {
  readonly from: number;
  /** Place in the list after the move. */
  readonly to: number;
}

export function moveItem(document: YamlDocument, sequence: Path, { from, to }: Move): EditOutcome {
  const refusal = guardPath(document, [...sequence, from]);
  if (refusal !== undefined) return refusal;
  const found = locate(document.root, sequence);
  const node = found?.node;
  if (
    found === undefined ||
    node?.kind !== 'sequence' ||
    node.items[from] === undefined ||
    node.items[to] === undefined
  ) {
    return refuse(
      'edit-no-entry',
      `There is no item to move from ${from} to ${to} in ${sequence.join('.')}.`,
      {
        start: 0,
        end: 0,
      },
    );
  }
  if (from === to) return done([]);
  const base = found.base;
  const range = { start: base + node.start, end: base + node.end };
  const edits = node.flow
    ? inFlow(document.text, { node, base }, { from, to })
    : inBlock(document.text, { node, base }, { from, to });
  if (edits === undefined) {
    return refuse(
      'edit-notation',
      'This list stands on the line of another one; move its items in the text.',
      range,
    );
  }
  return proven(document, edits, {
    isAsMeant: (after) => after.nodeAt([...sequence, node.items.length - 1]) !== undefined,
    range,
  });
}

interface Sequence {
  readonly node: SequenceNode;
  readonly base: number;
}

/** Between commas the texts of the items change places, and the spaces around them stay. */
function inFlow(text: string, { node, base }: Sequence, { from, to }: Move): readonly TextEdit[] {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const places = node.items.slice(low, high + 1);
  const texts = places.map((item) => text.slice(base + item.start, base + item.end));
  const [moved = ''] = texts.splice(from - low, 1);
  texts.splice(to - low, 0, moved);
  return places.map((item, index) => replace(base + item.start, base + item.end, texts[index] ?? ''));
}

function inBlock(
  text: string,
  { node, base }: Sequence,
  { from, to }: Move,
): readonly TextEdit[] | undefined {
  const blockAt = (index: number): Block | undefined => {
    const item = node.items[index];
    return item && blockOf(text, item, base);
  };
  const own = blockAt(from);
  const target = blockAt(to);
  const neighbour = blockAt(from < to ? from + 1 : from - 1);
  if (own === undefined || target === undefined || neighbour === undefined) return undefined;
  return from < to ? moveDown(text, { own, target, neighbour }) : moveUp(text, { own, target, neighbour });
}

interface Blocks {
  readonly own: Block;
  readonly target: Block;
  /** The item next to it on the way. */
  readonly neighbour: Block;
}

function moveDown(text: string, { own, target, neighbour }: Blocks): readonly TextEdit[] {
  const gap = blankGap(text, own.to, neighbour.from);
  const lines = text.slice(own.from, own.to);
  const cut = replace(own.from, own.to + gap.length, '');
  if (text[target.to - 1] === '\n') return [cut, replace(target.to, target.to, gap + lines)];
  // The list ends the text, without a line break: the moved item ends it so, too.
  const lineBreak = lineBreakOf(text);
  return [cut, replace(target.to, target.to, lineBreak + gap + lines.slice(0, -lineBreak.length))];
}

function moveUp(text: string, { own, target, neighbour }: Blocks): readonly TextEdit[] {
  const gap = blankGap(text, neighbour.to, own.from);
  const lines = text.slice(own.from, own.to);
  if (text[own.to - 1] === '\n') {
    return [replace(target.from, target.from, lines + gap), replace(own.from - gap.length, own.to, '')];
  }
  const lineBreak = lineBreakOf(text);
  const start = own.from - gap.length - lineBreak.length;
  return [replace(target.from, target.from, lines + lineBreak + gap), replace(start, own.to, '')];
}

/** The lines between two items if they are blank; with a comment among them they stay, and nothing moves along. */
function blankGap(text: string, from: number, to: number): string {
  const gap = text.slice(from, to);
  return gap.trim() === '' ? gap : '';
}

// Takes an item out of a list without taking it out of the text: its lines become comments, and come back byte for byte. Remarks above
// it stay as they are; so do its blank lines.
import { applyTextEdits } from '../apply-text-edits.ts';
import { commentedItems, marksOf, type CommentedItem } from '../commented-items.ts';
import { locate } from '../locate.ts';
import type { SequenceNode } from '../syntax-tree.ts';
import type { Path, TextEdit } from '../text-edit.ts';
import type { YamlDocument } from '../yaml-document.ts';
import { blockOf, type Block } from './blocks.ts';
import { done, refuse, replace } from './edit-outcome.ts';
import type { EditOutcome } from './edit-outcome.ts';
import { guardPath, proven } from './guard.ts';
import { lineContentEnd, lineEnd } from './lines.ts';
import { removeLines } from './remove-entry.ts';

/** Law: `uncommentItem` of what this leaves gives the text that was there. Where that cannot be, it refuses. */
export function commentItem(document: YamlDocument, sequence: Path, index: number): EditOutcome {
  const refusal = guardPath(document, [...sequence, index]);
  if (refusal !== undefined) return refusal;
  const found = locate(document.root, sequence);
  const node = found?.node;
  const item = node?.kind === 'sequence' ? node.items[index] : undefined;
  if (found === undefined || node?.kind !== 'sequence' || item === undefined) {
    return refuse('edit-no-entry', `There is no item ${index} in ${sequence.join('.')}.`, {
      start: 0,
      end: 0,
    });
  }
  const range = { start: found.base + item.at + item.start, end: found.base + item.at + item.end };
  const block = node.flow ? undefined : blockOf(document.text, item, found.base);
  if (block === undefined) {
    const reason =
      'An item of a list in brackets cannot be commented out; write the list with one item a line.';
    return refuse('edit-notation', reason, range);
  }
  const edits = [
    // A list that is left without items says so: nothing behind a key is not a list.
    ...(node.items.length === 1 ? withBrackets(document, sequence) : []),
    ...markLines(document.text, block),
  ];
  return proven(document, edits, {
    isAsMeant: (after) => comesBack(after, sequence, { document, node }),
    range,
  });
}

/** A mark at the column of the dash, on each line that says something. */
function markLines(text: string, { head, to, column }: Block): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = head; at < to; at = lineEnd(text, at)) {
    if (text.slice(at, lineContentEnd(text, at)).trim() === '') continue;
    edits.push(replace(at + column, at + column, '# '));
  }
  return edits;
}

interface Before {
  readonly document: YamlDocument;
  readonly node: SequenceNode;
}

function comesBack(after: YamlDocument, sequence: Path, { document, node }: Before): boolean {
  const left = after.nodeAt(sequence)?.node;
  if (left?.kind !== 'sequence' || left.items.length !== node.items.length - 1) return false;
  return commentedItems(after, sequence).some(
    (item) => applyTextEdits(after.text, uncommenting(after, sequence, item)) === document.text,
  );
}

const uncommenting = (document: YamlDocument, sequence: Path, item: CommentedItem): readonly TextEdit[] => [
  ...withoutBrackets(document, sequence),
  ...marksOf(document.text, item.lines, item.column).map((at) => replace(at, at + 2, '')),
];

/** Brings a commented-out item back, by its number among them; an empty `[]` before it goes. */
export function uncommentItem(document: YamlDocument, sequence: Path, at: number): EditOutcome {
  const refusal = guardPath(document, sequence);
  if (refusal !== undefined) return refusal;
  const item = commentedItems(document, sequence)[at];
  if (item === undefined) return noSuchItem(sequence, at);
  const found = locate(document.root, sequence);
  const node = found?.node;
  const count = node?.kind === 'sequence' ? node.items.length : 0;
  const edits = uncommenting(document, sequence, item);
  return proven(document, edits, {
    isAsMeant: (after) => {
      const now = after.nodeAt(sequence)?.node;
      return now?.kind === 'sequence' && now.items.length === count + 1;
    },
    range: item.lines,
  });
}

/** `key:` becomes `key: []`… */
function withBrackets(document: YamlDocument, sequence: Path): readonly TextEdit[] {
  const colon = colonOf(document, sequence);
  return colon === undefined ? [] : [replace(colon + 1, colon + 1, ' []')];
}

/** …and has to lose the brackets again before a list can stand below it. */
function withoutBrackets(document: YamlDocument, sequence: Path): readonly TextEdit[] {
  const value = document.valueRange(sequence);
  const node = document.nodeAt(sequence)?.node;
  const colon = colonOf(document, sequence);
  if (colon === undefined || value === undefined || node?.kind !== 'sequence' || !node.flow) return [];
  return [replace(colon + 1, value.end, '')];
}

function colonOf(document: YamlDocument, path: Path): number | undefined {
  const key = document.keyRange(path);
  const colon = key === undefined ? -1 : document.text.indexOf(':', key.end);
  return colon < 0 ? undefined : colon;
}

/** Takes the lines of a commented-out item out of the text. */
export function removeCommentedItem(document: YamlDocument, sequence: Path, at: number): EditOutcome {
  const item = commentedItems(document, sequence)[at];
  if (item === undefined) return noSuchItem(sequence, at);
  return done([removeLines(document.text, { from: item.lines.start, to: item.lines.end })]);
}

const noSuchItem = (sequence: Path, at: number): EditOutcome =>
  refuse('edit-no-entry', `There is no commented-out item ${at} in ${sequence.join('.')}.`, {
    start: 0,
    end: 0,
  });

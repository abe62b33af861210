// Text to document. A text of the usual shape is read piece by piece, so that after an edit only the touched piece is read again; any
// other shape is read whole. Both ways answer alike (SPEC.md, P rules); which one was taken is nobody's business outside this file.
import { hullOf, applyTextEdits } from './apply-text-edits.ts';
import { composePiece } from './compose-piece.ts';
import { cutPieces, INITIAL_STATE } from './cut-pieces.ts';
import type { Cut, CutState } from './cut-pieces.ts';
import { errorsOf, joinPieces, readPiece, startsOf } from './piece.ts';
import type { Piece } from './piece.ts';
import { toPlainValue } from './syntax-tree.ts';
import type { YamlNode } from './syntax-tree.ts';
import type { TextEdit } from './text-edit.ts';
import { createYamlDocument } from './tree-document.ts';
import type { YamlDocument } from './yaml-document.ts';

/** How a document was read; kept beside it so that the next reading can go on from there. */
const piecesOf = new WeakMap<YamlDocument, readonly Piece[]>();

export function parseYaml(text: string): YamlDocument {
  const cut = cutPieces(text, 0, text.length, INITIAL_STATE);
  if (cut === undefined) return parseWhole(text);
  const pieces = readPieces(text, 0, text.length, cut.cuts);
  return pieces === undefined ? parseWhole(text) : fromPieces(text, pieces);
}

/** The document after edits of its text: the same as `parseYaml` of the new text, for the price of the touched piece. */
export function reparseYaml(previous: YamlDocument, edits: readonly TextEdit[]): YamlDocument {
  const text = applyTextEdits(previous.text, edits);
  const pieces = piecesOf.get(previous);
  const hull = hullOf(previous.text, edits);
  if (hull === undefined) return previous;
  const next = pieces === undefined ? undefined : spliced(pieces, hull, text);
  return next === undefined ? parseYaml(text) : fromPieces(text, next);
}

function parseWhole(text: string): YamlDocument {
  const { root, errors, linkedValue } = composePiece(text);
  const sound = errors.length === 0;
  return createYamlDocument(text, {
    root,
    errors: [...errors].sort((a, b) => a.range.start - b.range.start),
    value: () => (sound ? (linkedValue ?? plainValueOf(root)) : undefined),
  });
}

function fromPieces(text: string, pieces: readonly Piece[]): YamlDocument {
  const starts = startsOf(pieces);
  const root = joinPieces(pieces, starts);
  const errors = errorsOf(pieces, starts);
  const document = createYamlDocument(text, {
    root,
    errors,
    value: () => (errors.length === 0 ? plainValueOf(root) : undefined),
  });
  piecesOf.set(document, pieces);
  return document;
}

/** An empty document reads as null, like an empty value. */
function plainValueOf(root: YamlNode | undefined): unknown {
  return root === undefined ? null : toPlainValue(root);
}

function readPieces(
  text: string,
  from: number,
  to: number,
  cuts: readonly Cut[],
): readonly Piece[] | undefined {
  if (cuts.length > 0 && cuts[0]?.start !== from) return undefined;
  const pieces: Piece[] = [];
  for (const [index, cut] of cuts.entries()) {
    const piece = readPiece(text.slice(cut.start, cuts[index + 1]?.start ?? to), cut);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return pieces;
}

/** The pieces with the touched ones read anew; undefined where the edit changes how the text falls into pieces further on. */
function spliced(pieces: readonly Piece[], hull: TextEdit, text: string): readonly Piece[] | undefined {
  const starts = startsOf(pieces);
  const delta = hull.text.length - (hull.range.end - hull.range.start);
  // An edit at the very start of a piece may join it to the one above.
  const first = Math.max(0, pieceAt(starts, hull.range.start) - 1);
  const last = Math.min(pieces.length - 1, pieceAt(starts, hull.range.end));
  const from = starts[first] ?? 0;
  const to = (starts[last + 1] ?? 0) + delta;
  if (to > from && text[to - 1] !== '\n' && last + 1 < pieces.length) return undefined;
  const cut = cutPieces(text, from, to, stateBefore(pieces, first));
  if (cut === undefined || !continues(cut.state, pieces[last + 1])) return undefined;
  const middle = readTouched(text, { from, to, cuts: cut.cuts }, pieces.slice(first, last + 1));
  return middle && [...pieces.slice(0, first), ...middle, ...pieces.slice(last + 1)];
}

function pieceAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

function stateBefore(pieces: readonly Piece[], index: number): CutState {
  let section = index - 1;
  while (section >= 0 && pieces[section]?.kind === 'item') section -= 1;
  const head = pieces[section];
  if (head?.kind !== 'section') return INITIAL_STATE;
  const column =
    pieces[section + 1]?.kind === 'item' && section + 1 < index ? (pieces[section + 1]?.column ?? -1) : -1;
  return { inList: head.opensList && (column >= 0 || !hasValue(head)), column, hasSection: true };
}

/** Whether lines below the key already gave the section a value, so that no list can follow. */
function hasValue(head: Piece): boolean {
  return head.entry !== undefined && head.entry.end > head.entry.colon + 1;
}

function continues(state: CutState, next: Piece | undefined): boolean {
  if (next === undefined || next.kind === 'section') return true;
  return next.kind === 'item' && state.inList && (state.column === next.column || state.column === -1);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly cuts: readonly Cut[];
}

/** Reads a stretch again, taking over pieces whose text stands there as before. */
function readTouched(
  text: string,
  { from, to, cuts }: Stretch,
  old: readonly Piece[],
): readonly Piece[] | undefined {
  if (to > from && cuts[0]?.start !== from) return undefined;
  const known = new Map<string, Piece[]>();
  for (const piece of old) known.set(keyOf(piece), [...(known.get(keyOf(piece)) ?? []), piece]);
  const pieces: Piece[] = [];
  for (const [index, cut] of cuts.entries()) {
    const source = text.slice(cut.start, cuts[index + 1]?.start ?? to);
    // Taken out of the stock: two pieces of the same text are still two.
    const piece = known.get(keyOf({ ...cut, text: source }))?.shift() ?? readPiece(source, cut);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return pieces;
}

function keyOf({
  kind,
  column,
  opensList,
  text,
}: Pick<Piece, 'kind' | 'column' | 'opensList' | 'text'>): string {
  return `${kind} ${column} ${opensList} ${text}`;
}

// A piece of the text with what was read from it, and the joining of pieces to one tree.
import { composePiece } from './compose-piece.ts';
import type { Cut } from './cut-pieces.ts';
import type { MappingEntry, MappingNode, SequenceItem, SequenceNode, YamlNode } from './syntax-tree.ts';
import type { YamlError } from './yaml-document.ts';

/** Immutable, and without a place: pieces that move are the same pieces. */
export interface Piece {
  readonly kind: Cut['kind'];
  readonly column: number;
  readonly opensList: boolean;
  readonly text: string;
  /** Of a section. */
  readonly entry?: MappingEntry;
  /** Of an item of a list. */
  readonly item?: SequenceItem;
  readonly errors: readonly YamlError[];
}

/** Undefined where the piece cannot stand for itself: anchors, aliases, document markers, or another shape than the cut promised. */
export function readPiece(text: string, { kind, column, opensList }: Cut): Piece | undefined {
  const { root, errors, linked, marked } = composePiece(text);
  if (linked || marked) return undefined;
  const common = { kind, column, opensList, text, errors };
  if (kind === 'preamble') return root === undefined ? common : undefined;
  if (kind === 'section') {
    const entry = onlyEntry(root);
    if (entry !== undefined) return { ...common, entry };
  } else {
    const item = onlyItem(root);
    if (item !== undefined) return { ...common, item };
  }
  return errors.length > 0 ? common : undefined;
}

function onlyEntry(root: YamlNode | undefined): MappingEntry | undefined {
  const entry = root?.kind === 'mapping' && root.entries.length === 1 ? root.entries[0] : undefined;
  return entry?.key.kind === 'scalar' ? entry : undefined;
}

function onlyItem(root: YamlNode | undefined): SequenceItem | undefined {
  return root?.kind === 'sequence' && root.items.length === 1 ? root.items[0] : undefined;
}

/** Starts of the pieces, and the end of the last. */
export function startsOf(pieces: readonly Piece[]): readonly number[] {
  const starts: number[] = [];
  let at = 0;
  for (const piece of pieces) {
    starts.push(at);
    at += piece.text.length;
  }
  starts.push(at);
  return starts;
}

/** The root mapping of the pieces; undefined where there is no section. */
export function joinPieces(pieces: readonly Piece[], starts: readonly number[]): MappingNode | undefined {
  const entries: MappingEntry[] = [];
  let index = 0;
  while (index < pieces.length) {
    const piece = pieces[index];
    const at = starts[index] ?? 0;
    index += 1;
    if (piece?.entry === undefined) continue;
    const items: SequenceItem[] = [];
    for (; pieces[index]?.kind === 'item'; index += 1) {
      const item = pieces[index]?.item;
      if (item !== undefined) items.push({ ...item, at: (starts[index] ?? 0) - at });
    }
    entries.push(items.length === 0 ? { ...piece.entry, at } : withList(piece.entry, at, items));
  }
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const start = first.at + first.start;
  return { kind: 'mapping', flow: false, entries, start, end: last.at + last.end, outerStart: start };
}

function withList(entry: MappingEntry, at: number, items: readonly SequenceItem[]): MappingEntry {
  const [first] = items;
  const last = items.at(-1);
  const start = first === undefined ? entry.end : first.at + first.start;
  const end = last === undefined ? entry.end : last.at + last.end;
  const value: SequenceNode = { kind: 'sequence', flow: false, items, start, end, outerStart: start };
  return { ...entry, at, value, end };
}

/** Findings of all pieces in the text, and keys of sections that stand twice. */
export function errorsOf(pieces: readonly Piece[], starts: readonly number[]): readonly YamlError[] {
  const errors: YamlError[] = [];
  const names = new Set<string>();
  pieces.forEach((piece, index) => {
    const at = starts[index] ?? 0;
    for (const { code, message, range } of piece.errors) {
      errors.push({ code, message, range: { start: range.start + at, end: range.end + at } });
    }
    if (piece.entry === undefined) return;
    const { name, key } = piece.entry;
    if (names.has(name)) errors.push(duplicateSection(at + key.start, at + key.end));
    names.add(name);
  });
  return errors;
}

function duplicateSection(start: number, end: number): YamlError {
  return {
    code: 'yaml-duplicate-key',
    message: 'This key stands twice in the same mapping; remove or rename one of them.',
    range: { start, end },
  };
}

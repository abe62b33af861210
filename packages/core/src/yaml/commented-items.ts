// Items of a list that were commented out: a line `# - key: …` at the column of the list's dashes, and the comment lines below it that
// stand deeper. That is what editors write when they toggle comments on the lines of an item, so those made by hand are found as well.
import { locate, type Located } from './locate.ts';
import { columnOf, lineContentEnd, lineEnd, lineStart } from './edits/lines.ts';
import type { SequenceItem } from './syntax-tree.ts';
import type { Path, TextRange } from './text-edit.ts';
import type { YamlDocument } from './yaml-document.ts';

export interface CommentedItem {
  /** Whole lines, from a line start to one past the last line's break (or the end of the text). */
  readonly lines: TextRange;
  /** Column of its `#`, which is that of its dash once the marks are gone. */
  readonly column: number;
  /** It stands before the item with this index, or behind all of them. */
  readonly before: number;
  /** What it says without the marks; indented as it was. */
  readonly text: string;
}

/** First line of an item that was commented out. A bullet in a remark has no key behind its dash. */
const HEAD = /^( *)# - +["']?[\w.-]+["']?:(?=\s|$)/;

export const isCommentedHead = (line: string): boolean => HEAD.test(line);

/** Whether a line goes on with the item whose `#` stands at the column. */
export function isCommentedRest(line: string, column: number): boolean {
  return (
    line.startsWith('#  ', column) &&
    line.slice(0, column).trim() === '' &&
    line.slice(column + 1).trim() !== ''
  );
}

/** The commented-out items of the list at a path that is a key of the document, in the order of the text. */
export function commentedItems(document: YamlDocument, sequence: Path): readonly CommentedItem[] {
  const { text } = document;
  if (!text.includes('# - ')) return [];
  const found = locate(document.root, sequence);
  if (found === undefined) return [];
  const items = blockItems(found);
  const region = regionOf(document, found);
  if (items === undefined || region === undefined) return [];
  const first = items[0];
  const column = first === undefined ? undefined : columnOf(text, found.base + first.at + first.start);
  const places = items.map((item) => ({
    start: found.base + item.at + item.start,
    end: found.base + item.at + item.end,
  }));
  return scan(text, region, { column, places });
}

/** Items of a list in block notation; none for a key without a value or with `[]`. Undefined for anything else. */
function blockItems({ node }: Located): readonly SequenceItem[] | undefined {
  if (node.kind === 'scalar') return node.style === 'empty' ? [] : undefined;
  if (node.kind !== 'sequence') return undefined;
  return node.flow && node.items.length > 0 ? undefined : node.items;
}

/** From the line below the key to the next key of the document. */
function regionOf({ text, root }: YamlDocument, { holder, parent, index }: Located): TextRange | undefined {
  if (root?.kind !== 'mapping' || root.flow || parent !== root || holder === undefined) return undefined;
  const next = index === undefined ? undefined : root.entries[index + 1];
  return {
    start: lineEnd(text, holder.at + holder.start),
    end: next === undefined ? text.length : lineStart(text, next.at + next.start),
  };
}

interface List {
  /** Of its dashes; undefined while it has none. */
  readonly column: number | undefined;
  readonly places: readonly TextRange[];
}

function scan(text: string, region: TextRange, { column, places }: List): readonly CommentedItem[] {
  const found: CommentedItem[] = [];
  let passed = 0;
  let at = region.start;
  for (let hash = text.indexOf('# - ', at); hash >= 0 && hash < region.end; hash = text.indexOf('# - ', at)) {
    const start = lineStart(text, hash);
    at = lineEnd(text, hash);
    const indent = HEAD.exec(text.slice(start, at))?.[1];
    if (indent === undefined || start < region.start) continue;
    if (column !== undefined && indent.length !== column) continue;
    while ((places[passed]?.start ?? Infinity) < start) passed += 1;
    // A line of a text in block notation, or a remark between the keys of an item.
    if (start < (places[passed - 1]?.end ?? 0)) continue;
    at = itemEnd(text, at, { column: indent.length, end: region.end });
    const lines = { start, end: at };
    found.push({ lines, column: indent.length, before: passed, text: unmarked(text, lines, indent.length) });
  }
  return found;
}

/** One past the last line that goes on with the item; blank lines count only in between. */
function itemEnd(
  text: string,
  from: number,
  { column, end }: { readonly column: number; readonly end: number },
): number {
  let last = from;
  for (let at = from; at < end; at = lineEnd(text, at)) {
    const line = text.slice(at, lineContentEnd(text, at));
    if (isCommentedRest(line, column)) last = lineEnd(text, at);
    else if (line.trim() !== '') break;
  }
  return last;
}

/** Offsets of the marks (`# `) of a commented-out item, one for each line that has one. */
export function marksOf(text: string, lines: TextRange, column: number): readonly number[] {
  const marks: number[] = [];
  for (let at = lines.start; at < lines.end; at = lineEnd(text, at)) {
    if (text.startsWith('# ', at + column) && at + column < lineEnd(text, at)) marks.push(at + column);
  }
  return marks;
}

function unmarked(text: string, lines: TextRange, column: number): string {
  let plain = '';
  let from = lines.start;
  for (const mark of marksOf(text, lines, column)) {
    plain += text.slice(from, mark);
    from = mark + 2;
  }
  return plain + text.slice(from, lines.end);
}

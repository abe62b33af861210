// Edits as values: applied, undone and followed. Everything that changes a document goes through here, so undo is exact by
// construction: the inverse is computed from the same ranges that were replaced.
import { assert } from '../assert/index.ts';
import type { TextEdit, TextRange } from './text-edit.ts';

/** The edits in the order of the text. Insertions at one and the same place keep the order they were given in. */
export function sortTextEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  if (edits.length < 2) return edits;
  return [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** The text with every edit applied; throws where edits overlap or leave the text, which is a fault of the caller. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  let out = '';
  let at = 0;
  for (const { range, text: replacement } of sortTextEdits(edits)) {
    assert(range.start >= at && range.end >= range.start, `edits overlap at ${range.start}`);
    assert(range.end <= text.length, `edit ends at ${range.end}, past the text of ${text.length}`);
    out += text.slice(at, range.start) + replacement;
    at = range.end;
  }
  return out + text.slice(at);
}

/** Edits of the new text that take it back to `text`. */
export function invertEdits(text: string, edits: readonly TextEdit[]): TextEdit[] {
  let shift = 0;
  return sortTextEdits(edits).map(({ range, text: replacement }) => {
    const start = range.start + shift;
    shift += replacement.length - (range.end - range.start);
    return {
      range: { start, end: start + replacement.length },
      text: text.slice(range.start, range.end),
    };
  });
}

/** One edit that covers all of them, for whoever needs only the touched stretch. */
export function hullOf(text: string, edits: readonly TextEdit[]): TextEdit | undefined {
  const sorted = sortTextEdits(edits);
  const [first] = sorted;
  if (first === undefined) return undefined;
  const start = first.range.start;
  const end = sorted.reduce((max, edit) => Math.max(max, edit.range.end), start);
  const inside = sorted.map(({ range, text: replacement }) => ({
    range: { start: range.start - start, end: range.end - start },
    text: replacement,
  }));
  return { range: { start, end }, text: applyTextEdits(text.slice(start, end), inside) };
}

/**
 * Where an offset of the old text lies in the new one. An offset inside a replaced stretch, or at an insertion, goes to the start or
 * the end of what stands there now.
 */
export function mapOffset(offset: number, sorted: readonly TextEdit[], side: 'start' | 'end'): number {
  let shift = 0;
  for (const { range, text } of sorted) {
    if (range.start > offset || (range.start === offset && side === 'start')) break;
    if (range.end > offset || (range.end === offset && range.start === offset)) {
      return side === 'start' ? range.start + shift : range.start + shift + text.length;
    }
    shift += text.length - (range.end - range.start);
  }
  return offset + shift;
}

/** A range of the old text in the new one. */
export function mapRange(range: TextRange, sorted: readonly TextEdit[]): TextRange {
  return { start: mapOffset(range.start, sorted, 'end'), end: mapOffset(range.end, sorted, 'start') };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexLines } from './line-index.ts';

const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r\n', '\r', ':') });

describe('indexLines', () => {
  it.each([
    ['', 0, { lineNumber: 1, column: 1 }],
    ['a\nb', 2, { lineNumber: 2, column: 1 }],
    ['a\r\nb', 3, { lineNumber: 2, column: 1 }],
    ['a\r\nb', 2, { lineNumber: 1, column: 2 }],
    ['a\rb\nc', 4, { lineNumber: 3, column: 1 }],
    ['a\n', 2, { lineNumber: 2, column: 1 }],
  ])('%j at %d', (source, offset, position) => {
    expect(indexLines(source).positionAt(offset)).toEqual(position);
  });

  it('gives back the offset of every place outside a line break', () => {
    const isOutside = (source: string) => (offset: number) =>
      source[offset - 1] !== '\r' || source[offset] !== '\n';
    const everyPlace = fc.property(text, (source) => {
      const index = indexLines(source);
      const offsets = Array.from({ length: source.length + 1 }, (_, offset) => offset).filter(
        isOutside(source),
      );
      return offsets.every((offset) => index.offsetAt(index.positionAt(offset)) === offset);
    });
    expect(() => fc.assert(everyPlace)).not.toThrow();
  });

  it('stays inside the text for positions past the end of a line or of the text', () => {
    expect(indexLines('ab\ncd').offsetAt({ lineNumber: 1, column: 9 })).toBe(2);
    expect(indexLines('ab\ncd').offsetAt({ lineNumber: 7, column: 9 })).toBe(5);
  });
});

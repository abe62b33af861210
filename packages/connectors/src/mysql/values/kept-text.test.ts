import fc from 'fast-check';
import { expect, test } from 'vitest';
import { charsetDecoder } from './charsets.ts';
import { keptText } from './kept-text.ts';

const ascii = fc.string({ unit: 'binary-ascii', maxLength: 700 });
const short = fc.string({ unit: 'binary-ascii', maxLength: 20 });

/** Texts of a buffer, each behind bytes that are none. */
const cells = fc.array(
  fc.record({
    gap: fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ minLength: 200, maxLength: 300 })),
    text: fc.oneof({ weight: 4, arbitrary: short }, ascii, fc.string({ unit: 'binary', maxLength: 40 })),
    wanted: fc.boolean(),
  }),
  { maxLength: 60 },
);

function layOut(list: readonly { gap: Uint8Array; text: string; wanted: boolean }[]) {
  const parts: Buffer[] = [];
  let at = 0;
  const places = list.map(({ gap, text, wanted }) => {
    const bytes = Buffer.from(text);
    parts.push(Buffer.from(gap), bytes);
    const place = { at: at + gap.length, length: bytes.length, wanted };
    at += gap.length + bytes.length;
    return place;
  });
  return { buffer: Buffer.concat(parts), places };
}

test.each(['utf8mb4', 'latin1', 'gbk'])('texts in %s are those that are decoded alone', (charset) => {
  const alone = charsetDecoder(charset)!;
  const decode = keptText(alone);
  const read = (decoder: typeof alone, buffer: Buffer, at: number, length: number): unknown => {
    try {
      return decoder(buffer, at, length);
    } catch (error) {
      return String(error);
    }
  };
  fc.assert(
    fc.property(cells, fc.boolean(), (list, backwards) => {
      const { buffer, places } = layOut(list);
      const order = backwards ? places.toReversed() : places;
      for (const { at, length, wanted } of order) {
        if (!wanted) continue;
        expect(read(decode as typeof alone, buffer, at, length)).toBe(read(alone, buffer, at, length));
      }
    }),
    { numRuns: 1000 },
  );
});

test('two buffers in turn, and one that is too large to be kept', () => {
  const decode = keptText(charsetDecoder('utf8mb4')!);
  const [one, other] = [Buffer.from('abcdefghijkl'), Buffer.from('ABCDEFGHIJKL')];
  const large = Buffer.alloc(3 << 20, 'xyz');
  const texts = [one, other, one, large, other].flatMap((buffer) => [
    decode(buffer, 0, 4),
    decode(buffer, 5, 3),
    decode(buffer, 8, 0),
  ]);
  expect(texts).toEqual([
    'abcd',
    'fgh',
    '',
    'ABCD',
    'FGH',
    '',
    'abcd',
    'fgh',
    '',
    'xyzx',
    'zxy',
    '',
    'ABCD',
    'FGH',
    '',
  ]);
});

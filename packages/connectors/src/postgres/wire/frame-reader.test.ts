import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFrameReader } from './frame-reader.ts';

function frame(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

function readAll(bytes: Buffer, cuts: readonly number[]): string[] {
  const seen: string[] = [];
  const reader = createFrameReader({
    message: (type, buffer, start, end) => {
      const letter = String.fromCharCode(type);
      seen.push(letter + buffer.toString('hex', start, end));
      if (letter === 'H') reader.copying = true;
      if (letter === 'c') reader.copying = false;
    },
    frames: (buffer, start, end) => {
      for (let at = start; at < end;) {
        const next = at + 1 + buffer.readUInt32BE(at + 1);
        seen.push(`d${buffer.toString('hex', at + 5, next)}`);
        at = next;
      }
    },
  });
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    reader.push(bytes.subarray(from, cut));
    from = cut;
  }
  reader.push(bytes.subarray(from));
  return seen;
}

it('finds the same messages wherever the stream is cut', () => {
  const contents = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 });
  fc.assert(
    fc.property(contents, fc.array(fc.nat(4000), { maxLength: 40 }), (data, places) => {
      const bytes = Buffer.concat([
        frame('H', Buffer.from([1])),
        ...data.map((content) => frame('d', content)),
        frame('c', Buffer.alloc(0)),
        frame('Z', Buffer.from('I')),
      ]);
      const cuts = places.map((place) => place % (bytes.length + 1));
      expect(readAll(bytes, cuts)).toEqual([
        'H01',
        ...data.map((content) => `d${Buffer.from(content).toString('hex')}`),
        'c',
        'Z49',
      ]);
    }),
  );
});

it('finds them byte by byte too', () => {
  const bytes = Buffer.concat([
    frame('H', Buffer.alloc(0)),
    frame('d', Buffer.from('row')),
    frame('c', Buffer.alloc(0)),
  ]);
  expect(
    readAll(
      bytes,
      Array.from({ length: bytes.length }, (_, at) => at),
    ),
  ).toEqual(['H', 'd726f77', 'c']);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCopyWriter } from './copy-writer.ts';

test('a copy is what was copied, whatever its size and place, and nothing beside it is touched', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400, size: 'max' }),
      fc.nat(20),
      fc.nat(700),
      (bytes, before, size) => {
        const source = Buffer.concat([Buffer.alloc(before, 0xaa), bytes, Buffer.alloc(size, 0xbb)]);
        const out = createCopyWriter(64);
        const parts = [
          [before, before + bytes.length],
          [0, before],
          [before + bytes.length, source.length],
          [before, before],
        ] as const;
        for (const [start, end] of parts) out.copy(source, start, end);
        const frame = out.take() ?? Buffer.alloc(5);
        expect(frame.subarray(5)).toEqual(
          Buffer.concat(parts.map(([start, end]) => source.subarray(start, end))),
        );
      },
    ),
    { numRuns: 1000 },
  );
});

test('every length, up to where native code copies', () => {
  const source = Buffer.from(Array.from({ length: 1000 }, (_, at) => (at * 7 + (at >> 3)) & 0xff));
  for (let length = 0; length < 400; length += 1) {
    const out = createCopyWriter(4096);
    out.beginRow(258);
    out.buffer.fill(0xee, out.at);
    out.copy(source, 13, 13 + length);
    expect(out.buffer[out.at]).toBe(0xee);
    out.copy(source, 1, 2);
    const frame = out.take();
    expect(frame?.toString('latin1', 5)).toBe(
      `\u0001\u0002${source.toString('latin1', 13, 13 + length)}${source.toString('latin1', 1, 2)}`,
    );
    expect(frame?.[0]).toBe(0x64);
    expect(frame?.readInt32BE(1)).toBe(4 + 2 + length + 1);
  }
});

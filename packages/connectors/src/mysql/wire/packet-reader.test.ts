import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandPackets, createPacketReader } from './packet-reader.ts';

function read(bytes: Buffer, cuts: readonly number[]): string[] {
  const found: string[] = [];
  const reader = createPacketReader((buffer, start, end) => found.push(buffer.toString('hex', start, end)));
  let from = 0;
  for (const cut of [
    ...cuts.map((each) => each % (bytes.length + 1)).toSorted((a, b) => a - b),
    bytes.length,
  ]) {
    reader.feed(bytes.subarray(from, cut));
    from = cut;
  }
  return found;
}

test('payloads come whole, wherever the chunks are cut', () =>
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), fc.array(fc.nat()), (payloads, cuts) => {
      const bytes = Buffer.concat(payloads.map((payload) => commandPackets(Buffer.from(payload))));
      expect(read(bytes, cuts)).toEqual(payloads.map((payload) => Buffer.from(payload).toString('hex')));
    }),
  ));

test('byte by byte', () => {
  const payloads = ['', '00', 'ff'.repeat(70)];
  const bytes = Buffer.concat(payloads.map((payload) => commandPackets(Buffer.from(payload, 'hex'))));
  expect(
    read(
      bytes,
      Array.from(bytes, (_, at) => at),
    ),
  ).toEqual(payloads);
});

test.each([0xffffff - 1, 0xffffff, 0xffffff + 1, 2 * 0xffffff, 2 * 0xffffff + 5])(
  'a payload of %i bytes goes over several packets',
  (size) => {
    const payload = Buffer.alloc(size, 7);
    payload[size - 1] = 9;
    const bytes = Buffer.concat([commandPackets(payload), commandPackets(Buffer.from('next'))]);
    const found: [number, number | undefined][] = [];
    const reader = createPacketReader((buffer, start, end) => found.push([end - start, buffer[end - 1]]));
    for (let at = 0; at < bytes.length; at += 1_000_003) reader.feed(bytes.subarray(at, at + 1_000_003));
    expect(found).toEqual([
      [size, 9],
      [4, 'next'.charCodeAt(3)],
    ]);
  },
);

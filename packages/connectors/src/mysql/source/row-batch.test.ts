import fc from 'fast-check';
import { parseTableId } from '@tailrace/core/table';
import { must } from '@tailrace/core/assert';
import type { Row } from '@tailrace/core/value';
import { expect, test } from 'vitest';
import { commandPackets, createPacketReader } from '../wire/packet-reader.ts';
import { createRowBatchBuilder } from './row-batch.ts';

const decode = (buffer: Buffer, at: number, length: number): string =>
  buffer.toString('hex', at, at + length);
const shape = {
  format: 'mysql-text' as const,
  table: must(parseTableId('db.t'), 'a table id'),
  names: ['a', 'b', 'c'],
  columnTypes: ['', '', ''],
  decoders: [decode, decode, decode],
};

function cellBytes(cell: Uint8Array | null): Buffer {
  if (cell === null) return Buffer.from([0xfb]);
  const { length } = cell;
  const head = length < 0xfb ? [length] : [0xfc, length & 0xff, length >> 8];
  return Buffer.concat([Buffer.from(head), cell]);
}

const cell = fc.option(
  fc.oneof(
    { weight: 5, arbitrary: fc.uint8Array({ maxLength: 30 }) },
    fc.uint8Array({ minLength: 240, maxLength: 700, size: 'max' }),
  ),
);

test('rows are those that the packets hold, wherever chunks and batches end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 3000 }),
      (rows, sizes, batchBytes) => {
        const wire = Buffer.concat(rows.map((row) => commandPackets(Buffer.concat(row.map(cellBytes)))));
        const builder = createRowBatchBuilder(shape, 512);
        const found: Row[] = [];
        const take = (): void => {
          const batch = builder.take();
          found.push(...batch.rows());
          batch.release?.();
        };
        const packets = createPacketReader((buffer, start, end) => {
          builder.add(buffer, start, end);
          if (builder.bytes >= batchBytes) take();
        });
        // One memory for all chunks, as the socket has it.
        const memory = Buffer.alloc(900);
        for (let at = 0, turn = 0; at < wire.length; turn += 1) {
          const size = Math.min(sizes[turn % sizes.length] ?? 1, wire.length - at);
          wire.copy(memory, 0, at, at + size);
          packets.feed(memory.subarray(0, size));
          at += size;
        }
        take();
        expect(found).toEqual(
          rows.map((row) => row.map((each) => (each === null ? null : Buffer.from(each).toString('hex')))),
        );
      },
    ),
    { numRuns: 500 },
  );
});

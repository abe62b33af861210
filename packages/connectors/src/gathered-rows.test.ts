import { parseTableId } from '@tailrace/core/table';
import { must } from '@tailrace/core/assert';
import { expect, it } from 'vitest';
import { createRowBatchBuilder } from './mysql/source/row-batch.ts';
import { ValueError } from './value-error.ts';

const shape = {
  format: 'mysql-text' as const,
  table: must(parseTableId('db.t'), 'a table id'),
  names: ['a', 'b'],
  columnTypes: ['', ''],
  decoders: [text, text],
};

function text(buffer: Buffer, at: number, length: number): string {
  return buffer.toString('utf8', at, at + length);
}

function row(...cells: readonly string[]): Buffer {
  return Buffer.concat(cells.flatMap((cell) => [Buffer.from([cell.length]), Buffer.from(cell)]));
}

it('a batch keeps its rows until it is released, and gives its memory to a later one then', () => {
  const builder = createRowBatchBuilder(shape, 1024);
  const add = (bytes: Buffer): void => builder.add(bytes, 0, bytes.length);
  add(row('first', 'one'));
  const first = builder.take();
  add(row('second', 'two'));
  const second = builder.take();
  expect(first.rows()).toEqual([['first', 'one']]);
  first.release?.();
  add(row('third', 'three'));
  // The one that is being filled had its memory before the release.
  builder.take();
  add(row('fourth', 'four'));
  const fourth = builder.take();
  expect(fourth.encoded?.bytes.buffer).toBe(first.encoded?.bytes.buffer);
  expect(second.rows()).toEqual([['second', 'two']]);
  expect(fourth.rows()).toEqual([['fourth', 'four']]);
});

it('names the column whose value cannot be read', () => {
  const broken = {
    ...shape,
    decoders: [
      text,
      () => {
        throw new ValueError('no value.');
      },
    ],
  };
  const builder = createRowBatchBuilder(broken, 1024);
  const bytes = row('x', 'y');
  builder.add(bytes, 0, bytes.length);
  expect(() => builder.take().rows([0, 1])).toThrow('Table db.t, column b: no value.');
});

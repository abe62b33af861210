import { tableId } from '@tailrace/core/table';
import { describeSource } from '@tailrace/engine/testing';
import { describe, expect, test } from 'vitest';
import { createValuesSource } from './source.ts';

const make = (options: Record<string, string>) =>
  createValuesSource({ options, pipelineName: 'p', log: () => undefined });

describeSource('values', async () => ({
  makeSource: async () => make({ rows: '150', 'rows-per-second': '5000' }),
  tables: [tableId('shop', 'customers'), tableId('shop', 'orders')],
  change: async () => new Promise((resolve) => setTimeout(resolve, 30)),
  expected: () => undefined,
  close: async () => undefined,
}));

describe('made-up rows', () => {
  const first = async (seed: string) => {
    const source = make({ seed, rows: '50' });
    const tables = await source.discover(new AbortController().signal);
    const orders = tables.find(({ table }) => table.parts[1] === 'orders');
    if (orders === undefined) throw new Error('no orders');
    return source.sample({ ...orders, limit: 50, signal: new AbortController().signal });
  };
  test('are the same for the same seed, and others for another', async () => {
    expect(await first('7')).toEqual(await first('7'));
    expect(await first('7')).not.toEqual(await first('8'));
  });

  test('a table named without a pattern is there, one with a pattern is not made', async () => {
    const tables = await make({ tables: 'mydb.app_order_1, shop.or\\.*' }).discover(
      new AbortController().signal,
    );
    expect(tables.map(({ table }) => table.parts.join('.'))).toEqual([
      'mydb.app_order_1',
      'shop.customers',
      'shop.orders',
      'shop.products',
    ]);
  });
});

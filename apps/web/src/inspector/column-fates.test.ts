import type { PreviewTable } from '@tailrace/server/router';
import { describe, expect, it } from 'vitest';
import { columnFates } from './column-fates.ts';

const column = (name: string, type: string, key = false) => ({ name, type, key });

const table: PreviewTable = {
  table: 'shop.orders',
  transform: 0,
  routes: [],
  sinkTables: ['shop.orders'],
  source: [
    column('id', 'BIGINT NOT NULL', true),
    column('total', 'DECIMAL(10, 2)'),
    column('note', 'STRING'),
  ],
  transformed: [
    column('id', 'BIGINT NOT NULL', true),
    column('total', 'DECIMAL(10, 2)'),
    column('total_eur', 'DECIMAL(12, 2)'),
  ],
  rows: [
    { source: { id: 1, total: '9.00', note: 'a' }, droppedBy: 'total > 10', sink: [] },
    {
      source: { id: 2, total: '20.00', note: 'b' },
      transformed: { id: 2, total: '20.10', total_eur: '18.00' },
      sink: [],
    },
  ],
};

describe('columnFates', () => {
  it('tells kept, computed and dropped columns apart, with a sample of each', () => {
    expect(columnFates(table).map(({ name, fate, sample }) => [name, fate, sample])).toEqual([
      ['id', 'kept', 2],
      ['total', 'computed', '20.10'],
      ['total_eur', 'computed', '18.00'],
      ['note', 'dropped', 'a'],
    ]);
  });

  it('takes from the projection what was renamed, and what the others are computed by', () => {
    const renamed: PreviewTable = {
      ...table,
      transformed: [
        column('id', 'BIGINT NOT NULL', true),
        column('remark', 'STRING'),
        column('twice', 'INT'),
      ],
    };
    const fates = columnFates(renamed, '\\*, note AS remark, id * 2 AS twice');
    expect(fates.map(({ name, fate, from }) => [name, fate, from])).toEqual([
      ['id', 'kept', undefined],
      ['remark', 'renamed', 'note'],
      ['twice', 'computed', 'id * 2'],
      ['total', 'dropped', undefined],
    ]);
  });
});

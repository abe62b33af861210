import fc from 'fast-check';
import { tableId } from '@tailrace/core/table';
import type { ChangeEvent } from '@tailrace/core/event';
import { CHANGE } from '@tailrace/engine/api';
import { expect, test } from 'vitest';
import type { ChangedTable } from '../../encoded-changes.ts';
import { createLogChanges } from './log-changes.ts';

const table: ChangedTable = {
  encoded: {
    table: tableId('d', 't'),
    columnTypes: [''],
    bytewise: [false],
    isWhole: true,
    wholeOldRows: true,
    locate: () => false,
    decode: () => null,
  },
  before: ({ bytes, old }) => [bytes[old] ?? null],
  after: ({ bytes, now }) => [bytes[now] ?? null],
  keyOnly: (row) => row,
};

const bytes = Buffer.from(Array.from({ length: 64 }, (_, at) => at));
const row = (at: number): ChangeEvent => ({ type: 'insert', table: table.encoded.table, after: [at] });
const other = (at: number): ChangeEvent => ({ type: 'truncate.table', table: tableId('d', String(at)) });

const listOf = (taken: ReturnType<ReturnType<typeof createLogChanges>['take']>): readonly ChangeEvent[] =>
  'format' in taken ? Array.from({ length: taken.count }, (_, at) => taken.event(at)) : taken;

test('whatever comes in whichever order, it goes in that order, and is gone then', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 64 }), (kinds) => {
      const changes = createLogChanges();
      const wanted: ChangeEvent[] = [];
      changes.rows.enter(bytes);
      for (const [at, isRow] of kinds.entries()) {
        if (isRow) changes.rows.add(table, CHANGE.insert, { old: -1, now: at });
        else changes.push(other(at));
        wanted.push(isRow ? row(at) : other(at));
      }
      expect(changes.count).toBe(wanted.length);
      const taken = changes.take();
      expect('format' in taken).toBe(wanted.length > 0 && wanted.every(({ type }) => type === 'insert'));
      expect(listOf(taken)).toEqual(wanted);
      expect(changes.count).toBe(0);
      expect(changes.take()).toEqual([]);
    }),
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DataChangeEvent } from '@tailrace/core/event';
import { tableId } from '@tailrace/core/table';
import { UNSENT, type Row, type Value } from '@tailrace/core/value';
import { createCompaction } from './compaction.ts';

const table = tableId('t');

/** A table as the source would have it, and as the sink gets it from what compaction leaves over. */
type Rows = Map<unknown, Row>;

function applySequentially(rows: Rows, event: DataChangeEvent): void {
  if (event.type === 'delete') rows.delete(event.before[0]);
  else if (event.type === 'update') {
    const old = rows.get(event.before[0]);
    rows.delete(event.before[0]);
    rows.set(
      event.after[0],
      event.after.map((value, at) => (value === UNSENT ? (old?.[at] ?? null) : value)),
    );
  } else rows.set(event.after[0], event.after);
}

const insert = (id: number, a: Value): DataChangeEvent => ({
  type: 'insert',
  table,
  after: [id, a, `big${id}`],
});

interface Step {
  readonly what: 'insert' | 'update' | 'toast' | 'move' | 'delete';
  readonly id: number;
  readonly to: number;
  readonly value: number;
}

/** Only changes that a source can send: inserts of absent rows, updates and deletes of present ones. */
function eventOf(step: Step, rows: Rows): DataChangeEvent | undefined {
  const { id, to, value } = step;
  const present = rows.has(id);
  if (step.what === 'insert') return present ? undefined : insert(id, value);
  if (!present) return undefined;
  const before: Row = [id, UNSENT, UNSENT];
  if (step.what === 'delete') return { type: 'delete', table, before };
  if (step.what === 'toast') return { type: 'update', table, before, after: [id, value, UNSENT] };
  if (step.what === 'update') return { type: 'update', table, before, after: [id, value, `new${value}`] };
  return rows.has(to) ? undefined : { type: 'update', table, before, after: [to, value, `moved${value}`] };
}

it('leaves over what the changes one by one would have done', () => {
  const step: fc.Arbitrary<Step> = fc.record({
    what: fc.constantFrom('insert', 'update', 'toast', 'move', 'delete'),
    id: fc.nat(4),
    to: fc.nat(4),
    value: fc.nat(99),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.array(fc.nat(4), { maxLength: 4 }),
      fc.boolean(),
      (steps, there, repeats) => {
        const expected: Rows = new Map(there.map((id) => [id, [id, 0, `old${id}`]]));
        const sink: Rows = new Map(expected);
        const compaction = createCompaction([0]);
        for (const one of steps) {
          const event = eventOf(one, expected);
          if (event === undefined) continue;
          applySequentially(expected, event);
          expect(compaction.add(event, repeats)).toBe(true);
        }
        const pending = [...compaction.pending()];
        for (const { operation, row } of pending) if (operation === 'delete') sink.delete(row[0]);
        for (const { operation, row } of pending) {
          if (operation === 'delete') continue;
          const absent = !sink.has(row[0]);
          const old = sink.get(row[0]);
          // An insert meets no row, and a partial update needs one.
          expect(operation === 'insert' ? absent : operation !== 'partial' || !absent).toBe(true);
          sink.set(
            row[0],
            row.map((value, at) => (value === UNSENT ? (old?.[at] ?? null) : value)),
          );
        }
        expect(sink).toEqual(expected);
      },
    ),
  );
});

it('asks for a statement of its own when a row whose columns are not all known gets another key', () => {
  const compaction = createCompaction([0]);
  const event: DataChangeEvent = {
    type: 'update',
    table,
    before: [1, UNSENT, UNSENT],
    after: [2, 5, UNSENT],
  };
  expect(compaction.add(event, false)).toBe(false);
  compaction.add(insert(1, 4), false);
  expect(compaction.add(event, false)).toBe(true);
  expect([...compaction.pending()].map(({ row }) => row)).toEqual([[2, 5, 'big1']]);
});

it('tells composite keys apart by type and place', () => {
  const compaction = createCompaction([0, 1]);
  const rows: Row[] = [
    ['a', 'b'],
    ['ab', ''],
    ['1', 'x'],
    [1, 'x'],
    [1n, 'x'],
  ];
  for (const after of rows) compaction.add({ type: 'insert', table, after }, false);
  expect(compaction.size).toBe(rows.length);
});

// Rows of MySQL's log as rows of COPY: the straight way over bytes and the way over decoded values come to the same, for every type and
// whatever the cells hold. What the straight way does not know is decoded, and refused by the decoder where it is no value.
import fc from 'fast-check';
import type { DataType } from '@tailrace/core/types';
import { tableId } from '@tailrace/core/table';
import { CHANGE, type EncodedChanges } from '@tailrace/engine/api';
import { describe, expect, test } from 'vitest';
import { keyOf } from '../compaction.ts';
import { createChangeBuilder } from '../encoded-changes.ts';
import { imageLayout, locateImage, rowLayout, type RowLayout } from '../mysql/binlog/rows-event.ts';
import type { BoundTable } from '../mysql/source/bind-table.ts';
import { createLoggedRows } from '../mysql/source/logged-rows.ts';
import { logDecoder } from '../mysql/types/log-decoders.ts';
import { logKind } from '../mysql/types/log-kinds.ts';
import { createCopyWriter } from '../postgres/codec/copy-writer.ts';
import { columnType } from '../postgres/sink/column-type.ts';
import { logConverter } from '../postgres/sink/mysql-log.ts';
import { MysqlLogWay } from '../postgres/sink/mysql-log-way.ts';
import { allPositions, encodeRow } from '../postgres/sink/row-encoder.ts';
import type { WritePlan } from '../postgres/sink/target-table.ts';
import { LOG_CELLS, type LogCell } from './testing/log-cell-cases.ts';

/** Undefined where the decoder refuses the cell. */
function byValue({ logged, type, facts }: LogCell, cell: Buffer): string | undefined {
  const out = createCopyWriter(64);
  try {
    const value = logDecoder(logged, type, facts)?.(cell, 0, cell.length) ?? null;
    if (value === null) return 'null';
    columnType(type).encode(out, value);
  } catch {
    return undefined;
  }
  return out.take()?.toString('hex');
}

describe('cells', () => {
  test.each(LOG_CELLS.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const convert = logConverter(logKind(each.logged, each.type, each.facts), columnType(each.type).oid);
    expect(convert !== undefined).toBe(each.straight);
    if (convert === undefined) return;
    let converted = 0;
    fc.assert(
      fc.property(each.cell, (cell) => {
        const out = createCopyWriter(64);
        // Not at the beginning of a buffer, and not at its end.
        const done = convert(out, Buffer.concat([Buffer.from('ab'), cell, Buffer.from('c')]), 2, cell.length);
        if (done) converted += 1;
        expect(out.take()?.toString('hex')).toBe(done ? byValue(each, cell) : undefined);
      }),
      { numRuns: 500 },
    );
    expect(converted).toBeGreaterThan(0);
  });
});

/** The image of a row as an event holds it; undefined is NULL. */
function image(layout: RowLayout, cells: readonly (Buffer | undefined)[]): Buffer {
  const nulls = Buffer.alloc((cells.length + 7) >> 3);
  const parts: Buffer[] = [nulls];
  for (const [at, cell] of cells.entries()) {
    if (cell === undefined) {
      nulls[at >> 3] = (nulls[at >> 3] ?? 0) | (1 << (at & 7));
      continue;
    }
    const size = layout.sizes[at] ?? 0;
    if (size < 0) {
      const prefix = Buffer.alloc(-size);
      prefix.writeUIntLE(cell.length, 0, -size);
      parts.push(prefix);
    }
    parts.push(cell);
  }
  return Buffer.concat(parts);
}

/** Any columns, the log's in an order of their own. */
const tables = fc
  .uniqueArray(fc.nat(LOG_CELLS.length - 1), { minLength: 1, maxLength: 20 })
  .chain((numbers) => {
    const cases = numbers.map((number) => LOG_CELLS[number]!);
    const cells = fc.tuple(...cases.map(({ cell }) => fc.option(cell, { nil: undefined, freq: 4 })));
    return fc.record({
      cases: fc.constant(cases),
      order: fc.shuffledSubarray(
        cases.map((_, at) => at),
        { minLength: cases.length },
      ),
      rows: fc.array(cells, { minLength: 1, maxLength: 5 }),
    });
  });

function bind(cases: readonly LogCell[], order: readonly number[]): BoundTable {
  return {
    id: tableId('d', 't'),
    names: order.map((_, at) => `c${at}`),
    layout: rowLayout(cases.map(({ logged }) => logged)),
    positions: Int32Array.from(order),
    decoders: order.map((at) => logDecoder(cases[at]!.logged, cases[at]!.type, cases[at]!.facts)!),
    kinds: order.map((at) => logKind(cases[at]!.logged, cases[at]!.type, cases[at]!.facts)),
    compactJson: false,
  };
}

function planOf(types: readonly DataType[], keys: readonly number[]): WritePlan {
  return {
    target: 't',
    id: tableId('public', 't'),
    schema: {
      columns: types.map((type, at) => ({ name: `c${at}`, type })),
      primaryKeys: keys.map((at) => `c${at}`),
      partitionKeys: [],
      options: {},
    },
    types: types.map((type) => columnType(type)),
    targetTypes: types.map((type) => columnType(type).ddl),
    direct: true,
    accepts: () => false,
    mayMakeAnew: false,
    keys,
  } as WritePlan;
}

/** As the value, or as what it failed by. */
function orMessage<T>(produce: () => T): T | string {
  try {
    return produce();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function gather(bound: BoundTable, images: readonly Buffer[]): EncodedChanges {
  const builder = createChangeBuilder('mysql-log');
  const layout = imageLayout(bound.layout, Buffer.alloc(8, 0xff));
  const table = createLoggedRows(bound, { before: layout, after: layout });
  for (const row of images) {
    builder.enter(row);
    builder.add(table, CHANGE.insert, { old: -1, now: 0 });
  }
  return builder.take();
}

test('rows, with NULL and in any order of columns', () => {
  fc.assert(
    fc.property(tables, fc.nat(3), ({ cases, order, rows }, keyCount) => {
      const bound = bind(cases, order);
      const images = rows.map((cells) => image(bound.layout, cells));
      const ends = images.map((each) =>
        locateImage(
          imageLayout(bound.layout, Buffer.alloc(8, 0xff)),
          new Int32Array(2 * cases.length),
          each,
          0,
        ),
      );
      expect(ends).toEqual(images.map((each) => each.length));
      const changes = gather(bound, images);
      const types = order.map((at) => cases[at]!.type);
      const keys = types.map((_, at) => at).slice(0, keyCount + 1);
      const plan = planOf(types, keys);
      const target = {
        sinkTable: plan.id,
        schema: plan.schema,
        outputs: types.map((_, column) => ({ kind: 'forward' as const, column })),
      };
      const [table] = changes.tables;
      const way = new MysqlLogWay(table!, target, plan);
      const write = {
        changes,
        kinds: new Uint8Array(rows.length).fill(1),
        targets: [[target]],
        usedColumns: [[]],
        upsertInserts: false,
      };
      const found: unknown[] = [];
      const wanted: unknown[] = [];
      for (let at = 0; at < rows.length; at += 1) {
        const straight = createCopyWriter(64);
        found.push(
          orMessage(() => (way.encode(straight, { write, at, kind: 1 }), straight.take()?.toString('hex'))),
        );
        const slow = createCopyWriter(64);
        wanted.push(
          orMessage(
            () => (
              encodeRow(slow, changes.row(at, 'after'), plan, allPositions(plan)),
              slow.take()?.toString('hex')
            ),
          ),
        );
      }
      expect(found).toEqual(wanted);
      // Rows are told apart exactly where their values are.
      const fast = images.map((each) => orMessage(() => way.keyOf?.(each, 0)));
      const values = images.map((_, at) => orMessage(() => keyOf(changes.row(at, 'after', keys), keys)));
      const classes = (list: readonly unknown[]): readonly number[] => list.map((each) => list.indexOf(each));
      expect(classes(fast)).toEqual(classes(values));
    }),
    { numRuns: 1500 },
  );
});

test('rows decoded at once, and column by column', () => {
  fc.assert(
    fc.property(tables, ({ cases, rows }) => {
      const columns = cases.map((_, at) => at);
      const bound = bind(cases, columns);
      const changes = gather(
        bound,
        rows.map((cells) => image(bound.layout, cells)),
      );
      for (let at = 0; at < rows.length; at += 1) {
        const byColumn = orMessage(() => columns.map((column) => changes.row(at, 'after', [column])[column]));
        expect(orMessage(() => changes.row(at, 'after'))).toEqual(byColumn);
        expect(orMessage(() => changes.row(at, 'after', columns))).toEqual(byColumn);
      }
    }),
    { numRuns: 500 },
  );
});

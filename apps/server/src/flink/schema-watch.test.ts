import type { RunEvent } from '@tailrace/engine/api';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SchemaColumn } from '../contract/index.ts';
import { createSchemaWatch, type CataloguedTable, type SchemaWatch } from './schema-watch.ts';

const never = new AbortController().signal;
const column = (name: string): SchemaColumn => ({ name, type: 'INT', key: false });
const counts = (seen: number, more: { failed?: number; ignored?: number; finished?: number } = {}) => ({
  seen,
  finished: seen,
  failed: 0,
  ignored: 0,
  ...more,
});

let tables: CataloguedTable[];
let known: Map<string, readonly SchemaColumn[]>;
let reads: number;
let now: number;
let fails: string | undefined;
let watch: SchemaWatch;

beforeEach(() => {
  tables = [{ table: 'shop.orders', columns: [column('id')], sinkTables: ['ods.orders'] }];
  known = new Map();
  reads = 0;
  now = 1_000;
  fails = undefined;
  watch = createSchemaWatch({
    catalogue: async () => {
      reads += 1;
      if (fails !== undefined) throw new Error(fails);
      return tables;
    },
    known: (table) => known.get(table),
    // Somebody sets the clock back all the time: only what passes counts.
    now: () => 2_000 - now,
    elapsed: () => now,
  });
});

/** Looks, and remembers what was told, as the history does. */
async function look(counted: ReturnType<typeof counts> | undefined): Promise<readonly RunEvent[]> {
  const events = await watch.look(counted, never);
  for (const event of events)
    if (event.type === 'schema-change')
      known.set(event.change.sourceTable, event.change.schema as readonly SchemaColumn[]);
  return events;
}

const addColumn = (name: string): void => {
  tables = tables.map((table) => ({ ...table, columns: [...table.columns, column(name)] }));
};

describe('the schema history of a job', () => {
  it('begins with the tables as they are', async () => {
    expect(await look(counts(1))).toEqual([
      {
        type: 'schema-change',
        at: 1_000,
        change: expect.objectContaining({ sourceTable: 'shop.orders', kind: 'create.table' }) as unknown,
      },
    ]);
  });

  it('reads the catalogue only when the schema operator has counted something', async () => {
    await look(counts(1));
    addColumn('note');
    expect(await look(counts(1))).toEqual([]);
    expect(reads).toBe(1);
    const [added] = await look(counts(2));
    expect(added).toMatchObject({
      change: {
        kind: 'add.column',
        results: [
          {
            sinkTable: 'ods.orders',
            outcome: 'applied',
            reason: expect.stringMatching(/neither/u) as unknown,
          },
        ],
      },
    });
  });

  it.each([
    ['failed', counts(2, { finished: 1, failed: 1 })],
    ['ignored', counts(2, { finished: 1, ignored: 1 })],
  ])('says that a change %s', async (outcome, counted) => {
    await look(counts(1));
    addColumn('note');
    expect((await look(counted))[0]).toMatchObject({ change: { results: [{ outcome }] } });
  });

  it('does not take the tables that are told one after the other for changes', async () => {
    tables = [...tables, { table: 'shop.items', columns: [column('id')], sinkTables: [] }];
    await look(counts(0));
    expect(await look(counts(1))).toEqual([]);
    expect(await look(counts(2))).toEqual([]);
    expect(await look(counts(3))).toHaveLength(1);
  });

  it('says of a change of which only the number is told that its outcome is unknown', async () => {
    await look(counts(1));
    addColumn('note');
    const untold = counts(2, { finished: 1 });
    expect((await look(untold))[0]).toMatchObject({ change: { results: [{ outcome: 'unknown' }] } });
  });

  it('says what was counted and cannot be seen', async () => {
    await look(counts(1));
    expect(await look(counts(3))).toEqual([
      expect.objectContaining({
        type: 'log',
        message: expect.stringMatching(/^Flink CDC counted 2/u) as unknown,
      }),
    ]);
  });

  it('looks from time to time where nothing is counted, and says that the outcome is unknown', async () => {
    expect(await look(undefined)).toEqual([]);
    now += 21_000;
    expect(await look(undefined)).toHaveLength(1);
    addColumn('note');
    expect(await look(undefined)).toEqual([]);
    now += 61_000;
    expect((await look(undefined))[0]).toMatchObject({ change: { results: [{ outcome: 'unknown' }] } });
  });

  it('complains once of a source that cannot be looked at, and tries again later', async () => {
    fails = 'no way in';
    expect(await look(counts(1))).toEqual([
      expect.objectContaining({
        type: 'log',
        level: 'warning',
        message: expect.stringContaining('no way in') as unknown,
      }),
    ]);
    expect(await look(counts(1))).toEqual([]);
    expect(reads).toBe(1);
    now += 31_000;
    expect(await look(counts(1))).toEqual([]);
    expect(reads).toBe(2);
    fails = undefined;
    now += 31_000;
    expect(await look(counts(1))).toHaveLength(1);
  });
});

// What the engine relies on from any sink, as tests: schema changes that may come again, rows that are durable together with the
// position or not at all.
import type { DataChangeEvent, JsonRow, SchemaChangeEvent } from '@tailrace/core/event';
import type { TableId, TableSchema } from '@tailrace/core/table';
import { MAX_LENGTH } from '@tailrace/core/types';
import { UNSENT, type Row, type Value } from '@tailrace/core/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sink, SinkWriter, WriteContext } from '../api/index.ts';

export interface SinkWorld {
  /** A new instance for a run; each is closed by the suite. */
  makeSink(runId: string): Promise<Sink>;
  /** A table id that is free; another with each call. */
  freshTable(): TableId;
  /** Committed rows as JSON, in the order of the column `id`. */
  rows(table: TableId, schema: TableSchema): Promise<readonly JsonRow[]>;
  close(): Promise<void>;
}

const SCHEMA: TableSchema = {
  columns: [
    { name: 'id', type: { kind: 'BIGINT', nullable: false } },
    { name: 'name', type: { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true } },
    { name: 'total', type: { kind: 'DECIMAL', precision: 12, scale: 2, nullable: true } },
  ],
  primaryKeys: ['id'],
  partitionKeys: [],
  options: {},
};
const WIDER: TableSchema = {
  ...SCHEMA,
  columns: [
    ...SCHEMA.columns,
    { name: 'note', type: { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true } },
  ],
};
const addNote = (table: TableId): SchemaChangeEvent => ({
  type: 'add.column',
  table,
  columns: [
    {
      column: { name: 'note', type: { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true } },
      position: 'last',
    },
  ],
});

const row = (id: number, name: Value, cents: number | null, ...more: Value[]): Row => [
  BigInt(id),
  name,
  cents === null ? null : { unscaled: BigInt(cents), scale: 2 },
  ...more,
];
const insert = (table: TableId, after: Row): DataChangeEvent => ({ type: 'insert', table, after });
const context = (schema: TableSchema, upsertInserts = false): WriteContext => ({
  upsertInserts,
  schemaOf: () => schema,
});

export function describeSink(name: string, makeWorld: () => Promise<SinkWorld>): void {
  describe(`${name} as a sink`, () => {
    let world: SinkWorld;
    let runs = 0;
    beforeAll(async () => {
      world = await makeWorld();
    });
    afterAll(async () => {
      await world.close();
    });
    const freshRun = (): string => `suite-${(runs += 1)}`;

    async function withWriter<T>(runId: string, use: (writer: SinkWriter) => Promise<T>): Promise<T> {
      const sink = await world.makeSink(runId);
      try {
        const writer = await sink.open({ signal: AbortSignal.timeout(20_000) });
        try {
          return await use(writer);
        } finally {
          await writer.close();
        }
      } finally {
        await sink.close();
      }
    }
    const create = async (writer: SinkWriter, table: TableId) =>
      writer.applySchemaChange({ type: 'create.table', table, schema: SCHEMA }, undefined);

    test('plans statements for a new table, and for a column', async () => {
      const sink = await world.makeSink(freshRun());
      const table = world.freshTable();
      expect(
        sink.planSchemaChange({ type: 'create.table', table, schema: SCHEMA }, undefined).length,
      ).toBeGreaterThan(0);
      expect(sink.planSchemaChange(addNote(table), SCHEMA).length).toBeGreaterThan(0);
      await sink.close();
    });

    test('inserts, updates, deletes and moved keys end as the rows that they lead to', async () => {
      const table = world.freshTable();
      await withWriter(freshRun(), async (writer) => {
        await create(writer, table);
        await writer.write(
          [
            insert(table, row(1, 'one', 100)),
            insert(table, row(2, 'two', null)),
            insert(table, row(3, null, 300)),
            { type: 'update', table, before: row(2, 'two', null), after: row(2, 'zwei', 250) },
            { type: 'delete', table, before: row(3, null, 300) },
            { type: 'update', table, before: row(1, 'one', 100), after: row(7, 'seven', 700) },
            { type: 'replace', table, after: row(8, 'eight', -1) },
          ],
          context(SCHEMA),
        );
        await writer.commit({ at: 1 });
      });
      expect(await world.rows(table, SCHEMA)).toEqual([
        { id: 2, name: 'zwei', total: '2.50' },
        { id: 7, name: 'seven', total: '7.00' },
        { id: 8, name: 'eight', total: '-0.01' },
      ]);
    });

    test('a change of a row that came in the same batch finds it, whatever the order of keys', async () => {
      const table = world.freshTable();
      await withWriter(freshRun(), async (writer) => {
        await create(writer, table);
        await writer.write(
          [
            insert(table, row(1, 'a', 1)),
            { type: 'delete', table, before: row(1, 'a', 1) },
            insert(table, row(1, 'b', 2)),
            { type: 'update', table, before: row(1, 'b', 2), after: row(1, 'c', 3) },
            insert(table, row(2, 'x', 4)),
            { type: 'delete', table, before: row(2, 'x', 4) },
          ],
          context(SCHEMA),
        );
        await writer.commit({ at: 1 });
      });
      expect(await world.rows(table, SCHEMA)).toEqual([{ id: 1, name: 'c', total: '0.03' }]);
    });

    test('a column that the source did not send keeps its value', async () => {
      const table = world.freshTable();
      await withWriter(freshRun(), async (writer) => {
        await create(writer, table);
        await writer.write([insert(table, row(1, 'kept', 100))], context(SCHEMA));
        await writer.commit({ at: 1 });
        await writer.write(
          [{ type: 'update', table, before: row(1, UNSENT, null), after: row(1, UNSENT, 200) }],
          context(SCHEMA),
        );
        await writer.commit({ at: 2 });
      });
      expect(await world.rows(table, SCHEMA)).toEqual([{ id: 1, name: 'kept', total: '2.00' }]);
    });

    test('what comes again is written as an upsert, and a delete of what is gone is no error', async () => {
      const table = world.freshTable();
      const runId = freshRun();
      const batch = [insert(table, row(1, 'a', 1)), insert(table, row(2, 'b', 2))];
      await withWriter(runId, async (writer) => {
        await create(writer, table);
        await writer.write(batch, context(SCHEMA));
        await writer.commit({ at: 1 });
        await writer.write(
          [...batch, insert(table, row(3, 'c', 3)), { type: 'delete', table, before: row(9, null, null) }],
          context(SCHEMA, true),
        );
        await writer.commit({ at: 2 });
      });
      expect((await world.rows(table, SCHEMA)).map((found) => found['id'])).toEqual([1, 2, 3]);
    });

    test('a schema change that comes again is known, and rows of the new shape follow', async () => {
      const table = world.freshTable();
      const runId = freshRun();
      await withWriter(runId, async (writer) => {
        expect(await create(writer, table)).toMatchObject({ outcome: 'applied' });
        await writer.write([insert(table, row(1, 'old', 1))], context(SCHEMA));
        expect(await writer.applySchemaChange(addNote(table), SCHEMA)).toMatchObject({ outcome: 'applied' });
        await writer.write([insert(table, row(2, 'new', 2, 'noted'))], context(WIDER));
        await writer.commit({ at: 1 });
      });
      await withWriter(runId, async (writer) => {
        expect(await create(writer, table)).toMatchObject({ outcome: 'already-there', statements: [] });
        await writer.commit({ at: 1 });
      });
      expect(await world.rows(table, WIDER)).toEqual([
        { id: 1, name: 'old', total: '0.01', note: null },
        { id: 2, name: 'new', total: '0.02', note: 'noted' },
      ]);
    });

    test('truncate empties the table, drop and create make it anew', async () => {
      const table = world.freshTable();
      await withWriter(freshRun(), async (writer) => {
        await create(writer, table);
        await writer.write([insert(table, row(1, 'a', 1))], context(SCHEMA));
        await writer.applySchemaChange({ type: 'truncate.table', table }, SCHEMA);
        await writer.write([insert(table, row(2, 'b', 2))], context(SCHEMA));
        await writer.commit({ at: 1 });
        expect((await world.rows(table, SCHEMA)).map((found) => found['id'])).toEqual([2]);
        await writer.applySchemaChange({ type: 'drop.table', table }, SCHEMA);
        await create(writer, table);
        await writer.commit({ at: 2 });
      });
      expect(await world.rows(table, SCHEMA)).toEqual([]);
    });

    test('rows and position are durable together, or neither is', async () => {
      const table = world.freshTable();
      const runId = freshRun();
      const keeps = await withWriter(runId, async (writer) => {
        await create(writer, table);
        await writer.write([insert(table, row(1, 'a', 1))], context(SCHEMA));
        await writer.commit({ at: 1, deep: [{ x: null }] });
        // Not committed: gone with the writer.
        if (writer.keepsPosition) await writer.write([insert(table, row(2, 'b', 2))], context(SCHEMA));
        return writer.keepsPosition;
      });
      if (!keeps) return;
      expect((await world.rows(table, SCHEMA)).map((found) => found['id'])).toEqual([1]);
      await withWriter(runId, async (writer) => {
        expect(writer.committed).toEqual({ at: 1, deep: [{ x: null }] });
      });
      await withWriter(freshRun(), async (writer) => {
        expect(writer.committed).toBeUndefined();
      });
    });

    test('rows that come while a commit is under way belong to the next, few or many', async () => {
      const runId = freshRun();
      const tables = await withWriter(runId, async (writer) => {
        if (writer.takesWhileCommitting !== true) return undefined;
        const [few, many] = [world.freshTable(), world.freshTable()];
        await create(writer, few);
        await create(writer, many);
        await writer.write([insert(few, row(1, 'a', 1)), insert(many, row(1, 'a', 1))], context(SCHEMA));
        const first = writer.commit({ at: 1 });
        await writer.write(
          [
            { type: 'update', table: few, before: row(1, 'a', 1), after: row(1, 'b', 2) },
            ...Array.from({ length: 30_000 }, (_, at) => insert(many, row(at + 2, 'x', at))),
          ],
          context(SCHEMA),
        );
        await first;
        expect(await world.rows(few, SCHEMA)).toEqual([{ id: 1, name: 'a', total: '0.01' }]);
        expect(await world.rows(many, SCHEMA)).toHaveLength(1);
        return { few, many };
      });
      if (tables === undefined) return;
      await withWriter(runId, async (writer) => {
        expect(writer.committed).toEqual({ at: 1 });
        const again = [insert(tables.few, row(2, 'c', 3)), insert(tables.many, row(2, 'y', 3))];
        await writer.write(again, context(SCHEMA));
        const second = writer.commit({ at: 2 });
        await writer.write([insert(tables.many, row(3, 'z', 4))], context(SCHEMA));
        await second;
        await writer.commit({ at: 3 });
      });
      expect((await world.rows(tables.few, SCHEMA)).map(({ id }) => id)).toEqual([1, 2]);
      expect((await world.rows(tables.many, SCHEMA)).map(({ id }) => id)).toEqual([1, 2, 3]);
    });
  });
}

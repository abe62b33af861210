// Schema changes on a server that commits each of them for itself: what they make of a table, and that they may come again after a crash
// at any point, with rows before and after them.
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { must } from '@tailrace/core/assert';
import type { DataChangeEvent, SchemaChangeEvent } from '@tailrace/core/event';
import { applySchemaChange } from '@tailrace/core/schema-evolution';
import { tableId, type Column, type TableId, type TableSchema } from '@tailrace/core/table';
import { parseDataType, type DataType } from '@tailrace/core/types';
import type { Row } from '@tailrace/core/value';
import type { SinkWriter } from '@tailrace/engine/api';
import { connectMysql, type MysqlSession } from '../connect.ts';
import { startMariadbWorld, type MariadbWorld } from '../testing/mariadb-world.ts';

let world: MariadbWorld;
beforeAll(async () => {
  world = await startMariadbWorld();
});
afterAll(async () => {
  await world.stop();
});

const type = (text: string): DataType => must(parseDataType(text), text);
const column = (name: string, text: string, more: Partial<Column> = {}): Column => ({
  name,
  type: type(text),
  ...more,
});
const BASE: TableSchema = {
  columns: [column('id', 'INT NOT NULL'), column('a', 'VARCHAR(10)'), column('b', 'VARCHAR(10)')],
  primaryKeys: ['id'],
  partitionKeys: [],
  options: {},
};
let tables = 0;
const freshTable = (): TableId => tableId('dst', `c${(tables += 1)}`);
const nameOf = (table: TableId): string => table.parts.join('.');
const open = async (runId: string): Promise<SinkWriter> =>
  world.sink(runId).open({ signal: AbortSignal.timeout(60_000) });

async function made(runId: string): Promise<{ readonly table: TableId; readonly writer: SinkWriter }> {
  const table = freshTable();
  const writer = await open(runId);
  await writer.applySchemaChange({ type: 'create.table', table, schema: BASE }, undefined);
  await writer.write([{ type: 'insert', table, after: [1, 'one', 'eins'] }], {
    upsertInserts: false,
    schemaOf: () => BASE,
  });
  await writer.commit({ at: 1 });
  return { table, writer };
}

async function shapeOf(table: TableId): Promise<unknown> {
  return world.dst(
    `SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE AS nullable, COLUMN_COMMENT AS comment, COLUMN_DEFAULT AS def
       FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'dst' AND TABLE_NAME = '${must(table.parts[1], 'a table')}' ORDER BY ORDINAL_POSITION`,
  );
}

const CHANGES: Readonly<Record<string, (table: TableId) => SchemaChangeEvent>> = {
  'a column in the midst, with a default': (table) => ({
    type: 'add.column',
    table,
    columns: [
      { column: column('n', 'INT NOT NULL', { default: '7' }), position: 'after', existing: 'id' },
      { column: column('t', 'STRING NOT NULL', { default: "'it''s \\'" }), position: 'first' },
      { column: column('x', 'STRING', { comment: "why 'this'?" }), position: 'before', existing: 'b' },
    ],
  }),
  'a column less': (table) => ({ type: 'drop.column', table, columns: ['a'] }),
  'a new name': (table) => ({ type: 'rename.column', table, names: { a: 'c' } }),
  'names that change places': (table) => ({ type: 'rename.column', table, names: { a: 'b', b: 'a' } }),
  'a wider type': (table) => ({
    type: 'alter.column.type',
    table,
    types: { a: type('VARCHAR(40) NOT NULL'), id: type('BIGINT NOT NULL') },
    comments: { a: 'wider' },
  }),
  'a comment': (table) => ({ type: 'alter.table.comment', table, comment: 'all of "them"' }),
};

describe('what they make of a table', () => {
  it('keeps order, defaults of old rows, comments and NOT NULL', async () => {
    const { table, writer } = await made('shapes');
    const change = must(CHANGES['a column in the midst, with a default'], 'a change')(table);
    await writer.applySchemaChange(change, BASE);
    await writer.commit({ at: 2 });
    expect(await shapeOf(table)).toEqual([
      { name: 't', type: 'longtext', nullable: 'NO', comment: '', def: null },
      { name: 'id', type: 'int(11)', nullable: 'NO', comment: '', def: null },
      { name: 'n', type: 'int(11)', nullable: 'NO', comment: '', def: null },
      { name: 'a', type: 'varchar(10)', nullable: 'YES', comment: '', def: 'NULL' },
      { name: 'x', type: 'longtext', nullable: 'YES', comment: "why 'this'?", def: 'NULL' },
      { name: 'b', type: 'varchar(10)', nullable: 'YES', comment: '', def: 'NULL' },
    ]);
    expect(await world.dst(`SELECT * FROM ${nameOf(table)}`)).toEqual([
      { t: "it's \\", id: 1, n: 7, a: 'one', x: null, b: 'eins' },
    ]);
    await writer.close();
  });

  it('a table of more text than a row holds, and of a key of long texts', async () => {
    const table = freshTable();
    const writer = await open('wide');
    const wide: TableSchema = {
      ...BASE,
      columns: [
        column('k', 'STRING NOT NULL'),
        column('l', 'STRING NOT NULL'),
        ...Array.from({ length: 40 }, (_, at) => column(`v${at}`, 'VARCHAR(4000)')),
      ],
      primaryKeys: ['k', 'l'],
    };
    await writer.applySchemaChange({ type: 'create.table', table, schema: wide }, undefined);
    const row = ['é'.repeat(384), '日'.repeat(384), ...Array.from({ length: 40 }, () => 'x'.repeat(4000))];
    await writer.write([{ type: 'insert', table, after: row }], {
      upsertInserts: false,
      schemaOf: () => wide,
    });
    await writer.commit({ at: 1 });
    expect(
      await world.dst(`SELECT CHAR_LENGTH(k) AS k, CHAR_LENGTH(v39) AS v FROM ${nameOf(table)}`),
    ).toEqual([{ k: 384, v: 4000 }]);
    await writer.close();
  });
});

describe('[F60] a crash between a change and its commit', () => {
  test.each(Object.keys(CHANGES))('%s: done once, and known to be', async (name) => {
    const runId = `crash ${name}`;
    const { table, writer } = await made(runId);
    const change = must(CHANGES[name], name)(table);
    const first = await writer.applySchemaChange(change, BASE);
    expect(first.outcome).toBe('applied');
    const [shape, rows] = [await shapeOf(table), await world.dst(`SELECT * FROM ${nameOf(table)}`)];
    await writer.close();

    const again = await open(runId);
    expect(again.committed).toEqual({ at: 1 });
    await again.applySchemaChange(change, BASE);
    const after = applySchemaChange(BASE, change);
    const row = after.columns.map((one) =>
      one.name === 'id' ? (one.type.kind === 'BIGINT' ? 2n : 2) : one.type.kind === 'INT' ? 8 : 'new',
    );
    await again.write([{ type: 'insert', table, after: row }], {
      upsertInserts: false,
      schemaOf: () => after,
    });
    await again.commit({ at: 2 });
    expect(await shapeOf(table)).toEqual(shape);
    expect(await world.dst(`SELECT * FROM ${nameOf(table)} WHERE id = 1`)).toEqual(rows);
    expect((await world.dst(`SELECT id FROM ${nameOf(table)}`)).length).toBe(2);
    await again.close();
  });

  it('[P7] rows before, between and after changes of one transaction are there once, wherever it ends', async () => {
    const WIDER = applySchemaChange(BASE, must(CHANGES['a new name'], 'rename')(tableId('t')));
    const LAST: TableSchema = { ...WIDER, columns: WIDER.columns.filter(({ name }) => name !== 'b') };
    const KEYLESS: TableSchema = { ...BASE, primaryKeys: [], columns: [column('id', 'INT')] };
    for (const end of ['before', 'first', 'between', 'second', 'after'] as const) {
      const runId = `transaction ${end}`;
      const { table, writer } = await made(runId);
      const log = freshTable();
      await writer.applySchemaChange({ type: 'create.table', table: log, schema: KEYLESS }, undefined);
      await writer.commit({ at: 2 });
      const rows = async (to: SinkWriter, schema: TableSchema, after: Row): Promise<void> => {
        const events: DataChangeEvent[] = [
          { type: 'insert', table, after },
          { type: 'insert', table: log, after: after.slice(0, 1) },
        ];
        const schemaOf = (id: TableId): TableSchema => (id === log ? KEYLESS : schema);
        await to.write(events, { upsertInserts: false, schemaOf });
      };
      /** One transaction of the source: rows, a rename, a row, a dropped column, a row. */
      const steps: readonly (readonly [string, (to: SinkWriter) => Promise<unknown>])[] = [
        ['before', async (to) => rows(to, BASE, [2, 'two', 'zwei'])],
        ['first', async (to) => to.applySchemaChange(must(CHANGES['a new name'], 'rename')(table), BASE)],
        ['between', async (to) => rows(to, WIDER, [3, 'three', 'drei'])],
        ['second', async (to) => to.applySchemaChange({ type: 'drop.column', table, columns: ['b'] }, WIDER)],
        ['after', async (to) => rows(to, LAST, [4, 'four'])],
      ];
      for (const [name, step] of steps) {
        await step(writer);
        if (name === end) break;
      }
      await writer.close();
      const again = await open(runId);
      expect(again.committed).toEqual({ at: 2 });
      for (const [, step] of steps) await step(again);
      await again.commit({ at: 3 });
      await again.close();
      const found = await world.dst(`SELECT * FROM ${nameOf(table)} ORDER BY id`);
      expect(found).toEqual([1, 2, 3, 4].map((id, at) => ({ id, c: ['one', 'two', 'three', 'four'][at] })));
      expect((await world.dst(`SELECT id FROM ${nameOf(log)} ORDER BY id`)).map(({ id }) => id)).toEqual([
        2, 3, 4,
      ]);
    }
  });

  it('one that was announced and never ran is run', async () => {
    const runId = 'announced';
    const { table, writer } = await made(runId);
    // Somebody reads the table: the ALTER waits for them, and its session is ended meanwhile.
    await world.src('START TRANSACTION');
    await world.src(`SELECT * FROM ${nameOf(table)}`);
    const swap = must(CHANGES['names that change places'], 'swap')(table);
    const waiting = writer
      .applySchemaChange(swap, BASE)
      .catch((error: unknown) => (error as { code?: string }).code);
    let waits: readonly unknown[] = [];
    while (waits.length === 0) {
      waits = await world.dst(
        "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE STATE LIKE '%metadata lock%'",
      );
    }
    await world.dst(`KILL ${String((waits[0] as { id: unknown }).id)}`);
    expect(await waiting).toBe('mysql-connection-lost');
    await world.src('ROLLBACK');
    await writer.close();
    const again = await open(runId);
    expect(await again.applySchemaChange(swap, BASE)).toMatchObject({ outcome: 'applied' });
    await again.commit({ at: 2 });
    expect(await world.dst(`SELECT a, b FROM ${nameOf(table)}`)).toEqual([{ a: 'eins', b: 'one' }]);
    await again.close();
  });

  it('survives a crash of the server', async () => {
    const runId = 'server';
    const { table, writer } = await made(runId);
    await writer.write([{ type: 'insert', table, after: [2, 'two', null] }], {
      upsertInserts: false,
      schemaOf: () => BASE,
    });
    await world.server.kill();
    await expect(writer.commit({ at: 2 })).rejects.toMatchObject({
      code: 'mysql-connection-lost',
      retryable: true,
    });
    await writer.close();
    await expect(open(runId)).rejects.toMatchObject({ code: 'mysql-unreachable', retryable: true });
    await world.server.start();
    const again = await open(runId);
    expect(again.committed).toEqual({ at: 1 });
    await again.write([{ type: 'insert', table, after: [2, 'two', null] }], {
      upsertInserts: false,
      schemaOf: () => BASE,
    });
    await again.commit({ at: 2 });
    await again.close();
    const other = await startedAgain();
    expect(await other.query(`SELECT id FROM ${nameOf(table)} ORDER BY id`)).toEqual([{ id: 1 }, { id: 2 }]);
    await other.end();
  });
});

/** The world's own sessions went with the server. */
async function startedAgain(): Promise<MysqlSession> {
  const { host, port, user, password } = world.server;
  return connectMysql({ host, port, user, password, tlsMode: 'disabled', connectTimeoutMs: 10_000 });
}

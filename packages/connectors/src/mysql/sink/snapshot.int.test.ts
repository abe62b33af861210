// The bulk way of a snapshot: by LOAD DATA, without it, and over rows that are there already; bytes of PostgreSQL as they come.
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { must } from '@tailrace/core/assert';
import { tableId, type TableId, type TableSchema } from '@tailrace/core/table';
import { parseDataType } from '@tailrace/core/types';
import type { Row } from '@tailrace/core/value';
import type { EncodedRows, SinkWriter, SnapshotBatch } from '@tailrace/engine/api';
import { startMariadbWorld, type MariadbWorld } from '../testing/mariadb-world.ts';

let world: MariadbWorld;
beforeAll(async () => {
  world = await startMariadbWorld();
});
afterAll(async () => {
  await world.stop();
});

const TYPES = {
  id: 'INT NOT NULL',
  a: 'STRING',
  n: 'BIGINT',
  ok: 'BOOLEAN',
  b: 'BYTES',
  s: 'SMALLINT',
  d: 'DATE',
};
const SCHEMA: TableSchema = {
  columns: Object.entries(TYPES).map(([name, type]) => ({ name, type: must(parseDataType(type), type) })),
  primaryKeys: ['id'],
  partitionKeys: [],
  options: {},
};
const OIDS = ['23:-1', '25:-1', '20:-1', '16:-1', '17:-1', '21:-1', '1082:-1'];
let tables = 0;
const freshTable = (): TableId => tableId('dst', `s${(tables += 1)}`);

const rowOf = (id: number): Row =>
  id % 7 === 0
    ? [id, null, null, null, null, null, null]
    : [
        id,
        `tab\t line\n back\\ é🙂 ${id}`,
        BigInt(id) * -3_002_399_751_580_331n,
        id % 2 === 0,
        Uint8Array.of(0, 9, 10, 92, id % 256),
        -id,
        id,
      ];

/** The same rows in PostgreSQL's binary form: a length in four bytes before each cell. */
function encode(rows: readonly Row[]): EncodedRows {
  const cells: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  const add = (cell: Buffer | null): void => {
    const size = Buffer.alloc(4);
    size.writeInt32BE(cell === null ? -1 : cell.length);
    cells.push(size, cell ?? Buffer.alloc(0));
    offsets.push(at + 4, cell === null ? -1 : cell.length);
    at += 4 + (cell?.length ?? 0);
  };
  const written = (size: number, write: (buffer: Buffer) => unknown): Buffer => {
    const buffer = Buffer.alloc(size);
    write(buffer);
    return buffer;
  };
  for (const [id, a, n, ok, b, s, d] of rows) {
    add(written(4, (buffer) => buffer.writeInt32BE(id as number)));
    add(a === null ? null : Buffer.from(a as string));
    add(n === null ? null : written(8, (buffer) => buffer.writeBigInt64BE(n as bigint)));
    add(ok === null ? null : Buffer.of(ok === true ? 1 : 0));
    add(b === null ? null : Buffer.from(b as Uint8Array));
    add(s === null ? null : written(2, (buffer) => buffer.writeInt16BE(s as number)));
    add(d === null ? null : written(4, (buffer) => buffer.writeInt32BE((d as number) - 10_957)));
  }
  return {
    format: 'postgres-binary',
    bytes: Buffer.concat(cells),
    offsets: Int32Array.from(offsets),
    columns: 7,
    columnTypes: OIDS,
  };
}

function batchOf(table: TableId, rows: readonly Row[], encoded: boolean): SnapshotBatch {
  return { table, rowCount: rows.length, rows: () => rows, ...(encoded ? { encoded: encode(rows) } : {}) };
}

async function copy(
  writer: SinkWriter,
  batch: SnapshotBatch,
  more: { readonly table: TableId; readonly upsertInserts?: boolean; readonly every?: number },
): Promise<void> {
  const selection = Int32Array.from({ length: batch.rowCount }, (_, at) => at).filter(
    (at) => at % (more.every ?? 1) === 0,
  );
  await writer.writeSnapshot?.({
    batch,
    selection,
    rows: [],
    target: {
      sinkTable: more.table,
      schema: SCHEMA,
      outputs: SCHEMA.columns.map((_, column) => ({ kind: 'forward', column })),
    },
    upsertInserts: more.upsertInserts ?? false,
  });
}

const all = Array.from({ length: 3000 }, (_, id) => rowOf(id));

async function check(table: TableId): Promise<unknown> {
  const rows = await world.dst(
    `SELECT *, DATEDIFF(d, '1970-01-01') AS days FROM ${table.parts.join('.')} ORDER BY id`,
  );
  return rows.map(({ id, a, n, ok, b, s, days }) => [
    id,
    a,
    n === null ? null : BigInt(String(n)),
    ok === null ? null : ok === 1,
    b === null ? null : Uint8Array.from(b as Buffer),
    s,
    days,
  ]);
}

test.each([
  ['bytes by LOAD DATA', {}, true],
  ['values by LOAD DATA', {}, false],
  ['by INSERT', { 'load-data': 'never' }, true],
] as const)('%s, also over rows that are there', async (_, options, encoded) => {
  const table = freshTable();
  const writer = await world
    .sink(`snapshot-${tables}`, options)
    .open({ signal: AbortSignal.timeout(60_000) });
  await writer.applySchemaChange({ type: 'create.table', table, schema: SCHEMA }, undefined);
  await copy(writer, batchOf(table, all.slice(0, 1000), encoded), { table, every: 3 });
  await writer.commit({ at: 1 });
  // A third of them is there, which nobody told; then it is told.
  await copy(writer, batchOf(table, all.slice(0, 1500), encoded), { table });
  await copy(writer, batchOf(table, all.slice(1500), encoded), { table });
  await writer.commit({ at: 2 });
  expect(await check(table)).toEqual(all);
  await copy(writer, batchOf(table, all.slice(500, 2500), encoded), { table, upsertInserts: true });
  await writer.commit({ at: 3 });
  expect(await check(table)).toEqual(all);
  await writer.close();
});

it('tells a value that does not fit from rows that are there, both in one load', async () => {
  const table = freshTable();
  const writer = await world.sink(`snapshot-${tables}`).open({ signal: AbortSignal.timeout(60_000) });
  await writer.applySchemaChange({ type: 'create.table', table, schema: SCHEMA }, undefined);
  await copy(writer, batchOf(table, all, true), { table, every: 2 });
  await writer.commit({ at: 1 });
  await world.dst(`ALTER TABLE ${table.parts.join('.')} MODIFY a VARCHAR(25)`);
  const rows = [...all.slice(0, 500), [5000, 'x'.repeat(26), 1n, true, Uint8Array.of(), 1, 1]];
  const written = copy(writer, batchOf(table, rows, true), { table }).then(async () =>
    writer.commit({ at: 2 }),
  );
  await expect(written).rejects.toMatchObject({
    code: 'sink-value-refused',
    message: expect.stringContaining('a') as string,
  });
  await writer.close();
  expect((await world.dst(`SELECT id FROM ${table.parts.join('.')}`)).length).toBe(1500);
});

it('goes on by INSERT where the server allows no LOAD DATA', async () => {
  await world.dst('SET GLOBAL local_infile = OFF');
  try {
    const table = freshTable();
    const sink = world.sink(`snapshot-${tables}`);
    const checks = await sink.preflight([{ table, schema: SCHEMA }], AbortSignal.timeout(20_000));
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(checks).toContainEqual(expect.objectContaining({ name: 'bulk load', status: 'warning' }));
    const writer = await sink.open({ signal: AbortSignal.timeout(60_000) });
    await writer.applySchemaChange({ type: 'create.table', table, schema: SCHEMA }, undefined);
    await copy(writer, batchOf(table, all, true), { table });
    await writer.commit({ at: 1 });
    await writer.close();
    expect(await check(table)).toEqual(all);
  } finally {
    await world.dst('SET GLOBAL local_infile = ON');
  }
});

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { encodeRow } from '@tailrace/core/event';
import type { DiscoveredTable, Offset, SourceReader, StreamBatch } from '@tailrace/engine/api';
import { UNSENT } from '@tailrace/core/value';
import {
  copySnapshot,
  createTables,
  eventsOf,
  schemasOf,
  upToNow,
  writeBatches,
} from './testing/copy-pipeline.ts';
import { discovered, startTestServer, type TestServer } from './testing/test-server.ts';

let db: TestServer;
let closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  db = await startTestServer();
});
afterAll(async () => db?.stop());

beforeEach(async () => {
  for (const close of closers.splice(0)) await close();
  await db.source().cleanUp(AbortSignal.timeout(20_000));
  await db.src('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await db.dst('DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS tailrace CASCADE');
});

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

interface Following {
  readonly tables: readonly DiscoveredTable[];
  readonly reader: SourceReader;
  readonly stream: AsyncIterator<StreamBatch>;
  stop(): Promise<void>;
}

async function follow(names: readonly string[], options: Record<string, string> = {}): Promise<Following> {
  const source = db.source(options);
  const tables = await discovered(source, ...names);
  const reader = await source.open({ tables, signal: signal() });
  return streaming(tables, reader, reader.startOffset);
}

function streaming(tables: readonly DiscoveredTable[], reader: SourceReader, from: Offset): Following {
  const stop = new AbortController();
  const stream = reader.stream(from, stop.signal)[Symbol.asyncIterator]();
  const close = async (): Promise<void> => {
    stop.abort();
    await stream.return?.(undefined);
    await reader.close();
  };
  let closed: Promise<void> | undefined;
  const once = async (): Promise<void> => (closed ??= close());
  closers.push(once);
  return { tables, reader, stream, stop: once };
}

const BIG = `(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 400) i)`;

it('takes an unchanged TOAST value from the old row where that is whole, and says that it was not sent otherwise', async () => {
  await db.src(`CREATE TABLE a (id int PRIMARY KEY, n int, big text); CREATE TABLE b (LIKE a INCLUDING ALL)`);
  await db.src('ALTER TABLE b REPLICA IDENTITY FULL');
  const { reader, stream } = await follow(['public.a', 'public.b']);
  for (const name of ['a', 'b']) {
    await db.src(`INSERT INTO ${name} VALUES (1, 1, ${BIG}); UPDATE ${name} SET n = 2; DELETE FROM ${name}`);
  }
  const events = eventsOf(await upToNow(reader, stream));
  const [{ big }] = (await db.src(`SELECT ${BIG} AS big`)) as [{ big: string }];
  expect(events.map(({ type }) => type)).toEqual([
    'insert',
    'update',
    'delete',
    'insert',
    'update',
    'delete',
  ]);
  expect(events[1]).toMatchObject({ before: [1, UNSENT, UNSENT], after: [1, 2, UNSENT] });
  expect(events[2]).toMatchObject({ before: [1, UNSENT, UNSENT] });
  expect(events[4]).toMatchObject({ before: [1, 1, big], after: [1, 2, big] });
  expect(events[5]).toMatchObject({ before: [1, 2, big] });
});

it('keeps the sink equal through updates of some columns, new keys, and both at once', async () => {
  await db.src(
    `CREATE TABLE a (id int PRIMARY KEY, n int, big text); INSERT INTO a SELECT i, i, ${BIG} FROM generate_series(1, 5) i`,
  );
  const source = db.source();
  const tables = await discovered(source, 'public.a');
  const reader = await source.open({ tables, signal: signal() });
  const writer = await db.sink().open({ signal: signal() });
  closers.push(async () => writer.close());
  await createTables(writer, tables);
  await copySnapshot(reader, writer, tables);
  const { stream } = streaming(tables, reader, reader.startOffset);
  await db.src('UPDATE a SET n = n * 10 WHERE id < 3');
  await db.src(
    'UPDATE a SET id = 103 WHERE id = 3; UPDATE a SET id = 104, n = 44 WHERE id = 4; DELETE FROM a WHERE id = 5',
  );
  await db.src(
    `INSERT INTO a VALUES (5, 0, ${BIG}); UPDATE a SET n = 55 WHERE id = 5; INSERT INTO a VALUES (6, 6, NULL); DELETE FROM a WHERE id = 6`,
  );
  const batches = await upToNow(reader, stream);
  await writeBatches(writer, batches, { schemas: schemasOf(tables) });
  const all = 'SELECT * FROM a ORDER BY id';
  expect(await db.dst(all)).toEqual(await db.src(all));
  // The same once more, as after a crash before the position was kept.
  await writeBatches(writer, batches, { schemas: schemasOf(tables), upsertInserts: true });
  expect(await db.dst(all)).toEqual(await db.src(all));
});

it('follows altered tables: columns added, renamed, retyped and dropped, and emptied ones', async () => {
  await db.src(`CREATE TABLE a (id int PRIMARY KEY, n int, s text); INSERT INTO a VALUES (1, 1, 'x')`);
  const source = db.source();
  const tables = await discovered(source, 'public.a');
  const reader = await source.open({ tables, signal: signal() });
  const writer = await db.sink().open({ signal: signal() });
  closers.push(async () => writer.close());
  await createTables(writer, tables);
  await copySnapshot(reader, writer, tables);
  const { stream } = streaming(tables, reader, reader.startOffset);
  // The locks of the snapshot go with the first pull of the stream.
  await db.src('SELECT pg_switch_wal()');
  await upToNow(reader, stream);
  const schemas = schemasOf(tables);
  const sync = async (): Promise<string[]> => {
    const batches = await upToNow(reader, stream);
    await writeBatches(writer, batches, { schemas });
    return eventsOf(batches).map(({ type }) => type);
  };
  // The value that the server gave to the rows that were there is not in the stream, only in its catalogue, until a rewrite of the table.
  await db.src(
    `ALTER TABLE a ADD COLUMN d text NOT NULL DEFAULT 'old''s'; INSERT INTO a VALUES (2, 2, 'y', 'own')`,
  );
  expect(await sync()).toEqual(['add.column', 'insert']);
  await db.src('ALTER TABLE a RENAME COLUMN n TO number; ALTER TABLE a ALTER COLUMN number TYPE bigint');
  await db.src(`INSERT INTO a VALUES (3, 3000000000, NULL, 'z')`);
  await db.src(
    `ALTER TABLE a DROP COLUMN s; ALTER TABLE a ADD COLUMN s2 text; UPDATE a SET s2 = 'w' WHERE id = 3`,
  );
  expect(await sync()).toEqual([
    'rename.column',
    'alter.column.type',
    'insert',
    'drop.column',
    'add.column',
    'update',
  ]);
  const all = 'SELECT * FROM a ORDER BY id';
  expect(await db.dst(all)).toEqual(await db.src(all));
  await db.src('TRUNCATE a');
  await db.src(`INSERT INTO a VALUES (9, 9, 'z', NULL)`);
  expect(await sync()).toEqual(['truncate.table', 'insert']);
  expect(await db.dst(all)).toEqual(await db.src(all));
});

it('names to the server only what is durable, and goes on from there without loss or repetition', async () => {
  await db.src('CREATE TABLE a (id int PRIMARY KEY)');
  const first = await follow(['public.a']);
  const confirmed = async (): Promise<unknown> =>
    (
      await db.src(`SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = 'tailrace_test'`)
    )[0]?.['confirmed_flush_lsn'];
  const before = await confirmed();
  await db.src('INSERT INTO a VALUES (1)');
  const [batch] = await upToNow(first.reader, first.stream);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await confirmed()).toBe(before);
  first.reader.acknowledge(batch?.offset as Offset);
  await expect.poll(confirmed, { timeout: 5000 }).toBe(batch?.offset);
  await db.src('INSERT INTO a VALUES (2)');
  const lost = eventsOf(await upToNow(first.reader, first.stream));
  expect(lost).toMatchObject([{ after: [2] }]);
  await first.stop();
  await db.src('INSERT INTO a VALUES (3)');
  const { tables } = first;
  const reader = await db
    .source()
    .open({ tables, resumeFrom: { offset: batch?.offset as Offset }, signal: signal() });
  const again = streaming(tables, reader, batch?.offset as Offset);
  expect(eventsOf(await upToNow(again.reader, again.stream))).toMatchObject([{ after: [2] }, { after: [3] }]);
});

it('refuses to go on without its slot, from a slot that somebody moved, and from tables whose changes cannot be followed', async () => {
  await db.src('CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE keyless (id int)');
  const { tables, reader, ...following } = await follow(['public.a']);
  const offset = reader.startOffset;
  await following.stop();
  const resume = async (): Promise<SourceReader> =>
    db.source().open({ tables, resumeFrom: { offset }, signal: signal() });
  await db.src('INSERT INTO a VALUES (1)');
  await db.src(`SELECT pg_replication_slot_advance('tailrace_test', pg_current_wal_lsn())`);
  await expect(resume()).rejects.toMatchObject({ code: 'slot-ahead' });
  await db.src(`SELECT pg_drop_replication_slot('tailrace_test')`);
  await expect(resume()).rejects.toMatchObject({ code: 'slot-missing' });
  const source = db.source();
  const keyless = await discovered(source, 'public.keyless');
  await expect(source.open({ tables: keyless, signal: signal() })).rejects.toMatchObject({
    code: 'no-replica-identity',
    data: { remedy: 'ALTER TABLE "public"."keyless" REPLICA IDENTITY FULL' },
  });
  // The publication was not touched: the application's own updates go on.
  await db.src('INSERT INTO keyless VALUES (1); UPDATE keyless SET id = 2');
  const checks = await source.preflight(
    keyless.map(({ table }) => table),
    signal(),
  );
  expect(checks.filter(({ status }) => status === 'failed').map(({ name }) => name)).toEqual([
    'replica identity',
  ]);
});

it('completes a snapshot that was cut off, and is equal once the stream has passed', async () => {
  await db.src(
    `CREATE TABLE a (id int PRIMARY KEY, n int); INSERT INTO a SELECT i, 0 FROM generate_series(1, 1000) i`,
  );
  const { tables, reader, ...following } = await follow(['public.a']);
  const offset = reader.startOffset;
  await following.stop();
  await db.src(
    'UPDATE a SET n = 1 WHERE id <= 10; DELETE FROM a WHERE id = 20; INSERT INTO a VALUES (2000, 5)',
  );
  const again = await db.source().open({
    tables,
    resumeFrom: { offset, snapshot: { finishedSplits: [], finishedTables: [] } },
    signal: signal(),
  });
  expect(again.replays).toBe(true);
  const writer = await db.sink().open({ signal: signal() });
  closers.push(async () => writer.close());
  await createTables(writer, tables);
  await copySnapshot(again, writer, tables);
  expect(again.compareOffsets(again.consistentFrom(), offset)).toBeGreaterThan(0);
  const { stream } = streaming(tables, again, offset);
  await db.src('UPDATE a SET n = 2 WHERE id = 2000');
  await writeBatches(writer, await upToNow(again, stream), {
    schemas: schemasOf(tables),
    upsertInserts: true,
  });
  const all = 'SELECT * FROM a ORDER BY id';
  expect(await db.dst(all)).toEqual(await db.src(all));
});

it('writes keyless tables row by row, and stops rather than guess', async () => {
  await db.src('CREATE TABLE a (n int, j json); ALTER TABLE a REPLICA IDENTITY FULL');
  const { tables, reader, stream } = await follow(['public.a']);
  const writer = await db.sink().open({ signal: signal() });
  closers.push(async () => writer.close());
  await createTables(writer, tables);
  await db.src(`INSERT INTO a VALUES (1, '{"a": 1}'), (1, '{"a": 1}'), (2, NULL), (NULL, NULL)`);
  await db.src(
    `DELETE FROM a WHERE ctid = '(0,1)'; UPDATE a SET n = 3 WHERE n = 2; DELETE FROM a WHERE n IS NULL`,
  );
  const schemas = schemasOf(tables);
  await writeBatches(writer, await upToNow(reader, stream), { schemas });
  const all = 'SELECT n, j::text FROM a ORDER BY n';
  expect(await db.dst(all)).toEqual(await db.src(all));
  await db.dst('DELETE FROM a WHERE n = 3');
  await db.src('DELETE FROM a WHERE n = 3');
  await expect(writeBatches(writer, await upToNow(reader, stream), { schemas })).rejects.toMatchObject({
    code: 'sink-row-missing',
  });
});

it('lets only the last process that took over a run commit', async () => {
  const old = await db.sink('fenced').open({ signal: signal() });
  await old.commit({ at: 1 });
  const young = await db.sink('fenced').open({ signal: signal() });
  closers.push(
    async () => old.close(),
    async () => young.close(),
  );
  expect(young.committed).toEqual({ at: 1 });
  await expect(old.commit({ at: 2 })).rejects.toMatchObject({ code: 'sink-fenced' });
  await young.commit({ at: 3 });
  expect(await db.dst(`SELECT position FROM tailrace.position WHERE run_id = 'fenced'`)).toEqual([
    { position: { at: 3 } },
  ]);
});

it('carries names that SQL would trip over', async () => {
  const schema = 'sch"e.ma`x y';
  const table = `tä"b.le; DROP TABLE x;--'`;
  const q = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const name = `${q(schema)}.${q(table)}`;
  await db.src(
    `CREATE SCHEMA ${q(schema)}; CREATE TABLE ${name} ("se""lect" int PRIMARY KEY, "ünï cö'de\\" text, "c0" int)`,
  );
  await db.src(`INSERT INTO ${name} VALUES (1, 'a', 1)`);
  const source = db.source();
  const all = await source.discover(signal());
  const tables = all.filter(({ table: id }) => id.parts.at(-1) === table);
  expect(tables[0]?.captureId?.parts).toEqual(['src', schema, table]);
  const reader = await source.open({ tables, signal: signal() });
  const writer = await db.sink().open({ signal: signal() });
  closers.push(async () => writer.close());
  await createTables(writer, tables);
  await copySnapshot(reader, writer, tables);
  const { stream } = streaming(tables, reader, reader.startOffset);
  await db.src(
    `INSERT INTO ${name} VALUES (2, 'b', 2); UPDATE ${name} SET "c0" = 5; DELETE FROM ${name} WHERE "se""lect" = 1`,
  );
  const batches = await upToNow(reader, stream);
  const schemaOf = tables[0]?.schema;
  if (schemaOf === undefined) throw new Error('no table');
  expect(
    eventsOf(batches).flatMap((event) => (event.type === 'insert' ? [encodeRow(event.after, schemaOf)] : [])),
  ).toEqual([{ 'se"lect': 2, "ünï cö'de\\": 'b', c0: 2 }]);
  await writeBatches(writer, batches, { schemas: schemasOf(tables) });
  expect(await db.dst(`SELECT * FROM ${name}`)).toEqual(await db.src(`SELECT * FROM ${name}`));
  await db.src(`DROP SCHEMA ${q(schema)} CASCADE`);
});

it('overwrites rows of equal key that the sink table had before', async () => {
  await db.src(
    `CREATE TABLE a (id int PRIMARY KEY, s text); INSERT INTO a SELECT i, 'new' FROM generate_series(1, 500) i`,
  );
  await db.dst(
    `CREATE TABLE a (id bigint PRIMARY KEY, s varchar(10), more int); INSERT INTO a VALUES (7, 'old', 1), (900, 'stays', 2)`,
  );
  const source = db.source({ 'scan.startup.mode': 'snapshot' });
  const tables = await discovered(source, 'public.a');
  const reader = await source.open({ tables, signal: signal() });
  const writer = await db.sink().open({ signal: signal() });
  closers.push(
    async () => reader.close(),
    async () => writer.close(),
  );
  await createTables(writer, tables);
  await copySnapshot(reader, writer, tables);
  expect(await db.dst(`SELECT count(*)::int, count(more)::int AS more FROM a WHERE s = 'new'`)).toEqual([
    { count: 500, more: 1 },
  ]);
  expect(await db.dst('SELECT * FROM a WHERE id = 900')).toEqual([{ id: '900', s: 'stays', more: 2 }]);
});

// XA transactions on a real MariaDB: their rows are in its log from the PREPARE on, and must not be seen before the XA COMMIT.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Offset, SourceReader, StreamBatch } from '@tailrace/engine/api';
import { connectMysql, type MysqlSession } from '../connect.ts';
import { eventsOf, inShort, readUpToNow, startWorld, type SourceWorld } from './testing/source-world.ts';

const ROWS = 100_000;
const LATEST = { 'scan.startup.mode': 'latest-offset' };

let world: SourceWorld;
let other: MysqlSession;
beforeAll(async () => {
  world = await startWorld();
  other = await connectMysql({
    ...world.server,
    tlsMode: 'disabled',
    connectTimeoutMs: 5000,
    database: 'shop',
  });
});
afterAll(async () => {
  await other.end();
  await world.close();
});
beforeEach(async () => {
  await world.sql('DROP TABLE IF EXISTS t', 'CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(100))');
});

/** Prepared on a session of its own, which the XA COMMIT or ROLLBACK has to be said on. */
async function prepare(id: string, ...statements: readonly string[]): Promise<void> {
  for (const statement of [`XA START '${id}'`, ...statements, `XA END '${id}'`, `XA PREPARE '${id}'`])
    await other.query(statement);
}

const insertMany = (from: number): string =>
  `INSERT INTO t SELECT ${from} + seq, REPEAT('x', 100) FROM shop.seq_1_to_${ROWS}`;

async function read(reader: SourceReader, from: Offset): Promise<readonly StreamBatch[]> {
  return readUpToNow(reader, from);
}

test('a large one gives nothing before its commit, then comes in parts, whose position stays before it', async () => {
  const tables = await world.tables('t');
  await world.withReader(
    { tables },
    async (reader) => {
      await prepare('large', insertMany(0), 'UPDATE t SET name = NULL WHERE id = 7');
      await world.sql("INSERT INTO t VALUES (-1, 'plain')");
      const before = await read(reader, reader.startOffset);
      expect(eventsOf(before).map(inShort)).toEqual(['insert -1,plain']);
      const held = before.at(-1)?.offset ?? reader.startOffset;
      await other.query("XA COMMIT 'large'");
      await world.sql("INSERT INTO t VALUES (-2, 'later')");
      const after = await read(reader, held);
      const events = eventsOf(after);
      expect(events).toHaveLength(ROWS + 2);
      expect(events.slice(-2).map(inShort)).toEqual([
        `update 7,${'x'.repeat(100)} > 7,null`,
        'insert -2,later',
      ]);
      const parts = after.filter((batch) => batch.partial === true);
      expect(parts.length).toBeGreaterThan(1);
      for (const part of parts) expect(reader.compareOffsets(part.offset, held)).toBe(0);
    },
    LATEST,
  );
});

test('a large one that is rolled back gives nothing, over a restart too', async () => {
  const tables = await world.tables('t');
  const [first, offset] = await world.withReader(
    { tables },
    async (reader) => {
      await prepare('gone', insertMany(0));
      await world.sql("INSERT INTO t VALUES (-1, 'plain')");
      const batches = await read(reader, reader.startOffset);
      return [eventsOf(batches).map(inShort), batches.at(-1)?.offset ?? reader.startOffset] as const;
    },
    LATEST,
  );
  expect(first).toEqual(['insert -1,plain']);
  await other.query("XA ROLLBACK 'gone'");
  await world.sql("INSERT INTO t VALUES (-2, 'later')");
  const second = await world.withReader({ tables, resumeFrom: { offset } }, async (reader) =>
    eventsOf(await read(reader, offset)).map(inShort),
  );
  expect(second).toEqual(['insert -2,later']);
});

test('one that is committed after a restart is read again, though another table was altered meanwhile', async () => {
  await world.sql('DROP TABLE IF EXISTS u', 'CREATE TABLE u (id INT PRIMARY KEY, a INT)');
  const tables = await world.tables('t', 'u');
  const offset = await world.withReader(
    { tables },
    async (reader) => {
      await prepare('kept', "INSERT INTO t VALUES (1, 'xa')");
      await world.sql('INSERT INTO u VALUES (1, 2)', 'ALTER TABLE u ADD COLUMN b TEXT FIRST');
      const batches = await read(reader, reader.startOffset);
      expect(eventsOf(batches).map(inShort)).toEqual(['insert 1,2', 'add.column']);
      return batches.at(-1)?.offset ?? reader.startOffset;
    },
    LATEST,
  );
  const now = await world.tables('t', 'u');
  await other.query("XA COMMIT 'kept'");
  await world.sql("INSERT INTO u VALUES ('b', 3, 4)");
  const events = await world.withReader({ tables: now, resumeFrom: { offset } }, async (reader) =>
    eventsOf(await read(reader, offset)).map(inShort),
  );
  expect(events).toEqual(['insert 1,xa', 'insert b,3,4']);
});

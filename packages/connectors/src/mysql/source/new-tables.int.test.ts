// Tables that are made while a run goes on, on a real MariaDB.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatTableId } from '@tailrace/core/table';
import type { SourceCheckpoint, StreamBatch } from '@tailrace/engine/api';
import { eventsOf, inShort, readUpToNow, startWorld, type SourceWorld } from './testing/source-world.ts';

let world: SourceWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world.close());
beforeEach(async () => {
  world.log.length = 0;
  await world.sql(
    'SET SESSION sql_log_bin = 1',
    'DROP TABLE IF EXISTS t, t2, t3, _t_gho, _t_del, other',
    'CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))',
  );
});

const LATEST = { 'scan.startup.mode': 'latest-offset' };
const FOLLOWING = { ...LATEST, 'scan.binlog.newly-added-table.enabled': 'true' };
const captures = ({ table }: { readonly table: { readonly parts: readonly string[] } }): boolean =>
  /^_?t/u.test(table.parts.at(-1) ?? '');

async function follow(
  statements: readonly string[],
  options: Readonly<Record<string, string>>,
  resumeFrom?: SourceCheckpoint,
): Promise<readonly StreamBatch[]> {
  const tables = await world.tables('t');
  const request = { tables, captures, ...(resumeFrom === undefined ? {} : { resumeFrom }) };
  return world.withReader(
    request,
    async (reader) => {
      await world.sql(...statements);
      return readUpToNow(reader, reader.startOffset);
    },
    options,
  );
}

const shorts = (batches: readonly StreamBatch[]): readonly string[] =>
  eventsOf(batches).map((event) => `${formatTableId(event.table)}: ${inShort(event)}`);
const made = (batches: readonly StreamBatch[]): readonly string[] =>
  batches.flatMap(({ newTables = [] }) => newTables.map(({ table }) => formatTableId(table)));

describe('a table that is made while the run goes on', () => {
  test('is followed from its CREATE TABLE on where the option says so', async () => {
    const batches = await follow(
      [
        'CREATE TABLE other (id INT PRIMARY KEY)',
        'INSERT INTO other VALUES (1)',
        'CREATE TABLE t2 LIKE t',
        "INSERT INTO t2 VALUES (1, 'a')",
        'ALTER TABLE t2 ADD COLUMN n INT',
        "INSERT INTO t2 VALUES (2, 'b', 5)",
        'CREATE TABLE t3 (id INT PRIMARY KEY) AS SELECT 7 AS id',
        'DROP TABLE t2',
      ],
      FOLLOWING,
    );
    expect(shorts(batches)).toEqual([
      'shop.t2: create.table',
      'shop.t2: insert 1,a',
      'shop.t2: add.column',
      'shop.t2: insert 2,b,5',
      'shop.t3: create.table',
      'shop.t3: insert 7',
      'shop.t2: drop.table',
    ]);
    expect(made(batches)).toEqual(['shop.t2', 'shop.t3']);
    expect(world.log).toEqual([]);
  });

  test('is followed also where the pipeline is told of no other schema change', async () => {
    const batches = await follow(['CREATE TABLE t2 (id INT PRIMARY KEY)', 'INSERT INTO t2 VALUES (1)'], {
      ...FOLLOWING,
      'schema-change.enabled': 'false',
    });
    expect(shorts(batches)).toEqual(['shop.t2: create.table', 'shop.t2: insert 1']);
  });

  test('is followed where it was made while the run stood still, by CREATE TABLE IF NOT EXISTS too', async () => {
    const tables = await world.tables('t');
    const offset = await world.withReader({ tables }, async (reader) => reader.startOffset, LATEST);
    await world.sql('CREATE TABLE IF NOT EXISTS t2 (id INT PRIMARY KEY)', 'INSERT INTO t2 VALUES (1)');
    const batches = await world.withReader(
      { tables, captures, resumeFrom: { offset } },
      async (reader) => readUpToNow(reader, offset),
      FOLLOWING,
    );
    expect(shorts(batches)).toEqual(['shop.t2: create.table', 'shop.t2: insert 1']);
  });

  test('is told of by a code otherwise, and so is one that gets its name by a rename', async () => {
    const batches = await follow(
      [
        'CREATE TABLE t2 (id INT PRIMARY KEY)',
        'INSERT INTO t2 VALUES (1)',
        'CREATE TABLE other (id INT PRIMARY KEY)',
        'RENAME TABLE other TO t3',
      ],
      LATEST,
    );
    expect(shorts(batches)).toEqual([]);
    expect(world.log).toEqual([
      expect.stringMatching(/^new-table-not-followed: Table shop\.t2 was made/u),
      expect.stringMatching(/^new-table-not-followed: Table shop\.t3 has got its name by RENAME TABLE/u),
    ]);
  });

  test('is none where it only helps to alter another one', async () => {
    const batches = await follow(
      [
        'CREATE TABLE _t_gho LIKE t',
        'ALTER TABLE _t_gho ADD COLUMN n INT',
        'INSERT INTO _t_gho VALUES (1, "copied", 0)',
        'RENAME TABLE t TO _t_del, _t_gho TO t',
        'INSERT INTO t VALUES (2, "b", 3)',
      ],
      FOLLOWING,
    );
    expect(shorts(batches)).toEqual(['shop.t: add.column', 'shop.t: insert 2,b,3']);
    expect(made(batches)).toEqual([]);
  });
});

test('one that was there all the time stays out, whatever is done to it', async () => {
  await world.sql('CREATE TABLE t2 (id INT PRIMARY KEY)');
  const tables = await world.tables('t');
  const offset = await world.withReader({ tables }, async (reader) => reader.startOffset, LATEST);
  const batches = await world.withReader(
    { tables, captures, resumeFrom: { offset } },
    async (reader) => {
      await world.sql('ALTER TABLE t2 ADD COLUMN n INT', 'INSERT INTO t2 VALUES (1, 2)', 'TRUNCATE TABLE t2');
      await world.sql("INSERT INTO t VALUES (1, 'a')");
      return readUpToNow(reader, offset);
    },
    FOLLOWING,
  );
  expect(shorts(batches)).toEqual(['shop.t: insert 1,a']);
});

test('a table that matches, and that the run neither began with nor sees made, is told of', async () => {
  await world.sql('CREATE TABLE t2 (id INT PRIMARY KEY)');
  expect(shorts(await follow(['INSERT INTO t2 VALUES (1)'], FOLLOWING))).toEqual([]);
  expect(world.log).toEqual([expect.stringMatching(/^new-table-not-followed: Table shop\.t2 is there/u)]);
});

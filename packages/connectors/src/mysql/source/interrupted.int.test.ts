// A reader of a real MariaDB that ends in the midst of something, and the next one that goes on from the position it had told.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DiscoveredTable, Offset, SourceReader, StreamBatch } from '@tailrace/engine/api';
import {
  eventsOf,
  inShort,
  limit,
  readUpToNow,
  startWorld,
  type SourceWorld,
} from './testing/source-world.ts';

const LATEST = { 'scan.startup.mode': 'latest-offset' };

let world: SourceWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  await world.sql(
    'DROP TABLE IF EXISTS t, u',
    'CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))',
    'CREATE TABLE u (id INT PRIMARY KEY, name VARCHAR(20))',
  );
});

/** Batches up to the one that `isEnough`, and the code of the error that ended them before. */
async function readUntil(
  reader: SourceReader,
  from: Offset,
  isEnough: (batch: StreamBatch) => boolean,
): Promise<{ readonly batches: readonly StreamBatch[]; readonly code: unknown }> {
  const batches: StreamBatch[] = [];
  const halt = new AbortController();
  try {
    for await (const batch of reader.stream(from, AbortSignal.any([halt.signal, limit()]))) {
      batches.push(batch);
      if (isEnough(batch)) break;
    }
    return { batches, code: undefined };
  } catch (error) {
    return { batches, code: error instanceof Error ? Reflect.get(error, 'code') : error };
  } finally {
    halt.abort();
  }
}

const resumed = async <T>(
  tables: readonly DiscoveredTable[],
  offset: Offset,
  use: (reader: SourceReader) => Promise<T>,
): Promise<T> => world.withReader({ tables, resumeFrom: { offset } }, use);

test('within a large transaction: all of it comes again, and each row once', async () => {
  const tables = await world.tables('t');
  const offset = await world.withReader(
    { tables },
    async (reader) => {
      await world.sql(
        "INSERT INTO t VALUES (-1, 'before')",
        "INSERT INTO t SELECT seq, 'row' FROM shop.seq_1_to_90000",
      );
      const { batches } = await readUntil(reader, reader.startOffset, ({ partial }) => partial === true);
      expect(batches.at(-1)?.partial).toBe(true);
      return batches.at(-1)?.offset ?? reader.startOffset;
    },
    LATEST,
  );
  const events = await resumed(tables, offset, async (reader) => eventsOf(await readUpToNow(reader, offset)));
  const own = events.map(inShort).filter((each) => each !== 'insert -1,before');
  expect(own).toHaveLength(90_000);
  expect(new Set(own).size).toBe(90_000);
});

test('at a DDL that it cannot follow: the position stays before it, and the next one ends there too', async () => {
  const tables = await world.tables('t');
  const [offset, first] = await world.withReader(
    { tables },
    async (reader) => {
      await world.sql("INSERT INTO t VALUES (1, 'before')");
      const done = (await readUpToNow(reader, reader.startOffset)).at(-1)?.offset ?? reader.startOffset;
      await world.sql(
        'ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, name)',
        "INSERT INTO t VALUES (2, 'after')",
      );
      const { batches, code } = await readUntil(reader, done, () => false);
      expect(eventsOf(batches)).toEqual([]);
      return [batches.at(-1)?.offset ?? done, code] as const;
    },
    LATEST,
  );
  expect(first).toBe('mysql-primary-key-changed');
  const again = await resumed(tables, offset, async (reader) => readUntil(reader, offset, () => false));
  expect(again).toEqual({ batches: [], code: 'mysql-primary-key-changed' });
});

describe('in the snapshot', () => {
  test('by a rebuild of a table that was not read yet: it may be tried again, and then has every row', async () => {
    await world.sql("INSERT INTO t VALUES (1, 'a')", "INSERT INTO u VALUES (1, 'a'), (2, 'b')");
    const tables = await world.tables('t', 'u');
    const [t, u] = tables;
    const read = async (reader: SourceReader, table: DiscoveredTable): Promise<readonly string[]> => {
      const rows: string[] = [];
      for (const split of await reader.splits(table)) {
        for await (const batch of reader.readSplit(split, limit())) {
          for (const row of batch.rows()) rows.push(row.map(String).join());
        }
      }
      return rows;
    };
    const offset = await world.withReader({ tables }, async (reader) => {
      expect(await read(reader, t!)).toEqual(['1,a']);
      await world.sql('ALTER TABLE u FORCE', "UPDATE u SET name = 'c' WHERE id = 2");
      await expect(read(reader, u!)).rejects.toMatchObject({ retryable: true, data: { errno: 1412 } });
      return reader.startOffset;
    });
    const snapshot = { finishedSplits: [], finishedTables: ['shop.t'] };
    await world.withReader({ tables, resumeFrom: { offset, snapshot } }, async (reader) => {
      expect(reader.replays).toBe(true);
      expect(await read(reader, t!)).toEqual([]);
      expect(await read(reader, u!)).toEqual(['1,a', '2,c']);
      const events = eventsOf(await readUpToNow(reader, offset)).map(inShort);
      expect(events).toEqual(['update 2,b > 2,c']);
    });
  });
});

test('what is older than two seconds is a backlog, and so is all behind which more has come', async () => {
  const tables = await world.tables('t');
  await world.withReader(
    { tables },
    async (reader) => {
      await world.sql("INSERT INTO t VALUES (1, 'old')", 'DO SLEEP(3.1)');
      const old = await readUpToNow(reader, reader.startOffset);
      expect(old.filter((batch) => eventsOf([batch]).length > 0).map(({ more }) => more)).toEqual([true]);
      const offset = old.at(-1)?.offset ?? reader.startOffset;
      await world.sql("INSERT INTO t SELECT seq, 'many' FROM shop.seq_2_to_60000");
      const many = await readUpToNow(reader, offset);
      expect(many.length).toBeGreaterThan(1);
      expect(many[0]?.more).toBe(true);
      const halt = new AbortController();
      const next = many.at(-1)?.offset ?? offset;
      const stream = reader.stream(next, AbortSignal.any([halt.signal, limit()]))[Symbol.asyncIterator]();
      const coming = stream.next();
      await world.sql("INSERT INTO t VALUES (-1, 'new')");
      const { value } = await coming;
      expect(eventsOf([value as StreamBatch]).map(inShort)).toEqual(['insert -1,new']);
      expect((value as StreamBatch).more).toBeUndefined();
      halt.abort();
      await stream.return?.(undefined);
    },
    LATEST,
  );
});

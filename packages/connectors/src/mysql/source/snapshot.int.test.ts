// A snapshot of a real MariaDB: parts by key, all of one moment, and a table that is altered meanwhile.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '@tailrace/core/value';
import { eventsOf, limit, readUpToNow, startWorld, type SourceWorld } from './testing/source-world.ts';

let world: SourceWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  await world.sql('DROP TABLE IF EXISTS t2, t3, t4');
});

describe('snapshot', () => {
  test('splits cut a table by its key, whatever its collation, and meet every row once', async () => {
    await world.sql(
      'CREATE TABLE t2 (a VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci, b INT, PRIMARY KEY (a, b))',
      "INSERT INTO t2 SELECT CONCAT(CHAR(65 + seq MOD 26 USING utf8mb4), IF(seq MOD 3, 'ä', \"z'\\\\\")), seq FROM shop.seq_1_to_2000",
      'ANALYZE TABLE t2',
    );
    const tables = await world.tables('t2');
    await world.withReader(
      { tables },
      async (reader) => {
        const splits = await reader.splits(tables[0]!);
        expect(splits.length).toBeGreaterThan(5);
        const seen = new Set<string>();
        for (const split of splits) {
          for await (const batch of reader.readSplit(split, limit()))
            for (const row of batch.rows()) seen.add(row.map(String).join());
        }
        expect(seen.size).toBe(2000);
      },
      { 'scan.incremental.snapshot.chunk.size': '4' },
    );
  });

  test('parts read at the same time see one moment, that of the position, while rows are being written', async () => {
    await world.sql(
      'CREATE TABLE t4 (a INT PRIMARY KEY, b INT)',
      'INSERT INTO t4 SELECT seq, 0 FROM shop.seq_1_to_2000',
      'ANALYZE TABLE t4',
    );
    const tables = await world.tables('t4');
    let writing = true;
    const writer = (async () => {
      // With room between two commits for both to see the same one.
      while (writing) await world.sql('UPDATE t4 SET b = b + 1', 'DO SLEEP(0.05)');
    })();
    const chunks = { 'scan.incremental.snapshot.chunk.size': '4' };
    try {
      await world.withReader(
        { tables },
        async (reader) => {
          expect(reader.parallelSplits).toBe(2);
          const splits = [...(await reader.splits(tables[0]!))];
          expect(splits.length).toBeGreaterThan(5);
          const seen: Row[] = [];
          const lane = async (): Promise<void> => {
            for (let split = splits.shift(); split !== undefined; split = splits.shift()) {
              for await (const batch of reader.readSplit(split, limit())) seen.push(...batch.rows());
            }
          };
          // One more than there are connections: it waits for its turn.
          await Promise.all([lane(), lane(), lane()]);
          expect(new Set(seen.map(([a]) => a)).size).toBe(2000);
          expect(seen).toHaveLength(2000);
          const moment = new Set(seen.map(([, b]) => b));
          expect(moment.size).toBe(1);
          writing = false;
          await writer;
          await world.sql('UPDATE t4 SET b = b + 1 WHERE a = 1');
          const [first] = eventsOf(await readUpToNow(reader, reader.startOffset));
          expect(first).toMatchObject({ type: 'update', before: [1, [...moment][0]] });
        },
        chunks,
      );
    } finally {
      writing = false;
      await writer;
    }
  });

  test('a table that loses a column while it is read stops the run by its name', async () => {
    await world.sql('CREATE TABLE t3 (a INT PRIMARY KEY, b INT)', 'INSERT INTO t3 VALUES (1, 2)');
    const tables = await world.tables('t3');
    await world.withReader({ tables }, async (reader) => {
      const [split] = await reader.splits(tables[0]!);
      await world.sql('ALTER TABLE t3 DROP COLUMN b');
      const read = async () => {
        for await (const batch of reader.readSplit(split!, limit())) expect(batch.rowCount).toBe(0);
      };
      await expect(read()).rejects.toMatchObject({
        code: 'mysql-table-altered',
        retryable: false,
        message: expect.stringContaining('shop.t3'),
      });
    });
  });
});

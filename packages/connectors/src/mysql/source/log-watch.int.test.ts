// On a real MariaDB: how long the log that a slow run needs is still kept.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readUpToNow, startWorld, type SourceWorld } from './testing/source-world.ts';

let world: SourceWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world.close());

it('warns of a position in a file that the server may remove soon, and counts what is behind it', async () => {
  await world.sql('CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(2000))');
  const tables = await world.tables('t');
  await world.withReader(
    { tables },
    async (reader) => {
      await world.sql("INSERT INTO t VALUES (1, 'a')");
      const batches = await readUpToNow(reader, reader.startOffset);
      const done = batches.at(-1)?.offset ?? reader.startOffset;
      reader.acknowledge(done);
      expect(await reader.logState?.()).toEqual({ retainedBytes: 0, behindBytes: 0 });

      await world.sql("INSERT INTO t SELECT seq, REPEAT('x', 1000) FROM seq_2_to_1001", 'FLUSH BINARY LOGS');
      const behind = await reader.logState?.();
      expect(behind?.retainedBytes).toBeGreaterThan(1_000_000);
      expect(behind?.behindBytes).toBe(behind?.retainedBytes);
      await world.sql('SET GLOBAL binlog_expire_logs_seconds = 864000');
      const calm = await reader.logState?.();
      expect(calm?.leftMs).toBeGreaterThan(800_000_000);
      expect(calm?.risk).toBeUndefined();

      await world.sql('SET GLOBAL binlog_expire_logs_seconds = 2');
      await expect
        .poll(async () => (await reader.logState?.())?.risk?.code, { timeout: 20_000 })
        .toBe('binlog-expires-soon');
      await world.sql('SET GLOBAL binlog_expire_logs_seconds = 0');
      await expect
        .poll(
          async () => {
            // The server notices that a reader has gone when it writes to it, and removes no file before.
            await world.sql('DELETE FROM t LIMIT 1', 'FLUSH BINARY LOGS');
            const [active] = await world.session.query('SHOW MASTER STATUS');
            await world.sql(`PURGE BINARY LOGS TO '${String(active?.['File'])}'`);
            return (await reader.logState?.())?.risk?.code;
          },
          { timeout: 20_000 },
        )
        .toBe('binlog-file-removed');
    },
    { 'scan.startup.mode': 'latest-offset' },
  );
});

// What happens to a PostgreSQL and to the network before it while a run reads from it: afterwards the sink equals the source, or the run has
// stopped and says why (docs/faults.md).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from './testing/database.ts';
import { startFaultyProxy } from './testing/faulty-proxy.ts';
import { seededRandom } from './testing/load.ts';
import { startTwoPostgres, type Running, type TwoPostgres } from './testing/two-postgres.ts';

const SEED = Number(process.env['TAILRACE_SEED'] ?? Date.now() % 1_000_000);
const patience = { timeout: 60_000, interval: 100 };

let two: TwoPostgres;
beforeAll(async () => {
  two = await startTwoPostgres({ max_prepared_transactions: '10', wal_sender_timeout: '6s' });
});
afterAll(async () => two.stop());

const streams = async ({ handle }: Running): Promise<void> =>
  expect.poll(() => handle.state(), patience).toBe('streaming');

/** Also each row as often. */
async function becomesEqual(table: string): Promise<void> {
  await expect
    .poll(async () => {
      const { there, here } = await two.rows(table);
      return there.length === here.length && there.every((row, at) => row === here[at]);
    }, patience)
    .toBe(true);
}

/** Writes transactions on `table (id, n, note)` until it is stopped, over ends of the server. */
function startWriter(table: string, random: (below: number) => number): { stop(): Promise<number> } {
  let stopped = false;
  let done = 0;
  const working = (async () => {
    let session = await openDatabase(two.sourceServer, 'postgres');
    for (let n = 0; !stopped; n += 1) {
      const id = random(5000);
      try {
        await session.run(
          `BEGIN; UPDATE ${table} SET n = n + 1 WHERE id BETWEEN ${id} AND ${id + 20}; INSERT INTO ${table} VALUES (${100_000 + n}, ${n}, 'new'); DELETE FROM ${table} WHERE id = ${id + 30}; UPDATE ${table} SET id = ${1_000_000 + n} WHERE id = ${id + 31}; ${random(8) === 0 ? 'ROLLBACK' : 'COMMIT'}`,
        );
        done += 1;
      } catch {
        await session.close().catch(() => undefined);
        await pause(100);
        session = await openDatabase(two.sourceServer, 'postgres').catch(() => session);
      }
      await pause(5);
    }
    await session.close().catch(() => undefined);
  })();
  return {
    stop: async () => {
      stopped = true;
      await working;
      return done;
    },
  };
}

async function makeTable(table: string): Promise<void> {
  await two.source.run(
    `CREATE TABLE ${table} (id int PRIMARY KEY, n int, note text); INSERT INTO ${table} SELECT i, 0, repeat('x', i % 90) FROM generate_series(1, 5000) i`,
  );
}

const pause = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a source that is told to shut down does so while the sink stands still, and loses nothing', async () => {
  await makeTable('shut');
  const run = two.run('shut', 'shut');
  await streams(run);
  const blocker = await openDatabase(two.sinkServer, 'postgres');
  await blocker.run('BEGIN; LOCK TABLE shut IN ACCESS EXCLUSIVE MODE');
  await two.source.run('UPDATE shut SET n = n + 1');
  await expect.poll(() => run.handle.metrics().rowsRead, patience).toBeGreaterThan(5000);
  await two.stopSource();
  await two.startSource();
  // One that waited for the run would have been ended by force in the end, and would have to recover.
  expect(two.sourceLog()).toContain('database system was shut down');
  await blocker.run('COMMIT');
  await blocker.close();
  await becomesEqual('shut');
  await run.handle.stop({ cleanUp: true });
});

test('a table that was out of the publication for a moment ends the run, and so it does after a restart', async () => {
  await makeTable('published');
  const run = two.run('published', 'published');
  await streams(run);
  const slip = (id: number): string =>
    `ALTER PUBLICATION published_publication DROP TABLE published; INSERT INTO published VALUES (${id}, 0, 'unseen'); ALTER PUBLICATION published_publication ADD TABLE published`;
  await two.source.run(slip(-1));
  expect(await run.handle.done).toMatchObject({ state: 'failed', error: { code: 'publication-changed' } });
  // While nobody looked: the checkpoint tells.
  const again = two.run('published', 'published');
  expect(await again.handle.done).toMatchObject({ state: 'failed', error: { code: 'publication-changed' } });
  await two.source.run("SELECT pg_drop_replication_slot('published')");
});

test('sessions that an administrator ends at any moment of a start are made anew', async () => {
  await makeTable('starting');
  for (let round = 0; round < 3; round += 1) {
    const run = two.run('starting', 'starting');
    for (let n = 0; n < 120; n += 1) {
      await two.source.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tailrace'",
      );
      await pause(n % 17);
      if (run.handle.state() === 'failed') break;
    }
    const failed = run.handle.done.then((outcome) => expect(outcome).toEqual({ state: 'streaming' }));
    await Promise.race([failed, streams(run)]);
    await two.source.run(`INSERT INTO starting VALUES (${-1 - round}, 0, 'after')`);
    await becomesEqual('starting');
    await run.handle.stop({ cleanUp: round === 2 });
    await failed.catch(() => undefined);
  }
});

test('kill -9 of the source and of the sink in turns, under load: the sink has every row once', async () => {
  process.stdout.write(`seed ${SEED}\n`);
  const random = seededRandom(SEED);
  await makeTable('killed');
  await two.source.run('ALTER TABLE killed REPLICA IDENTITY FULL');
  const run = two.run('killed', 'killed');
  await streams(run);
  const writer = startWriter('killed', random);
  for (let kill = 0; kill < 6; kill += 1) {
    await pause(300 + random(700));
    await two.crash(kill % 2 === 0 ? 'source' : 'sink');
    await streams(run);
  }
  expect(await writer.stop()).toBeGreaterThan(20);
  await becomesEqual('killed');
  expect(run.retried().length).toBeGreaterThanOrEqual(6);
  expect(await run.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test('a network that cuts connections anywhere in snapshot and stream: the sink has every row once', async () => {
  const random = seededRandom(SEED + 1);
  const proxy = await startFaultyProxy(() => two.sourceServer.port);
  const sinkProxy = await startFaultyProxy(() => two.sinkServer.port);
  try {
    await makeTable('cut');
    await two.source.run(
      "INSERT INTO cut SELECT i, 0, repeat('y', 200) FROM generate_series(10000, 40000) i; ANALYZE cut",
    );
    // A connection brings a part of the snapshot of eight megabytes, or more: each dies before it is through.
    proxy.cutAfter(() => 20_000 + random(1_500_000));
    sinkProxy.cutAfter(() => 3_000 + random(20_000));
    const run = two.run('cut', 'cut', {
      options: { 'scan.incremental.snapshot.chunk.size': '2000' },
      through: { sourcePort: proxy.port, sinkPort: sinkProxy.port },
    });
    const writer = startWriter('cut', random);
    await expect.poll(() => proxy.cuts, patience).toBeGreaterThanOrEqual(15);
    await writer.stop();
    proxy.cutAfter(undefined);
    sinkProxy.cutAfter(undefined);
    await becomesEqual('cut');
    expect(await run.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  } finally {
    await proxy.close();
    await sinkProxy.close();
  }
});

test('a network that passes nothing on without a word is noticed, and the run goes on when it is well again', async () => {
  const proxy = await startFaultyProxy(() => two.sourceServer.port);
  try {
    await makeTable('quiet');
    const run = two.run('quiet', 'quiet', { through: { sourcePort: proxy.port } });
    await streams(run);
    proxy.silence(true);
    await two.source.run('UPDATE quiet SET n = 1');
    await expect.poll(() => run.retried(), patience).toContain('postgres-connection-lost');
    proxy.silence(false);
    await becomesEqual('quiet');
    expect(await run.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  } finally {
    await proxy.close();
  }
});

test('connections that an administrator ends are made anew', async () => {
  await makeTable('ended');
  const run = two.run('ended', 'ended');
  await streams(run);
  const end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tailrace'";
  for (const server of [two.source, two.sink, two.source, two.sink]) {
    const before = run.retried().length;
    await two.source.run('UPDATE ended SET n = n + 1');
    await server.run(end);
    await two.source.run('UPDATE ended SET n = n + 1');
    await expect.poll(() => run.retried().length, patience).toBeGreaterThan(before);
    await streams(run);
  }
  await becomesEqual('ended');
  expect(await run.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test('a transaction of two phases is there from its COMMIT PREPARED on, over a restart, and never after a rollback', async () => {
  await makeTable('phases');
  const run = two.run('phases', 'phases');
  await streams(run);
  await two.source.run("BEGIN; UPDATE phases SET note = 'kept' WHERE id = 1; PREPARE TRANSACTION 'kept'");
  await two.source.run("BEGIN; UPDATE phases SET note = 'gone' WHERE id = 2; PREPARE TRANSACTION 'gone'");
  await two.source.run("UPDATE phases SET note = 'plain' WHERE id = 3");
  const noted = async (): Promise<readonly string[]> =>
    two.sink.texts("SELECT note FROM phases WHERE note IN ('kept', 'gone', 'plain') ORDER BY id");
  await expect.poll(noted, patience).toEqual(['(plain)']);
  await run.handle.stop();
  await two.source.run("ROLLBACK PREPARED 'gone'");
  await two.source.run("COMMIT PREPARED 'kept'");
  const again = two.run('phases', 'phases');
  await expect.poll(noted, patience).toEqual(['(kept)', '(plain)']);
  await becomesEqual('phases');
  expect(await again.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test('an update that changes nothing, of a table with and without a key, changes nothing', async () => {
  await makeTable('same');
  await two.source.run(
    "CREATE TABLE same_keyless (n int, t text); ALTER TABLE same_keyless REPLICA IDENTITY FULL; ALTER TABLE same REPLICA IDENTITY FULL; INSERT INTO same_keyless VALUES (1, 'a'), (1, 'a'), (NULL, NULL)",
  );
  const run = two.run('same', 'same, postgres.public.same_keyless');
  await streams(run);
  await two.source.run('UPDATE same SET n = n; UPDATE same_keyless SET n = n');
  await two.source.run("INSERT INTO same_keyless VALUES (2, 'b')");
  await becomesEqual('same_keyless');
  await becomesEqual('same');
  expect(await run.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test('of two processes with one run the later one takes it over, and the earlier one ends', async () => {
  await makeTable('once');
  const first = two.run('once', 'once');
  await streams(first);
  const second = two.run('once', 'once');
  // The slot is the first one's until that learns that it may not commit any more.
  await expect.poll(() => second.retried().length, patience).toBeGreaterThan(0);
  await two.source.run('UPDATE once SET n = 7');
  expect(await first.handle.done).toMatchObject({ state: 'failed', error: { code: 'sink-fenced' } });
  await becomesEqual('once');
  expect(second.handle.state()).toBe('streaming');
  expect(await second.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test('rows of twenty megabytes pass by snapshot and stream', async () => {
  await makeTable('huge');
  await two.source.run('UPDATE huge SET note = repeat(md5(id::text), 640 * 1024) WHERE id = 1');
  const run = two.run('huge', 'huge');
  await streams(run);
  await two.source.run(
    'UPDATE huge SET note = repeat(md5(id::text), 640 * 1024) WHERE id = 2; UPDATE huge SET n = 5 WHERE id = 1',
  );
  const sums = 'SELECT id, n, length(note), md5(note) FROM huge WHERE id < 4 ORDER BY id';
  await expect.poll(async () => two.sink.texts(sums), patience).toEqual(await two.source.texts(sums));
  expect(await run.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test('a generated column is never NULL where the source has a value', async () => {
  await two.source.run(
    'CREATE TABLE made (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED, note text); INSERT INTO made (id, n) VALUES (1, 1), (2, 2)',
  );
  const run = two.run('made', 'made');
  await streams(run);
  await two.source.run('UPDATE made SET n = 5 WHERE id = 1; INSERT INTO made (id, n) VALUES (3, 3)');
  const columns = await two.sink.texts(
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'made' ORDER BY ordinal_position",
  );
  // Left out as a whole, or there with every value.
  const list = columns.map((text) => text.slice(1, -1)).join(', ');
  const query = `SELECT ${list} FROM made ORDER BY id`;
  await expect.poll(async () => two.sink.texts(query), patience).toEqual(await two.source.texts(query));
  expect(await run.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test('a primary key that changes ends the run, and so it does after a restart', async () => {
  await makeTable('keyed');
  const run = two.run('keyed', 'keyed');
  await streams(run);
  await two.source.run(
    "ALTER TABLE keyed ALTER note SET NOT NULL; ALTER TABLE keyed DROP CONSTRAINT keyed_pkey, ADD PRIMARY KEY (id, note); INSERT INTO keyed VALUES (1, 7, 'second of its id')",
  );
  const ended = { state: 'failed', error: { code: expect.stringMatching(/key/u) as string } };
  expect(await run.handle.done).toMatchObject(ended);
  expect(await two.run('keyed', 'keyed').handle.done).toMatchObject(ended);
  await two.source.run("SELECT pg_drop_replication_slot('keyed')");
});

test('zones of the servers change no moment', async () => {
  await two.source.run("ALTER DATABASE postgres SET timezone = 'Asia/Kathmandu'");
  await two.sink.run("ALTER DATABASE postgres SET timezone = 'America/St_Johns'");
  await two.source.run(
    "CREATE TABLE zoned (id int PRIMARY KEY, z timestamptz, l timestamp, d date); INSERT INTO zoned VALUES (1, '2024-03-31 01:30:00+00', '2024-03-31 02:30:00', '2024-03-31')",
  );
  const run = two.run('zoned', 'zoned');
  await streams(run);
  await two.source.run(
    "INSERT INTO zoned VALUES (2, '2024-10-27 00:30:00+00', '2024-10-27 02:30:00', '1969-12-31')",
  );
  await becomesEqual('zoned');
  expect(await run.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

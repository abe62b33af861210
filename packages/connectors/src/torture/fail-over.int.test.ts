// A standby takes over from a PostgreSQL that a run reads from, at the same address: the run goes on where nothing can be lacking, and stops with
// a code where something is (docs/faults.md, 2 and 21).
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { afterEach, expect, test } from 'vitest';
import { openDatabase, type Database } from './testing/database.ts';
import { startFaultyProxy, type FaultyProxy } from './testing/faulty-proxy.ts';
import { copyData, copyForStandby, STANDBY_SLOT, startStandby } from './testing/standby.ts';
import { startTwoPostgres, type Running, type TwoPostgres } from './testing/two-postgres.ts';

const patience = { timeout: 60_000, interval: 100 };
const KEPT = { 'debezium.slot.failover': 'true' };

interface World {
  readonly two: TwoPostgres;
  /** A run of the table "t" from whichever server the address leads to. */
  readonly run: (options?: Readonly<Record<string, string>>) => Running;
  /** The address leads to this server from now on; those who are connected stay where they are. */
  readonly pointTo: (server: PostgresServer) => void;
  /** A copy of the source by now, which follows it. */
  readonly standby: () => Promise<PostgresServer>;
  /** A server of the tests' own, ended with them. */
  readonly own: (server: Promise<PostgresServer>) => Promise<PostgresServer>;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** With a table of a thousand rows. */
async function startWorld(settings: Readonly<Record<string, string>> = {}): Promise<World> {
  const two = await startTwoPostgres(settings);
  ends.push(async () => two.stop());
  await two.source.run(
    "CREATE TABLE t (id int PRIMARY KEY, n int, note text); INSERT INTO t SELECT i, 0, 'first' FROM generate_series(1, 1000) i",
  );
  let target = two.sourceServer;
  const proxy: FaultyProxy = await startFaultyProxy(() => target.port);
  ends.push(async () => proxy.close());
  const own: World['own'] = async (starting) => {
    const server = await starting;
    ends.push(async () => server.stop());
    return server;
  };
  return {
    two,
    run: (options = {}) =>
      two.run('fail_over', 't', {
        options: { 'heartbeat.interval': '1s', ...options },
        through: { sourcePort: proxy.port },
      }),
    pointTo: (server) => {
      target = server;
    },
    async standby() {
      const to = path.join(two.folder, 'standby');
      await copyForStandby(two.sourceServer, { from: path.join(two.folder, 'source'), to });
      return own(startStandby(two.sourceServer, to));
    },
    own,
  };
}

const isStreaming = async ({ handle }: Running): Promise<void> =>
  expect.poll(() => handle.state(), patience).toBe('streaming');

/** Says why where the run has failed instead. */
async function streams(running: Running): Promise<void> {
  const failed = running.handle.done.then((outcome) => expect(outcome).toEqual({ state: 'streaming' }));
  await Promise.race([failed, isStreaming(running)]);
}

async function open(server: PostgresServer): Promise<Database> {
  const database = await openDatabase(server, 'postgres');
  ends.push(async () => database.close());
  return database;
}

/** The sink has each row of the source once. */
async function becomesEqual(source: Database, { sink }: TwoPostgres): Promise<void> {
  const sums =
    'SELECT count(*), count(DISTINCT id), sum(n), md5(string_agg(t::text, chr(10) ORDER BY id)) FROM t';
  await expect.poll(async () => (await sink.texts(sums))[0], patience).toEqual((await source.texts(sums))[0]);
}

/** The standby has the run's slot in a state that outlives the primary. */
const keepsSlot = async (standby: Database): Promise<void> =>
  expect
    .poll(
      async () =>
        standby.texts(
          "SELECT FROM pg_replication_slots WHERE slot_name = 'fail_over' AND synced AND NOT temporary",
        ),
      patience,
    )
    .toHaveLength(1);

/** Writes transactions until the server is gone. */
async function writeUntilGone(source: Database): Promise<number> {
  for (let n = 0; ; n += 1) {
    const id = (n * 37) % 900;
    try {
      await source.run(
        `BEGIN; UPDATE t SET n = n + 1 WHERE id BETWEEN ${id} AND ${id + 20}; INSERT INTO t VALUES (${10_000 + n}, 0, 'more'); DELETE FROM t WHERE id = ${10_000 + n - 50}; COMMIT`,
      );
    } catch {
      return n;
    }
  }
}

const pause = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a standby that takes over with the slot is read on from, and the old primary is not', async () => {
  const { two, run, standby, pointTo } = await startWorld({ synchronized_standby_slots: STANDBY_SLOT });
  const other = await standby();
  const there = await open(other);
  const running = run(KEPT);
  await streams(running);
  await keepsSlot(there);
  const writing = writeUntilGone(await open(two.sourceServer));
  await pause(1500);
  await two.killSource();
  expect(await writing).toBeGreaterThan(10);
  // The address leads to the standby before that has taken over.
  pointTo(other);
  await expect.poll(() => running.retried(), patience).toContain('source-is-standby');
  await there.run('SELECT pg_promote()');
  await streams(running);
  await there.run("INSERT INTO t VALUES (1000000, 0, 'after'); UPDATE t SET n = n + 1 WHERE id < 100");
  await becomesEqual(there, two);
  expect(await running.handle.stop()).toEqual({ state: 'stopped' });

  await two.startSource();
  await two.source.run("INSERT INTO t VALUES (2000000, 0, 'of another history')");
  pointTo(two.sourceServer);
  expect(await run(KEPT).handle.done).toMatchObject({
    state: 'failed',
    error: { code: 'source-timeline-diverged', data: { timeline: 1, was: 2 } },
  });
  pointTo(other);
  const again = run(KEPT);
  await there.run("INSERT INTO t VALUES (3000000, 0, 'later')");
  await becomesEqual(there, two);
  expect(await again.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test('a standby that takes over without the slot ends the run, and no slot is made', async () => {
  const { two, run, standby, pointTo } = await startWorld();
  const other = await standby();
  const there = await open(other);
  const running = run();
  await streams(running);
  await two.source.run('UPDATE t SET n = 1');
  await becomesEqual(two.source, two);
  await two.killSource();
  await there.run('SELECT pg_promote()');
  pointTo(other);
  const ended = { state: 'failed', error: { code: 'slot-missing' } };
  expect(await running.handle.done).toMatchObject(ended);
  expect(await run().handle.done).toMatchObject(ended);
  expect(await there.texts('SELECT slot_name FROM pg_replication_slots')).toEqual([]);
});

test('a standby that takes over without all that was read ends the run', async () => {
  const { two, run, standby, pointTo, own } = await startWorld();
  const other = await standby();
  const running = run(KEPT);
  await streams(running);
  await keepsSlot(await open(other));
  await other.stop();
  await two.source.run("UPDATE t SET note = 'only here'");
  await becomesEqual(two.source, two);
  await two.killSource();
  const late = await own(startStandby(two.sourceServer, path.join(two.folder, 'standby')));
  const there = await open(late);
  await there.run('SELECT pg_promote()');
  await there.run("UPDATE t SET note = 'only there'");
  pointTo(late);
  const ended = {
    state: 'failed',
    error: { code: 'source-timeline-diverged', data: { timeline: 2, was: 1 } },
  };
  expect(await running.handle.done).toMatchObject(ended);
  expect(await run(KEPT).handle.done).toMatchObject(ended);
});

test('a server that was set back to before what was read ends the run, though it is the same and has the slot', async () => {
  const { two, run, pointTo, own } = await startWorld();
  const running = run();
  await streams(running);
  await two.stopSource();
  const back = path.join(two.folder, 'back');
  copyData(path.join(two.folder, 'source'), back);
  await two.startSource();
  await streams(running);
  await two.source.run("INSERT INTO t SELECT i, 0, 'taken back' FROM generate_series(5000, 9000) i");
  await becomesEqual(two.source, two);
  await two.stopSource();
  const older = await own(startPostgres({ dataDir: back, settings: { fsync: 'off' } }));
  await (await open(older)).run("INSERT INTO t VALUES (5000, 0, 'of another history')");
  pointTo(older);
  const ended = { state: 'failed', error: { code: 'source-log-behind' } };
  expect(await running.handle.done).toMatchObject(ended);
  expect(await run().handle.done).toMatchObject(ended);
  await two.startSource();
});

test('a standby is not begun from', async () => {
  const { run, standby, pointTo } = await startWorld();
  pointTo(await standby());
  expect(await run().handle.done).toMatchObject({ state: 'failed', error: { code: 'source-is-standby' } });
});

test('a slot that is there already is kept on standbys from when the option says so', async () => {
  const { two, run } = await startWorld();
  const failover = async (): Promise<readonly string[]> =>
    two.source.texts("SELECT failover FROM pg_replication_slots WHERE slot_name = 'fail_over'");
  const first = run();
  await streams(first);
  expect(await failover()).toEqual(['(f)']);
  await first.handle.stop();
  const second = run(KEPT);
  await streams(second);
  expect(await failover()).toEqual(['(t)']);
  await two.source.run("INSERT INTO t VALUES (1000000, 0, 'after')");
  await becomesEqual(two.source, two);
  expect(await second.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

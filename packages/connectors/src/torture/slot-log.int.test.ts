// What a server tells of the log that it keeps for a slot, as the run passes it on, up to the slot that is given up (PostgreSQL:
// "pg_replication_slots", wal_status).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from './testing/database.ts';
import { startTwoPostgres, type Running, type TwoPostgres } from './testing/two-postgres.ts';

const patience = { timeout: 60_000, interval: 100 };
const OPTIONS = { 'heartbeat.interval': '200ms' };

let two: TwoPostgres;
beforeAll(async () => {
  two = await startTwoPostgres({ checkpoint_timeout: '1h' });
  await two.source.run('CREATE TABLE noise (t text)');
});
afterAll(async () => two.stop());

/** So many megabytes of log, of a table that no run captures. */
async function noise(megabytes: number): Promise<void> {
  await two.source.run(
    `INSERT INTO noise SELECT repeat('x', 1000) FROM generate_series(1, ${megabytes * 900})`,
  );
}

/** `max`: how much log there may be between two checkpoints. */
async function keeps(slots: string, max: string): Promise<void> {
  for (const [name, value] of [
    ['max_slot_wal_keep_size', slots],
    ['max_wal_size', max],
    ['min_wal_size', '32MB'],
  ])
    await two.source.run(`ALTER SYSTEM SET ${name} = '${value}'`);
  await two.source.run('SELECT pg_reload_conf()');
}

/** A run whose sink does not move, so that it confirms nothing. */
async function blocked(
  name: string,
): Promise<{ readonly run: Running; readonly release: () => Promise<void> }> {
  await two.source.run(`CREATE TABLE ${name} (id int PRIMARY KEY)`);
  const run = two.run(name, name, { options: OPTIONS });
  await expect.poll(() => run.handle.state(), patience).toBe('streaming');
  const blocker = await openDatabase(two.sinkServer, 'postgres');
  await blocker.run(`BEGIN; LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE`);
  await two.source.run(`INSERT INTO ${name} VALUES (1)`);
  return {
    run,
    release: async () => {
      await blocker.run('COMMIT');
      await blocker.close();
    },
  };
}

const status = async (slot: string): Promise<readonly string[]> =>
  two.source.texts(`SELECT wal_status FROM pg_replication_slots WHERE slot_name = '${slot}'`);

test('slot-log-extended: more than max_wal_size is kept and nothing limits it', async () => {
  await keeps('-1', '32MB');
  const { run, release } = await blocked('extended');
  await noise(100);
  await expect.poll(async () => status('extended'), patience).toEqual(['(extended)']);
  await expect.poll(() => run.warned(), patience).toContain('slot-log-extended');
  expect(run.handle.metrics().logRisk?.code).toBe('slot-log-extended');
  await release();
  expect(await run.handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test('slot-log-unreserved: the next checkpoint would take the log away; then the slot is lost, and the run says so and stays down', async () => {
  await keeps('48MB', '4GB');
  const { run, release } = await blocked('unreserved');
  await noise(120);
  await expect.poll(async () => status('unreserved'), patience).toEqual(['(unreserved)']);
  await expect.poll(() => run.warned(), patience).toContain('slot-log-unreserved');
  // The server ends who reads from the slot, and gives it up.
  await two.source.run('CHECKPOINT');
  await expect.poll(async () => status('unreserved'), patience).toEqual(['(lost)']);
  await release();
  expect(await run.handle.done).toMatchObject({ state: 'failed', error: { code: 'slot-lost' } });
  const again = two.run('unreserved', 'unreserved', { options: OPTIONS });
  expect(await again.handle.done).toMatchObject({ state: 'failed', error: { code: 'slot-lost' } });
});

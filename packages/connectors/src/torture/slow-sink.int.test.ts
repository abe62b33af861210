// A sink that does not move, on real servers: the run says that it waits, and warns before the source gives its log up.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { runPipeline, type RunHandle } from '@tailrace/engine';
import type { RunEvent } from '@tailrace/engine/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectorRegistry } from '../registry.ts';
import { openDatabase, type Database } from './testing/database.ts';

let folder = '';
let server: PostgresServer;
let source: Database;
let sink: Database;
let blocker: Database;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-slow-'));
  chmodSync(folder, 0o755);
  server = await startPostgres({
    dataDir: path.join(folder, 'data'),
    settings: { fsync: 'off', max_slot_wal_keep_size: '200MB', max_wal_size: '32MB', min_wal_size: '32MB' },
  });
  const admin = await openDatabase(server, 'postgres');
  for (const name of ['src', 'dst']) await admin.run(`CREATE DATABASE ${name}`);
  await admin.close();
  source = await openDatabase(server, 'src');
  await source.run('CREATE TABLE t (id int PRIMARY KEY, a text); CREATE TABLE noise (t text)');
  sink = await openDatabase(server, 'dst');
  blocker = await openDatabase(server, 'dst');
});
afterAll(async () => {
  for (const database of [source, sink, blocker]) await database.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const document = (): string => {
  const { host, port, user } = server;
  const login = `type: postgres\n  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${secret.PG}`;
  return `source:
  ${login}
  tables: src.public.t
  slot.name: slow_run
  heartbeat.interval: 200ms
sink:
  ${login}
  database: dst
`;
};

const expectation = { timeout: 60_000, interval: 100 };

const run = (runId: string, onEvent: (event: RunEvent) => void): RunHandle =>
  runPipeline({
    text: document(),
    registry: connectorRegistry,
    resolveReference: () => server.password,
    runId,
    stateDir: path.join(folder, runId),
    onEvent,
  });

it('is told as back-pressure, then as log in danger, and both are over when it moves again', async () => {
  const events: RunEvent[] = [];
  const handle = run('slow', (event) => events.push(event));
  await expect.poll(() => handle.state(), expectation).toBe('streaming');
  const warned = (): readonly unknown[] =>
    events.flatMap((event) => (event.type === 'log' && event.level === 'warning' ? [event.code] : []));

  await blocker.run('BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE');
  for (let n = 0; n < 3; n += 1) await source.run(`INSERT INTO t VALUES (${n}, 'x')`);
  await expect.poll(() => handle.metrics().backPressure ?? 0, expectation).toBeGreaterThan(0.9);
  expect(warned()).toEqual([]);

  await source.run("INSERT INTO noise SELECT repeat('x', 1000) FROM generate_series(1, 110000)");
  await expect.poll(warned, expectation).toContain('slot-log-limit-near');
  const { logRisk, logLeftBytes, retainedBytes, lagBytes } = handle.metrics();
  expect(logRisk?.code).toBe('slot-log-limit-near');
  expect(retainedBytes).toBeGreaterThan(100_000_000);
  expect(logLeftBytes).toBeLessThan(120_000_000);
  expect(lagBytes).toBeGreaterThan(0);

  await blocker.run('COMMIT');
  const all = 'SELECT * FROM t ORDER BY id';
  await expect.poll(async () => sink.texts(all), expectation).toEqual(await source.texts(all));
  await expect
    .poll(async () => {
      // The server moves the slot's beginning on when the run is past a record of which transactions run.
      await source.run('CHECKPOINT');
      return handle.metrics().logRisk;
    }, expectation)
    .toBeUndefined();
  await expect.poll(() => handle.metrics().backPressure ?? 1, expectation).toBeLessThan(0.1);
  expect(warned().filter((code) => code === 'slot-log-limit-near')).toHaveLength(1);
  expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

it('warns of the log while the sink cannot be reached at all', async () => {
  await source.run('TRUNCATE t');
  await sink.run('DROP TABLE IF EXISTS t');
  const events: RunEvent[] = [];
  const handle = run('away', (event) => events.push(event));
  await expect.poll(() => handle.state(), expectation).toBe('streaming');

  await source.run('ALTER DATABASE dst ALLOW_CONNECTIONS false');
  await source.run(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'dst' AND application_name = 'tailrace'",
  );
  await expect.poll(() => handle.state(), expectation).toBe('starting');
  await source.run("INSERT INTO noise SELECT repeat('x', 1000) FROM generate_series(1, 110000)");
  await source.run("INSERT INTO t VALUES (1, 'x')");
  const told = (): readonly unknown[] =>
    events.map((event) => (event.type === 'log' ? event.code : undefined));
  await expect.poll(told, expectation).toContain('slot-log-limit-near');
  expect(handle.metrics().logRisk?.code).toBe('slot-log-limit-near');

  await source.run('ALTER DATABASE dst ALLOW_CONNECTIONS true');
  await expect.poll(async () => sink.texts('SELECT * FROM t'), expectation).toEqual(['(1,x)']);
  expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

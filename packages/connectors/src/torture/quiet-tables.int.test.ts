// A server that is busy with what a run does not capture must not keep its log for that run for ever.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { runPipeline } from '@tailrace/engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectorRegistry } from '../registry.ts';
import { openDatabase, type Database } from './testing/database.ts';

let folder = '';
let server: PostgresServer;
let sinkServer: PostgresServer;
let source: Database;
let other: Database;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-quiet-'));
  chmodSync(folder, 0o755);
  const settings = { fsync: 'off' };
  server = await startPostgres({ dataDir: path.join(folder, 'source'), settings });
  // A server of its own: what the run writes into its sink must not be what moves the source's log.
  sinkServer = await startPostgres({ dataDir: path.join(folder, 'sink'), settings });
  const admin = await openDatabase(server, 'postgres');
  for (const name of ['src', 'other']) await admin.run(`CREATE DATABASE ${name}`);
  await admin.close();
  source = await openDatabase(server, 'src');
  other = await openDatabase(server, 'other');
});
afterAll(async () => {
  await source.close();
  await other.close();
  await server.stop();
  await sinkServer.stop();
  rmSync(folder, { recursive: true, force: true });
});

const document = (): string => `source:
  type: postgres
  hostname: ${server.host}
  port: ${server.port}
  username: ${server.user}
  password: \${secret.SOURCE}
  tables: src.public.quiet
  slot.name: quiet_run
  heartbeat.interval: 300ms
sink:
  type: postgres
  hostname: ${sinkServer.host}
  port: ${sinkServer.port}
  username: ${sinkServer.user}
  password: \${secret.SINK}
  database: postgres
`;

const expectation = { timeout: 30_000, interval: 100 };
const NOISE = "INSERT INTO noise SELECT n, repeat('x', 1000) FROM generate_series(1, 20000) n";

it('lets the log go while only other tables and other databases are written', async () => {
  await source.run('CREATE TABLE quiet (id int PRIMARY KEY); CREATE TABLE noise (n int, t text)');
  await other.run('CREATE TABLE noise (n int, t text)');
  const handle = runPipeline({
    text: document(),
    registry: connectorRegistry,
    resolveReference: (_kind, name) => (name === 'SOURCE' ? server.password : sinkServer.password),
    runId: 'quiet',
    stateDir: path.join(folder, 'state'),
  });
  await expect.poll(() => handle.state(), expectation).toBe('streaming');
  const passes = async (
    what: 'confirmed_flush_lsn' | 'restart_lsn',
    lsn: string,
  ): Promise<readonly string[]> =>
    source.texts(`SELECT ${what} >= '${lsn}'::pg_lsn FROM pg_replication_slots`);
  for (const database of [source, other]) {
    await database.run(NOISE);
    const [row = ''] = await source.texts('SELECT pg_current_wal_flush_lsn()');
    const lsn = row.slice(1, -1);
    await expect.poll(async () => passes('confirmed_flush_lsn', lsn), expectation).toEqual(['(t)']);
    // A checkpoint logs which transactions run; once the run is past that, the server needs nothing before it.
    await source.run('CHECKPOINT');
    await expect.poll(async () => passes('restart_lsn', lsn), expectation).toEqual(['(t)']);
    expect(handle.metrics().rowsRead).toBe(0);
  }
  expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

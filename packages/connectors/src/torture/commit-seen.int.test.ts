// Between a commit's being in the log and others' seeing it may lie any time: a server that waits for a standby makes it long.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { runPipeline, type RunHandle } from '@tailrace/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectorRegistry } from '../registry.ts';
import { openDatabase, type Database } from './testing/database.ts';

let folder = '';
let server: PostgresServer;
let source: Database;
let writer: Database;
let sink: Database;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-commit-seen-'));
  chmodSync(folder, 0o755);
  // Only the writer below waits for a standby.
  server = await startPostgres({
    dataDir: path.join(folder, 'data'),
    settings: { fsync: 'off', synchronous_commit: 'local' },
  });
  const admin = await openDatabase(server, 'postgres');
  await admin.run('CREATE DATABASE src');
  await admin.run('CREATE DATABASE dst');
  await admin.close();
  source = await openDatabase(server, 'src');
  writer = await openDatabase(server, 'src');
  sink = await openDatabase(server, 'dst');
  await writer.run('SET synchronous_commit = on');
});
afterAll(async () => {
  for (const each of [source, writer, sink]) await each?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = (name: string): RunHandle => {
  const { host, port, user, password } = server;
  const login = `  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${secret.PG}\n`;
  return runPipeline({
    text: `source:\n  type: postgres\n${login}  tables: src.public.${name}\n  slot.name: ${name}\nsink:\n  type: postgres\n${login}  database: dst\n`,
    registry: connectorRegistry,
    resolveReference: () => password,
    runId: name,
    stateDir: path.join(folder, name),
  });
};

/** From here on the writer's commits are in the log and nobody sees them. */
async function hideCommits(): Promise<void> {
  await source.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  await source.run('SELECT pg_reload_conf()');
  await reaches(async () =>
    (await source.texts("SELECT current_setting('synchronous_standby_names') AS s")).includes('(nobody)'),
  );
}

async function showCommits(): Promise<void> {
  await source.run('ALTER SYSTEM RESET synchronous_standby_names');
  await source.run('SELECT pg_reload_conf()');
}

test('a column is taken for what it is, though the catalogue does not show it yet', async () => {
  await source.run(
    'CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t SELECT n, n FROM generate_series(1, 50) n',
  );
  const handle = start('t');
  await reaches(() => handle.state() === 'streaming');

  await hideCommits();
  const written = writer.run(
    "ALTER TABLE t ADD COLUMN n int DEFAULT 7; INSERT INTO t (id, a) VALUES (51, 'new')",
  );
  await reaches(async () => (await waiting()).length > 0);
  // The log has it, and is read; nobody sees it.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(
    await source.texts("SELECT 1 FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'n'"),
  ).toEqual([]);
  await showCommits();
  await written;

  const rows = 'SELECT id, a, n FROM t ORDER BY id';
  const arrived = async (): Promise<boolean> =>
    sink.texts('SELECT 1 FROM t WHERE id = 51').then((found) => found.length === 1);
  await reaches(arrived);
  expect(await sink.texts(rows)).toEqual(await source.texts(rows));
  expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

// The wait for a commit goes on for half a minute; a stop does not.
test('a stop does not wait for the commit', async () => {
  await source.run('CREATE TABLE u (id int PRIMARY KEY); INSERT INTO u VALUES (1)');
  const handle = start('u');
  await reaches(() => handle.state() === 'streaming');
  await hideCommits();
  const written = writer.run('ALTER TABLE u ADD COLUMN n int DEFAULT 7; INSERT INTO u VALUES (2, 8)');
  await reaches(async () => (await waiting()).length > 0);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  try {
    expect(await handle.stop()).toEqual({ state: 'stopped' });
    expect(await waiting()).not.toEqual([]);
  } finally {
    await showCommits();
    await written;
  }

  const again = start('u');
  await reaches(async () => (await sink.texts('SELECT 1 FROM u WHERE id = 2')).length === 1);
  expect(await sink.texts('SELECT id, n FROM u ORDER BY id')).toEqual(
    await source.texts('SELECT id, n FROM u ORDER BY id'),
  );
  expect(await again.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
}, 20_000);

const waiting = async (): Promise<readonly string[]> =>
  source.texts("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'");

async function reaches(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it did not come to that in 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

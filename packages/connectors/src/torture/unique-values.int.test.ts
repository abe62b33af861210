// Unique values beside the key, which rows of one transaction give to each other (fault F73): the source checks them at its end.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { runPipeline, type RunHandle } from '@tailrace/engine';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectorRegistry } from '../registry.ts';
import { openDatabase, type Database } from './testing/database.ts';

let folder = '';
let server: PostgresServer;
let source: Database;
let sink: Database;
let runs = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-unique-'));
  chmodSync(folder, 0o755);
  server = await startPostgres({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off' } });
  const admin = await openDatabase(server, 'postgres');
  for (const name of ['src', 'dst']) await admin.run(`CREATE DATABASE ${name}`);
  await admin.close();
  source = await openDatabase(server, 'src');
  sink = await openDatabase(server, 'dst');
});
afterAll(async () => {
  for (const database of [source, sink]) await database?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await source.run(`DROP TABLE IF EXISTS t;
    CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE DEFERRABLE INITIALLY DEFERRED, v text);
    INSERT INTO t SELECT n, n, 'old' FROM generate_series(1, 5000) n`);
  await sink.run(`DROP TABLE IF EXISTS child; DROP TABLE IF EXISTS t;
    CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, v text)`);
});

function start(rules = ''): RunHandle {
  const { host, port, user, password } = server;
  const login = `  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${secret.PG}\n`;
  runs += 1;
  return runPipeline({
    text: `source:\n  type: postgres\n${login}  tables: src.public.t\n  slot.name: unique_${runs}\nsink:\n  type: postgres\n${login}  database: dst\n${rules}`,
    registry: connectorRegistry,
    resolveReference: () => password,
    runId: `unique-${runs}`,
    stateDir: path.join(folder, `state-${runs}`),
  });
}

const patience = { timeout: 30_000, interval: 50 };
const ALL = 'SELECT * FROM t ORDER BY id';
/** Values are then written by the rules, and not handed on as bytes. */
const COMPUTED = 'transform:\n  - source-table: public.t\n    projection: id, u, UPPER(v) AS v\n';

const CHANGES = `
  BEGIN; UPDATE t SET u = 2 WHERE id = 1; UPDATE t SET u = 1 WHERE id = 2; COMMIT;
  BEGIN; UPDATE t SET u = u % 5000 + 1, v = 'new'; COMMIT;
  BEGIN; INSERT INTO t VALUES (9001, (SELECT u FROM t WHERE id = 7), 'takes'); UPDATE t SET u = -7 WHERE id = 7; COMMIT;
  BEGIN; UPDATE t SET u = (SELECT u FROM t WHERE id = 8), v = 'takes' WHERE id = 9; DELETE FROM t WHERE id = 8; COMMIT`;

test.each([
  ['handed on', '', 'SELECT * FROM t ORDER BY id'],
  ['computed', COMPUTED, 'SELECT id, u, upper(v) FROM t ORDER BY id'],
])('rows that give each other their values: %s', async (_, rules, expected) => {
  const handle = start(rules);
  await expect.poll(() => handle.state(), patience).toBe('streaming');
  for (const statement of CHANGES.split(';')) await source.run(statement);
  await expect.poll(async () => sink.texts(ALL), patience).toEqual(await source.texts(expected));
  expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test("a value that is another row's for good stops the run, and its rows stay", async () => {
  await sink.run("INSERT INTO t VALUES (-1, -7, 'somebody else')");
  const handle = start();
  await expect.poll(() => handle.state(), patience).toBe('streaming');
  await source.run('UPDATE t SET u = -7 WHERE id = 7');
  expect(await handle.done).toMatchObject({ state: 'failed', error: { data: { sqlState: '23505' } } });
  expect(await sink.texts('SELECT id, u FROM t WHERE id IN (-1, 7) ORDER BY id')).toEqual([
    '(-1,-7)',
    '(7,7)',
  ]);
});

test('no row is made anew whose going would take rows of another table with it', async () => {
  const handle = start();
  await expect.poll(() => handle.state(), patience).toBe('streaming');
  await handle.pause();
  await sink.run(
    `CREATE TABLE child (id int REFERENCES t ON DELETE CASCADE); INSERT INTO child VALUES (1), (2)`,
  );
  await source.run('BEGIN; UPDATE t SET u = 2 WHERE id = 1; UPDATE t SET u = 1 WHERE id = 2; COMMIT');
  handle.resume();
  expect(await handle.done).toMatchObject({ state: 'failed', error: { data: { sqlState: '23505' } } });
  expect(await sink.texts('SELECT id FROM child ORDER BY id')).toEqual(['(1)', '(2)']);
});

test('no row is made anew that has a column of the table only', async () => {
  await sink.run("ALTER TABLE t ADD COLUMN own text DEFAULT 'kept'");
  const handle = start();
  await expect.poll(() => handle.state(), patience).toBe('streaming');
  await source.run('BEGIN; UPDATE t SET u = 2 WHERE id = 1; UPDATE t SET u = 1 WHERE id = 2; COMMIT');
  expect(await handle.done).toMatchObject({ state: 'failed', error: { data: { sqlState: '23505' } } });
  expect(await sink.texts("SELECT count(*) FROM t WHERE own = 'kept'")).toEqual(['(5000)']);
});

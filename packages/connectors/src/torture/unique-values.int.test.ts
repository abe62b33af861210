// Unique values beside the key, which rows of one transaction give to each other (fault F73): the source checks them at its end.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunHandle } from '@tailrace/engine';
import { startTwoPostgres, type TwoPostgres } from './testing/two-postgres.ts';

let two: TwoPostgres;
let runs = 0;

beforeAll(async () => {
  two = await startTwoPostgres();
});
afterAll(async () => {
  await two.stop();
});
beforeEach(async () => {
  await two.source.run(`DROP TABLE IF EXISTS t;
    CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE DEFERRABLE INITIALLY DEFERRED, v text);
    INSERT INTO t SELECT n, n, 'old' FROM generate_series(1, 5000) n`);
  await two.sink.run(`DROP TABLE IF EXISTS child; DROP TABLE IF EXISTS t;
    CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, v text)`);
});

const start = (rules = ''): RunHandle => two.run(`unique_${(runs += 1)}`, 't', { rules }).handle;

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
  for (const statement of CHANGES.split(';')) await two.source.run(statement);
  await expect.poll(async () => two.sink.texts(ALL), patience).toEqual(await two.source.texts(expected));
  expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
});

test("a value that is another row's for good stops the run, and its rows stay", async () => {
  await two.sink.run("INSERT INTO t VALUES (-1, -7, 'somebody else')");
  const handle = start();
  await expect.poll(() => handle.state(), patience).toBe('streaming');
  await two.source.run('UPDATE t SET u = -7 WHERE id = 7');
  expect(await handle.done).toMatchObject({ state: 'failed', error: { data: { sqlState: '23505' } } });
  expect(await two.sink.texts('SELECT id, u FROM t WHERE id IN (-1, 7) ORDER BY id')).toEqual([
    '(-1,-7)',
    '(7,7)',
  ]);
});

test('no row is made anew whose going would take rows of another table with it', async () => {
  const handle = start();
  await expect.poll(() => handle.state(), patience).toBe('streaming');
  await handle.pause();
  await two.sink.run(
    `CREATE TABLE child (id int REFERENCES t ON DELETE CASCADE); INSERT INTO child VALUES (1), (2)`,
  );
  await two.source.run('BEGIN; UPDATE t SET u = 2 WHERE id = 1; UPDATE t SET u = 1 WHERE id = 2; COMMIT');
  handle.resume();
  expect(await handle.done).toMatchObject({ state: 'failed', error: { data: { sqlState: '23505' } } });
  expect(await two.sink.texts('SELECT id FROM child ORDER BY id')).toEqual(['(1)', '(2)']);
});

test('no row is made anew that has a column of the table only', async () => {
  await two.sink.run("ALTER TABLE t ADD COLUMN own text DEFAULT 'kept'");
  const handle = start();
  await expect.poll(() => handle.state(), patience).toBe('streaming');
  await two.source.run('BEGIN; UPDATE t SET u = 2 WHERE id = 1; UPDATE t SET u = 1 WHERE id = 2; COMMIT');
  expect(await handle.done).toMatchObject({ state: 'failed', error: { data: { sqlState: '23505' } } });
  expect(await two.sink.texts("SELECT count(*) FROM t WHERE own = 'kept'")).toEqual(['(5000)']);
});

// Commands that are sent before others are answered, against a real server.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { inOrder, together } from '../sink/in-order.ts';
import { connectWire } from './connect.ts';
import { sqlStateOf } from './server-error.ts';
import type { WireConnection } from './wire-connection.ts';

let folder = '';
let server: PostgresServer;
let wire: WireConnection;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-wire-int-'));
  chmodSync(folder, 0o755);
  server = await startPostgres({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off' } });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  const { host, port, user, password } = server;
  const options = { host, port, user, password, database: 'postgres', connectTimeoutMs: 10_000 };
  wire = await connectWire({ ...options, sslMode: 'disable' });
  await wire.query('CREATE TEMP TABLE t (id int PRIMARY KEY, name text)');
});
afterEach(async () => {
  await wire.end();
});

/** Text rows as CopyData (PostgreSQL protocol, "Message Formats"). */
function rows(text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.from([0x64, 0, 0, 0, 0]);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

test('statements and rows that are sent one behind the other are answered in their order', async () => {
  const deleted = wire.query('BEGIN; DELETE FROM t');
  const copy = wire.copyIn('COPY t FROM STDIN');
  void copy.write(rows('1\tone\n2\ttwo\n'));
  const [first, copied, found] = await Promise.all([
    deleted,
    copy.done(),
    wire.query('SELECT id, name FROM t ORDER BY id'),
    wire.query('COMMIT'),
  ]);
  expect([first.tag, copied.tag]).toEqual(['DELETE 0', 'COPY 2']);
  expect(found.rows).toEqual([
    ['1', 'one'],
    ['2', 'two'],
  ]);
});

test('the first to fail is told, rows behind it are passed over, and the connection goes on', async () => {
  await wire.query('BEGIN');
  const failing = together(async (sent) => {
    sent.add(wire.query('SELECT 1 / 0'));
    const copy = wire.copyIn('COPY t FROM STDIN');
    await copy.write(rows('1\tone\n'));
    sent.add(copy.done());
    await wire.query('SELECT 1');
  });
  await expect(failing.catch((error: unknown) => sqlStateOf(error))).resolves.toBe('22012');
  await inOrder([wire.query('ROLLBACK'), wire.query('SELECT 1')]);
  expect((await wire.query('SELECT count(*) FROM t')).rows).toEqual([['0']]);
});

test('rows that the server refuses do not keep it from what comes behind them', async () => {
  const copy = wire.copyIn('COPY t FROM STDIN');
  void copy.write(rows('1\tone\n1\tagain\n'));
  const outcome = await copy.done().catch((error: unknown) => sqlStateOf(error));
  expect(outcome).toBe('23505');
  expect((await wire.query('SELECT count(*) FROM t')).rows).toEqual([['0']]);
});

test('nothing is said in the midst of rows', async () => {
  const copy = wire.copyIn('COPY t FROM STDIN');
  await expect(wire.query('SELECT 1')).rejects.toThrow('internal: rows are on this connection');
  await copy.abort('enough');
  expect((await wire.query('SELECT 1')).rows).toEqual([['1']]);
});

test('commands that wait for their answers fail when the connection is lost', async () => {
  const waiting = [wire.query('SELECT pg_sleep(30)'), wire.query('SELECT 1')];
  wire.destroy();
  const outcomes = await Promise.allSettled(waiting);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(wire.query('SELECT 1')).rejects.toThrow('PostgreSQL at');
});

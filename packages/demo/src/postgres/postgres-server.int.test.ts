import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPostgres, type PostgresServer, type PostgresServerOptions } from './postgres-server.ts';

let base: string;
let server: PostgresServer | undefined;

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'tailrace-pg-'));
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(base, { recursive: true, force: true });
});

async function start(options: Partial<PostgresServerOptions> = {}): Promise<PostgresServer> {
  server = await startPostgres({ dataDir: path.join(base, 'data'), ...options });
  return server;
}

async function ask(sql: string): Promise<unknown> {
  if (server === undefined) throw new Error('not started');
  const { host, port, user, password } = server;
  const client = new pg.Client({ host, port, user, password, database: 'postgres' });
  await client.connect();
  try {
    return Object.values((await client.query(sql)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('serves logical decoding below a folder that only its owner may enter, as root or not', async () => {
  chmodSync(base, 0o700);
  await start();
  expect(await ask('SHOW wal_level')).toBe('logical');
  expect(await ask("SELECT upper('é ж')")).toBe('É Ж');
});

it('keeps its data, takes the password it was made with only, and leaves nothing beside the data', async () => {
  await start({ password: 'first' });
  await ask('CREATE TABLE kept (a int)');
  await server?.stop();
  await start({ password: 'first' });
  expect(await ask("SELECT to_regclass('kept')::text")).toBe('kept');
  expect(readdirSync(base)).toEqual(['data']);
  await server?.stop();
  await start({ password: 'second' });
  await expect(ask('SELECT 1')).rejects.toThrow(/password authentication failed/u);
});

it('ends a server that still runs on the directory, and one that only seems to', async () => {
  const first = await start();
  // The same, as if its parent had been killed: nobody stopped it.
  const second = await startPostgres({ dataDir: path.join(base, 'data') });
  expect(isAlive(first.pid)).toBe(false);
  await second.stop();
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
  writeFileSync(path.join(base, 'data', 'postmaster.pid'), `${stranger.pid}\n${base}/data\n0\n0\n\n`);
  await start();
  expect(await ask('SELECT 1')).toBe(1);
  expect(isAlive(stranger.pid ?? 0)).toBe(true);
  stranger.kill();
});

it('makes a new directory out of one that was left half made', async () => {
  mkdirSync(path.join(base, 'data'));
  writeFileSync(path.join(base, 'data', 'half'), '');
  await start();
  expect(await ask('SELECT 1')).toBe(1);
});

it('says what is wrong when it cannot start', async () => {
  await expect(start({ settings: { shared_buffers: 'nonsense' } })).rejects.toMatchObject({
    code: 'postgres-failed',
    message: expect.stringContaining('shared_buffers') as unknown,
  });
});

describe.skipIf(process.getuid?.() !== 0)('as root', () => {
  it('runs as another user where there are no user namespaces', async () => {
    chmodSync(base, 0o755);
    await start({ allowNamespace: false });
    expect(readFileSync(`/proc/${server?.pid}/status`, 'utf8')).not.toMatch(/^Uid:\t0\t/mu);
    expect(await ask('SELECT 1')).toBe(1);
    await server?.stop();
    // And gives the files back to the other way of running.
    await start();
    expect(await ask('SELECT 1')).toBe(1);
  });

  it('names the folder that keeps another user out', async () => {
    chmodSync(base, 0o700);
    await expect(start({ allowNamespace: false })).rejects.toMatchObject({
      code: 'postgres-unreachable',
      message: expect.stringContaining(`may not enter ${base},`) as unknown,
    });
    expect(readdirSync(base)).toEqual([]);
  });
});

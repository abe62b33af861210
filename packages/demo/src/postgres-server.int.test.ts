import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from './postgres-server.ts';

let base: string;
let server: PostgresServer | undefined;

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'tailrace-pg-'));
  // mkdtemp makes it private; the server's own user has to pass through.
  chmodSync(base, 0o755);
  server = await startPostgres({ dataDir: path.join(base, 'data') });
});

afterAll(async () => {
  await server?.stop();
  rmSync(base, { recursive: true, force: true });
});

it('serves logical decoding on loopback, as root or not', async () => {
  const client = new pg.Client({
    host: server?.host,
    port: server?.port,
    user: server?.user,
    password: server?.password,
    database: 'postgres',
  });
  await client.connect();
  const { rows } = await client.query('SHOW wal_level');
  await client.end();
  expect(rows).toEqual([{ wal_level: 'logical' }]);
  expect(server?.pid).toBeGreaterThan(1);
});

// The demo's two databases, looked at from outside.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { callServer } from './call-server.ts';
import type { TailraceServer } from './tailrace-server.ts';

export interface DemoDatabases {
  readonly password: string;
  query(database: 'shop' | 'warehouse', sql: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function demoDatabases(server: TailraceServer): Promise<DemoDatabases> {
  const { demo } = await callServer<{ demo?: { host: string; port: number; user: string } }>(
    server.url,
    'query',
    'system.info',
  );
  if (demo === undefined) throw new Error('the demo does not run');
  const password = readFileSync(path.join(server.dataDir, 'demo', 'password'), 'utf8').trim();
  const pools = { shop: makePool('shop'), warehouse: makePool('warehouse') };
  function makePool(database: string): pg.Pool {
    const pool = new pg.Pool({
      host: demo?.host,
      port: demo?.port,
      user: demo?.user,
      password,
      database,
      max: 1,
    });
    // The server may be stopped before the pool.
    pool.on('error', () => undefined);
    return pool;
  }
  return {
    password,
    query: async (database, sql) => (await pools[database].query<Record<string, unknown>>(sql)).rows,
    close: async () => {
      await Promise.all([pools.shop.end(), pools.warehouse.end()]);
    },
  };
}

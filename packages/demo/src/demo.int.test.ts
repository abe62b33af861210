import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDemo, type Demo } from './demo.ts';
import { STEPS } from './shop/load.ts';
import { createRandom } from './shop/random.ts';
import { SEEDED } from './shop/seed.ts';

let base: string;
let demo: Demo | undefined;
const start = async (load: boolean): Promise<Demo> => {
  demo = await startDemo({ dataDir: path.join(base, 'demo'), onProgress: () => undefined, load });
  return demo;
};

beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), 'tailrace-demo-'));
});
afterAll(async () => {
  await demo?.stop();
  rmSync(base, { recursive: true, force: true });
});

async function ask<T extends pg.QueryResultRow>(database: string, sql: string): Promise<T[]> {
  if (demo === undefined) throw new Error('not started');
  const { host, port, user, password } = demo.connection;
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** One number for all rows of all tables. */
const fingerprint = async (): Promise<string | undefined> => {
  const tables = await ask<{ name: string }>(
    'shop',
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
  );
  const sums = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, md5(string_agg(t::text, '|' ORDER BY t::text)) AS sum FROM ${name} t`,
  );
  const rows = await ask<{ all: string }>(
    'shop',
    `SELECT string_agg(name || sum, ',' ORDER BY name) AS all FROM (${sums.join(' UNION ALL ')}) s`,
  );
  return rows[0]?.all;
};

it('fills the shop the same each time, and leaves the warehouse empty', async () => {
  await start(false);
  const first = await fingerprint();
  expect(first).toMatch(/customers.*order_items.*orders.*orders_eu_1.*orders_eu_4.*products/u);
  expect(await ask('shop', 'SELECT count(*)::int AS n FROM orders')).toEqual([{ n: SEEDED.orders }]);
  expect(
    await ask('shop', "SELECT 1 FROM customers WHERE birth_date IS NULL AND full_name ~ '[^ -~]' LIMIT 1"),
  ).toHaveLength(1);
  expect(
    await ask('warehouse', "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
  ).toEqual([]);
  await demo?.reset();
  expect(await fingerprint()).toBe(first);
});

it('drops on reset what pipelines left behind: tables, publications, slots', async () => {
  await ask('shop', 'CREATE PUBLICATION p FOR ALL TABLES');
  await ask('shop', "SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
  await ask('shop', 'ALTER TABLE orders ADD COLUMN extra int');
  await ask('warehouse', 'CREATE TABLE left_over (a int)');
  await demo?.reset();
  expect(await ask('shop', 'SELECT slot_name FROM pg_replication_slots')).toEqual([]);
  expect(await ask('shop', 'SELECT pubname FROM pg_publication')).toEqual([]);
  expect(
    await ask('shop', "SELECT 1 FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'extra'"),
  ).toEqual([]);
  expect(await ask('warehouse', "SELECT to_regclass('left_over')::text AS t")).toEqual([{ t: null }]);
});

it('does business that inserts, updates and deletes, and does not grow; on the same port after a restart', async () => {
  const port = demo?.connection.port;
  await demo?.stop();
  await start(true);
  expect(demo?.connection.port).toBe(port);
  const changes = async () =>
    (
      await ask<{ ins: number; upd: number; del: number }>(
        'shop',
        'SELECT sum(n_tup_ins)::int AS ins, sum(n_tup_upd)::int AS upd, sum(n_tup_del)::int AS del FROM pg_stat_user_tables',
      )
    )[0];
  await expect
    .poll(
      async () => {
        const now = await changes();
        return now !== undefined && now.upd > 0 && now.del > 0 && now.ins > 0;
      },
      { timeout: 40_000, interval: 500 },
    )
    .toBe(true);
});

it.each([...new Set(STEPS)].map((step) => [step.name, step] as const))(
  'has a step %s that the server takes',
  async (_name, step) => {
    if (demo === undefined) throw new Error('not started');
    const { host, port, user, password } = demo.connection;
    const pool = new pg.Pool({ host, port, user, password, database: 'shop', max: 1 });
    for (let seed = 1; seed <= 10; seed += 1) {
      await expect(step(pool, createRandom(seed))).resolves.toBeUndefined();
    }
    await pool.end();
  },
);

it('leaves nothing running and nothing outside its folder when it is stopped', async () => {
  await demo?.stop();
  demo = undefined;
  expect(readdirSync(base)).toEqual(['demo']);
  expect(readdirSync(path.join(base, 'demo')).toSorted()).toEqual(['password', 'port', 'postgres']);
  expect(readdirSync(path.join(base, 'demo', 'postgres'))).not.toContain('postmaster.pid');
});

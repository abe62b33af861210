// The embedded demo: one PostgreSQL in the data folder with a shop that does business and an empty warehouse.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { firstFreePort } from './postgres/free-port.ts';
import { startPostgres, type PostgresServer } from './postgres/postgres-server.ts';
import type { DemoConnection } from './samples/connection.ts';
import { startLoad, type Load } from './shop/load.ts';
import { SHOP_SCHEMA } from './shop/schema.ts';
import { seedShop } from './shop/seed.ts';

export interface Demo {
  readonly connection: DemoConnection;
  /** Drops both databases with their replication slots and makes them anew. Whoever is connected is cut off. */
  reset(): Promise<void>;
  /** Ends the load and the server; the data stay. */
  stop(): Promise<void>;
}

export interface DemoOptions {
  /** Everything of the demo lies here; made when missing. */
  readonly dataDir: string;
  readonly onProgress: (line: string) => void;
  /** Absent: true. False leaves the shop as it is, for tests that compare. */
  readonly load?: boolean;
}

/** Grows when what the shop holds changes: an older shop is then built anew. */
const SHOP_MARK = 'Tailrace demo, shop 1';
const FIRST_PORT = 15_432;
const DATABASES = ['shop', 'warehouse'] as const;

/** Throws DemoError `postgres-…` when the server cannot be started, `demo-failed` when the shop cannot be built. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { dataDir, onProgress } = options;
  mkdirSync(dataDir, { recursive: true });
  const isFirst = !existsSync(path.join(dataDir, 'postgres', 'PG_VERSION'));
  onProgress(
    isFirst ? 'Making the demo: an embedded PostgreSQL …' : 'Starting the demo: an embedded PostgreSQL …',
  );
  const server = await startServer(dataDir, onProgress);
  const config = (database: string): pg.ClientConfig => ({
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    database,
  });
  let load: Load | undefined;
  const begin = (): void => {
    if (options.load !== false)
      load = startLoad({ ...config('shop'), application_name: 'tailrace demo load' });
  };
  try {
    await withClient(config('postgres'), async (client) => {
      if (!(await isBuilt(client))) await build(client, config, onProgress);
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  begin();
  onProgress(`The demo is up: databases ${DATABASES.join(' and ')} on ${server.host}:${server.port}.`);
  const { host, port, user, password } = server;
  return {
    connection: { host, port, user, password, databases: DATABASES },
    reset: async () => {
      await load?.stop();
      await withClient(config('postgres'), async (client) => build(client, config, onProgress));
      begin();
    },
    stop: async () => {
      await load?.stop();
      await server.stop();
    },
  };
}

/** On the port of the last time where that is free, because pipelines name it. */
async function startServer(dataDir: string, onProgress: (line: string) => void): Promise<PostgresServer> {
  const portFile = path.join(dataDir, 'port');
  const known = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : undefined;
  const port = await firstFreePort(known ?? FIRST_PORT);
  if (known !== undefined && port !== known)
    onProgress(
      `Port ${known} of the demo is taken; it is on ${port} now. Pipelines that name ${known} have to follow.`,
    );
  writeFileSync(portFile, `${port}\n`);
  return startPostgres({
    dataDir: path.join(dataDir, 'postgres'),
    port,
    password: loadPassword(path.join(dataDir, 'password')),
    // A laptop's share, not a server's.
    settings: { shared_buffers: '64MB', max_wal_size: '512MB', timezone: 'UTC' },
  });
}

function loadPassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(18).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function isBuilt(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ mark: string | null }>(
    "SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = ANY ($1)",
    [DATABASES],
  );
  return rows.length === DATABASES.length && rows.every((row) => row.mark === SHOP_MARK);
}

async function build(
  client: pg.Client,
  config: (database: string) => pg.ClientConfig,
  onProgress: (line: string) => void,
): Promise<void> {
  onProgress('Filling the shop …');
  await dropAll(client);
  for (const database of DATABASES) await client.query(`CREATE DATABASE ${database}`);
  await withClient(config('shop'), async (shop) => {
    await shop.query(`BEGIN; ${SHOP_SCHEMA}`);
    await seedShop(shop);
    await shop.query('COMMIT');
  });
  // Only now, so that a shop which was half filled is built anew.
  for (const database of DATABASES) await client.query(`COMMENT ON DATABASE ${database} IS '${SHOP_MARK}'`);
}

/** A database with a replication slot cannot be dropped, and a slot with a reader cannot, either. */
async function dropAll(client: pg.Client): Promise<void> {
  await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY ($1)', [
    DATABASES,
  ]);
  await client.query(
    `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE database = ANY ($1) AND active_pid IS NOT NULL`,
    [DATABASES],
  );
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.query(
        'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = ANY ($1)',
        [DATABASES],
      );
      break;
    } catch (error) {
      // Its reader is still on the way out.
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  for (const database of DATABASES) await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
}

async function withClient(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client(config);
  // A connection that is cut is told by the query that fails.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

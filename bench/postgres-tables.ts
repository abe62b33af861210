// A real PostgreSQL with the row that the figures are told for: about 235 bytes as text, seven columns, one million rows.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import pg from 'pg';

export interface BenchServer {
  readonly server: PostgresServer;
  /** Connection string for psql, without a password in the arguments (it goes through PGPASSWORD). */
  uri(database: string): string;
  query(database: string, sql: string): Promise<pg.QueryResult>;
  stop(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const base = mkdtempSync(path.join(tmpdir(), 'tailrace-bench-'));
  chmodSync(base, 0o755);
  const server = await startPostgres({
    dataDir: path.join(base, 'data'),
    settings: {
      shared_buffers: '1GB',
      max_wal_size: '8GB',
      checkpoint_timeout: '30min',
      logical_decoding_work_mem: '256MB',
      wal_sender_timeout: '5min',
      max_replication_slots: '40',
    },
  });
  async function query(database: string, sql: string): Promise<pg.QueryResult> {
    const client = new pg.Client({
      host: server.host,
      port: server.port,
      user: server.user,
      password: server.password,
      database,
    });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  }
  return {
    server,
    uri: (database) => `postgresql://${server.user}@${server.host}:${server.port}/${database}`,
    query,
    stop: async () => {
      await server.stop();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

export const COLUMNS =
  'id bigint PRIMARY KEY, k int NOT NULL, c text NOT NULL, pad text NOT NULL, amount numeric(12,2), ts timestamptz, flag bool';

/** Makes database `src` with table `sb` of that many rows, and an empty database `dst`. */
export async function fillSource(bench: BenchServer, rows: number): Promise<void> {
  await bench.query('postgres', 'CREATE DATABASE src');
  await bench.query('postgres', 'CREATE DATABASE dst');
  await bench.query('src', `CREATE TABLE sb (${COLUMNS})`);
  await bench.query(
    'src',
    `INSERT INTO sb SELECT i, ((i::bigint * 7919) % 1000003)::int, repeat(md5(i::text), 4)::varchar(120), repeat(md5((i * 31)::text), 2)::varchar(60),
       ((i * 37) % 1000000) / 100.0, timestamptz '2024-01-01 00:00:00+00' + i * interval '1 second', i % 3 = 0
     FROM generate_series(1, ${rows}) AS i`,
  );
  await bench.query('src', 'VACUUM ANALYZE sb');
}

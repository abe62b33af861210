// For tests: a real PostgreSQL with two databases, and the connectors opened against them.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { DiscoveredTable, Sink, Source } from '@tailrace/engine/api';
import { formatTableId } from '@tailrace/core/table';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { createPostgresSink } from '../sink/sink.ts';
import { createPostgresSource } from '../source/source.ts';

export interface TestServer {
  readonly server: PostgresServer;
  /** Runs SQL in the database "src". */
  src(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Runs SQL in the database "dst". */
  dst(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  source(options?: Readonly<Record<string, string>>): Source;
  sink(runId?: string, options?: Readonly<Record<string, string>>): Sink;
  stop(): Promise<void>;
}

export async function startTestServer(settings: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const base = mkdtempSync(path.join(tmpdir(), 'tailrace-pg-'));
  chmodSync(base, 0o755);
  const server = await startPostgres({
    dataDir: path.join(base, 'data'),
    settings: { fsync: 'off', ...settings },
  });
  const connect = async (database: string): Promise<pg.Client> => {
    const { host, port, user, password } = server;
    const client = new pg.Client({ host, port, user, password, database });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const admin = await connect('postgres');
  await admin.query('CREATE DATABASE src');
  await admin.query('CREATE DATABASE dst');
  await admin.end();
  const [src, dst] = [await connect('src'), await connect('dst')];
  const login = {
    hostname: server.host,
    port: String(server.port),
    username: server.user,
    password: server.password,
  };
  const run = async (
    client: pg.Client,
    sql: string,
    values?: unknown[],
  ): Promise<Record<string, unknown>[]> => {
    const result = await client.query<Record<string, unknown>>(sql, values);
    return result.rows ?? [];
  };
  return {
    server,
    src: async (sql, values) => run(src, sql, values),
    dst: async (sql, values) => run(dst, sql, values),
    source: (options = {}) =>
      createPostgresSource({
        options: { ...login, tables: 'src.public.\\.*', 'slot.name': 'tailrace_test', ...options },
        pipelineName: 'test',
        log: () => undefined,
      }),
    sink: (runId = 'run', options = {}) =>
      createPostgresSink({
        options: { ...login, database: 'dst', ...options },
        runId,
        timeZone: 'UTC',
        log: () => undefined,
      }),
    stop: async () => {
      await Promise.all([src.end(), dst.end()]);
      await server.stop();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** The discovered tables of these names ("schema.table"), in that order. */
export async function discovered(
  source: Source,
  ...names: readonly string[]
): Promise<readonly DiscoveredTable[]> {
  const all = await source.discover(AbortSignal.timeout(20_000));
  return names.map((name) => {
    const found = all.find(({ table }) => formatTableId(table) === name);
    if (found === undefined)
      throw new Error(`no table ${name} among ${all.map(({ table }) => formatTableId(table)).join(', ')}`);
    return found;
  });
}

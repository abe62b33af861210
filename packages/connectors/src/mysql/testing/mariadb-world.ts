// For tests: a real MariaDB with the databases "src" and "dst", and the connectors opened against it.
import type { Sink } from '@tailrace/engine/api';
import { connectMysql, type ConnectOptions, type ResultRow } from '../connect.ts';
import { createMysqlSink } from '../sink/sink.ts';
import { startMariadb, type MariadbServer, type MariadbSettings } from './mariadb-server.ts';

export interface MariadbWorld {
  readonly server: MariadbServer;
  /** Runs SQL in the database "dst", on a session like the connectors' own. */
  dst(sql: string, values?: readonly unknown[]): Promise<readonly ResultRow[]>;
  /** Runs SQL in the database "src". */
  src(sql: string, values?: readonly unknown[]): Promise<readonly ResultRow[]>;
  /** How to log in, as options of a document. */
  readonly login: Readonly<Record<string, string>>;
  sink(runId?: string, options?: Readonly<Record<string, string>>): Sink;
  stop(): Promise<void>;
}

export async function startMariadbWorld(settings: MariadbSettings = {}): Promise<MariadbWorld> {
  const server = await startMariadb(settings);
  const { host, port, user, password } = server;
  const connect = async (database?: string) => {
    const options: ConnectOptions = {
      host,
      port,
      user,
      password,
      tlsMode: 'disabled',
      connectTimeoutMs: 10_000,
    };
    return connectMysql(database === undefined ? options : { ...options, database });
  };
  const admin = await connect();
  for (const database of ['src', 'dst'])
    await admin.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
  await admin.end();
  const [src, dst] = [await connect('src'), await connect('dst')];
  const login = { hostname: host, port: String(port), username: user, password };
  return {
    server,
    src: async (sql, values) => src.query(sql, values),
    dst: async (sql, values) => dst.query(sql, values),
    login,
    sink: (runId = 'run', options = {}) =>
      createMysqlSink({
        options: { ...login, database: 'dst', ...options },
        runId,
        timeZone: 'UTC',
        log: () => undefined,
      }),
    async stop() {
      await Promise.all([src.end(), dst.end()]);
      await server.stop();
    },
  };
}

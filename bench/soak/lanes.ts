// What the soak runs side by side: a table of PostgreSQL and one of MariaDB, each written into PostgreSQL by a run of its own.
import { startMariadb } from '@tailrace/connectors/testing/mariadb';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { startBenchServer, type BenchServer } from '../postgres-tables.ts';

export interface Lane {
  readonly name: string;
  readonly document: string;
  readonly env: Readonly<Record<string, string>>;
  /** One statement or several, in one transaction where they begin with BEGIN. */
  write(sql: string): Promise<void>;
  alter(sql: string): Promise<void>;
  /** Rows as lines of text, by `id`; the same value has the same text at both ends. */
  there(columns: readonly string[]): Promise<readonly string[]>;
  here(columns: readonly string[]): Promise<readonly string[]>;
  hasArrived(id: number): Promise<boolean>;
  /** Log that the source keeps for the run, in MB; undefined where the source keeps it by time. */
  retained(): Promise<number | undefined>;
  /** Type names of the statements that alter. */
  readonly types: { readonly narrow: string; readonly wide: string };
  alterType(column: string, type: string): string;
}

export interface Systems {
  readonly lanes: readonly Lane[];
  stop(): Promise<void>;
}

/** The database that both write into. */
interface SinkEnd {
  readonly fields: string;
  readonly env: Readonly<Record<string, string>>;
  linesOf(table: string, columns: readonly string[]): Promise<readonly string[]>;
  hasArrived(table: string, id: number): Promise<boolean>;
}

interface OpenLane {
  readonly lane: Lane;
  close(): Promise<void>;
}

export async function startSystems(): Promise<Systems> {
  const bench = await startBenchServer();
  await bench.query('postgres', 'CREATE DATABASE src');
  await bench.query('postgres', 'CREATE DATABASE dst');
  const client = await open(bench, 'dst');
  const { host, port, user, password } = bench.server;
  const sink: SinkEnd = {
    fields: `  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${env.SOAK_POSTGRES}\n`,
    env: { SOAK_POSTGRES: password },
    linesOf: async (table, columns) => linesOf(client, table, columns),
    hasArrived: async (table, id) =>
      client.query(`SELECT 1 FROM ${table} WHERE id = ${id}`).then(
        ({ rowCount }) => rowCount === 1,
        () => false,
      ),
  };
  const opened = [await postgresLane(bench, sink), await mariadbLane(sink)];
  return {
    lanes: opened.map(({ lane }) => lane),
    stop: async () => {
      for (const one of opened) await one.close();
      await client.end();
      await bench.stop();
    },
  };
}

async function open(bench: BenchServer, database: string): Promise<pg.Client> {
  const { host, port, user, password } = bench.server;
  const client = new pg.Client({ host, port, user, password, database });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const joined = (columns: readonly string[], cast: (column: string) => string): string =>
  columns.map((column) => `COALESCE(${cast(column)}, '∅')`).join(", '|', ");

async function linesOf(
  client: pg.Client,
  table: string,
  columns: readonly string[],
): Promise<readonly string[]> {
  const line = joined(columns, (column) => `${column}::text`);
  const { rows } = await client.query<{ line: string }>(
    `SELECT concat(${line}) AS line FROM ${table} ORDER BY id`,
  );
  return rows.map((row) => row.line);
}

const documentOf = (
  type: string,
  own: string,
  from: string,
  { sink, to }: { readonly sink: SinkEnd; readonly to: string },
): string => `source:
  type: ${type}
${own}sink:
  type: postgres
${sink.fields}  database: dst
route:
  - source-table: ${from}
    sink-table: ${to}
pipeline:
  name: soak ${type}
  schema.change.behavior: evolve
`;

async function postgresLane(bench: BenchServer, sink: SinkEnd): Promise<OpenLane> {
  const [source, changes] = [await open(bench, 'src'), await open(bench, 'src')];
  const own = `${sink.fields}  tables: src.public.soak\n  slot.name: soak\n  schema-change.enabled: true\n`;
  const lane: Lane = {
    name: 'postgres',
    document: documentOf('postgres', own, 'public.soak', { sink, to: 'ods.soak' }),
    env: sink.env,
    write: async (sql) => void (await source.query(sql)),
    alter: async (sql) => void (await changes.query(sql)),
    there: async (columns) => linesOf(source, 'public.soak', columns),
    here: async (columns) => sink.linesOf('ods.soak', columns),
    hasArrived: async (id) => sink.hasArrived('ods.soak', id),
    retained: async () => {
      const { rows } = await changes.query<{ mb: number }>(
        "SELECT (pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) / 1048576)::float8 AS mb FROM pg_replication_slots WHERE slot_name = 'soak'",
      );
      return rows[0]?.mb;
    },
    types: { narrow: 'integer', wide: 'bigint' },
    alterType: (column, type) => `ALTER TABLE soak ALTER COLUMN ${column} TYPE ${type}`,
  };
  return {
    lane,
    close: async () => {
      await source.end();
      await changes.end();
    },
  };
}

async function mariadbLane(sink: SinkEnd): Promise<OpenLane> {
  const server = await startMariadb({ 'max-binlog-size': '64M' });
  const { host, port, user, password } = server;
  const connect = async () => {
    const connection = await createConnection({ host, port, user, password, multipleStatements: true });
    await connection.query("CREATE DATABASE IF NOT EXISTS src; USE src; SET time_zone = '+00:00'");
    return connection;
  };
  const [source, changes] = [await connect(), await connect()];
  const own = `  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${env.SOAK_MARIADB}\n  tables: src.soak\n  server-id: 7400-7409\n  server-time-zone: UTC\n`;
  const lane: Lane = {
    name: 'mariadb',
    document: documentOf('mysql', own, 'src.soak', { sink, to: 'ods.soak_mysql' }),
    env: { ...sink.env, SOAK_MARIADB: password },
    write: async (sql) => void (await source.query(sql)),
    alter: async (sql) => void (await changes.query(sql)),
    there: async (columns) => {
      const line = joined(columns, (column) => `CAST(${column} AS CHAR)`);
      const [rows] = await source.query(`SELECT CONCAT(${line}) AS line FROM soak ORDER BY id`);
      return (rows as { line: string }[]).map((row) => row.line);
    },
    here: async (columns) => sink.linesOf('ods.soak_mysql', columns),
    hasArrived: async (id) => sink.hasArrived('ods.soak_mysql', id),
    retained: () => Promise.resolve(undefined),
    types: { narrow: 'INT', wide: 'BIGINT' },
    alterType: (column, type) => `ALTER TABLE soak MODIFY ${column} ${type}`,
  };
  return {
    lane,
    close: async () => {
      source.destroy();
      changes.destroy();
      await server.stop();
    },
  };
}

// A real PostgreSQL and a real MariaDB, each with databases "src" and "dst", and what runs between them need.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodeRow, type JsonRow } from '@tailrace/core/event';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import type { JsonValue } from '@tailrace/core/value';
import { startPostgres } from '@tailrace/demo';
import type { RunRequest } from '@tailrace/engine';
import type { Source } from '@tailrace/engine/api';
import type { MariadbSettings } from '../../mysql/testing/mariadb-server.ts';
import { startMariadbWorld } from '../../mysql/testing/mariadb-world.ts';
import { connectorRegistry } from '../../registry.ts';
import { openDatabase } from './database.ts';

export type System = 'postgres' | 'mysql';

/** Source and sink in all four directions. */
export const DIRECTIONS = [
  ['postgres', 'postgres'],
  ['postgres', 'mysql'],
  ['mysql', 'postgres'],
  ['mysql', 'mysql'],
] as const;

export interface ReadTable {
  readonly schema: TableSchema;
  /** Of all rows, those of one `id` counted each. */
  readonly count: number;
  /** By `id`. */
  readonly rows: ReadonlyMap<JsonValue | undefined, JsonRow>;
}

/** Rows of `there` that `here` has not, or not so. */
export const differing = (there: ReadTable, here: ReadTable | undefined) =>
  [...there.rows].filter(([id, row]) => JSON.stringify(here?.rows.get(id)) !== JSON.stringify(row));

export interface TwoSystems {
  /** Runs SQL in the database "src". */
  src(system: System, sql: string): Promise<unknown>;
  /** Runs SQL in the database "dst". */
  dst(system: System, sql: string): Promise<unknown>;
  /** Where a server listens. */
  port(system: System): number;
  /** Where the rows of a table go to, as SQL names it there. */
  sinkTable(from: System, to: System, table: string): string;
  /** A run of `table` (in src.public, or src) from one to the other, up to where the source is at its start. */
  request(from: System, to: System, table: string): RunRequest;
  /** The source of a run of `table`, by way of another port than its server's. */
  source(from: System, table: string, port: number): Promise<Source>;
  /** The table at the source, and what became of it, as the source connector of either's own system reads it. */
  there(from: System, table: string): Promise<ReadTable>;
  here(from: System, to: System, table: string): Promise<ReadTable>;
  /** kill -9 of MariaDB, and a new start. Sessions on it are gone, those of `src` too. */
  crashMariadb(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTwoSystems(settings: MariadbSettings = {}): Promise<TwoSystems> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tailrace-two-systems-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off' } });
  const admin = await openDatabase(postgres, 'postgres');
  await admin.run('CREATE DATABASE src');
  await admin.run('CREATE DATABASE dst');
  await admin.close();
  const [pgSource, pgSink] = [await openDatabase(postgres, 'src'), await openDatabase(postgres, 'dst')];
  const maria = await startMariadbWorld(settings);
  const { host, port, user } = postgres;
  const login = (system: System, password: string): Readonly<Record<string, string>> =>
    system === 'mysql'
      ? { ...maria.login, password }
      : { hostname: host, port: String(port), username: user, password };
  const passwordOf = (system: System): string =>
    system === 'mysql' ? maria.server.password : postgres.password;
  const space = (system: System): string => (system === 'mysql' ? 'src' : 'public');
  const target = (from: System, to: System, table: string): string =>
    to === 'mysql' ? `dst.${table}_from_${from}` : `${space(from)}.${table}`;

  const read = async (system: System, tables: string, name: string): Promise<ReadTable> =>
    readTable(system, { ...login(system, passwordOf(system)), tables }, name);

  return {
    src: async (system, sql) => (system === 'mysql' ? maria.src(sql) : pgSource.run(sql)),
    dst: async (system, sql) => (system === 'mysql' ? maria.src(sql) : pgSink.run(sql)),
    port: (system) => (system === 'mysql' ? maria.server.port : port),
    sinkTable: target,
    request(from, to, table) {
      const runId = `${table}-${from}-${to}`;
      const fields = (system: System): string =>
        Object.entries(login(system, `\${secret.${system}}`))
          .map(([key, value]) => `  ${key}: ${value}\n`)
          .join('');
      const own =
        from === 'mysql'
          ? `  tables: src.${table}\n  server-id: 5400-5410\n`
          : `  tables: src.public.${table}\n  slot.name: ${runId.replaceAll('-', '_')}\n`;
      return {
        text: `source:\n  type: ${from}\n${fields(from)}${own}sink:\n  type: ${to}\n${fields(to)}  database: dst\nroute:\n  - source-table: ${space(from)}.${table}\n    sink-table: ${target(from, to, table)}\npipeline:\n  name: ${runId}\n  schema.change.behavior: EVOLVE\n`,
        registry: connectorRegistry,
        resolveReference: (_kind: string, name: string) =>
          passwordOf(name === 'mysql' ? 'mysql' : 'postgres'),
        runId,
        stateDir: path.join(folder, runId),
        onEvent: () => undefined,
        until: 'caught-up',
      };
    },
    source: async (from, table, otherPort) =>
      connectorRegistry.createSource(from, {
        options: {
          ...login(from, passwordOf(from)),
          port: String(otherPort),
          tables: from === 'mysql' ? `src.${table}` : `src.public.${table}`,
          ...(from === 'mysql' ? {} : { 'slot.name': table }),
        },
        pipelineName: table,
        log: () => undefined,
      }),
    there: async (from, table) =>
      read(from, from === 'mysql' ? `src.${table}` : `src.public.${table}`, `${space(from)}.${table}`),
    here: async (from, to, table) => {
      const name = target(from, to, table);
      return read(to, to === 'mysql' ? name : `dst.${name}`, name);
    },
    async crashMariadb() {
      await maria.server.kill();
      await maria.server.start();
    },
    async stop() {
      await pgSource.close();
      await pgSink.close();
      await postgres.stop();
      await maria.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function readTable(
  system: System,
  options: Readonly<Record<string, string>>,
  name: string,
): Promise<ReadTable> {
  const source = await connectorRegistry.createSource(system, {
    options,
    pipelineName: 'read',
    log: () => undefined,
  });
  try {
    const signal = AbortSignal.timeout(60_000);
    const found = (await source.discover(signal)).find(({ table }) => formatTableId(table) === name);
    if (found === undefined) throw new Error(`no table ${name}`);
    const { table, schema } = found;
    const rows = await source.sample({ table, schema, limit: 100_000, signal });
    return {
      schema,
      count: rows.length,
      rows: new Map(rows.map((row) => encodeRow(row, schema)).map((row) => [row['id'], row])),
    };
  } finally {
    await source.close();
  }
}

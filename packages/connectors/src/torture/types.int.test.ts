// Every type at its limits, through whole runs between PostgreSQL and MariaDB in all four directions: by the snapshot and by the log. What
// arrives is read back by the source connector of the sink's own system and is the same value, but for the conversions that the sinks'
// descriptors declare.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodeRow, type JsonRow } from '@tailrace/core/event';
import { formatTableId, type Column, type TableSchema } from '@tailrace/core/table';
import type { JsonValue } from '@tailrace/core/value';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { runPipeline } from '@tailrace/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMariadbWorld, type MariadbWorld } from '../mysql/testing/mariadb-world.ts';
import { connectorRegistry } from '../registry.ts';
import { openDatabase, type Database } from './testing/database.ts';
import { MYSQL_TYPES, POSTGRES_TYPES, type TypeCase } from './testing/type-cases.ts';

type System = 'postgres' | 'mysql';

let folder = '';
let postgres: PostgresServer;
let pgSource: Database;
let maria: MariadbWorld;
let runs = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-types-'));
  chmodSync(folder, 0o755);
  postgres = await startPostgres({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off' } });
  const admin = await openDatabase(postgres, 'postgres');
  await admin.run('CREATE DATABASE src');
  await admin.run('CREATE DATABASE dst');
  await admin.close();
  pgSource = await openDatabase(postgres, 'src');
  maria = await startMariadbWorld();
});
afterAll(async () => {
  await pgSource.close();
  await postgres.stop();
  await maria.stop();
  rmSync(folder, { recursive: true, force: true });
});

const login = (system: System): Readonly<Record<string, string>> =>
  system === 'mysql'
    ? { ...maria.login, 'server-id': '5400-5410' }
    : {
        hostname: postgres.host,
        port: String(postgres.port),
        username: postgres.user,
        password: postgres.password,
      };

const CASES = { postgres: POSTGRES_TYPES, mysql: MYSQL_TYPES } as const;
const run = async (system: System, sql: string): Promise<unknown> =>
  system === 'mysql' ? maria.src(sql) : pgSource.run(sql);

/** Rows with each column's values one below the other, NULL where it has no more of them. */
async function fill(
  system: System,
  table: string,
  cases: readonly TypeCase[],
  firstId: number,
): Promise<void> {
  const depth = Math.max(...cases.map(({ values }) => values.length)) + 1;
  for (let row = 0; row < depth; row += 1) {
    const values = cases.map(({ type, values: each }) => {
      const value = each[row];
      if (value === undefined) return 'NULL';
      return system === 'postgres' ? `(${value})::${type}` : value;
    });
    await run(system, `INSERT INTO ${table} VALUES (${firstId + row}, ${values.join(', ')})`);
  }
}

/** All rows of a table as its system's source reads them, by id. */
async function read(
  system: System,
  options: Readonly<Record<string, string>>,
  table: string,
): Promise<{ readonly schema: TableSchema; readonly rows: ReadonlyMap<JsonValue | undefined, JsonRow> }> {
  const source = await connectorRegistry.createSource(system, {
    options: { ...login(system), ...options },
    pipelineName: 'types',
    log: () => undefined,
  });
  try {
    const signal = AbortSignal.timeout(60_000);
    const found = (await source.discover(signal)).find((one) => formatTableId(one.table) === table);
    if (found === undefined) throw new Error(`no table ${table}`);
    const rows = await source.sample({ table: found.table, schema: found.schema, limit: 1000, signal });
    return {
      schema: found.schema,
      rows: new Map(rows.map((row) => encodeRow(row, found.schema)).map((row) => [row['id'], row])),
    };
  } finally {
    await source.close();
  }
}

/** What a declared conversion makes of a value; everything else arrives as it is. */
function arrived(value: JsonValue, { type }: Column, to: System): JsonValue {
  if (value === null) return null;
  // The instant in UTC, in a DATETIME.
  if (to === 'mysql' && type.kind === 'TIMESTAMP_LTZ')
    return typeof value === 'string' ? value.replace(/Z$/u, '') : value;
  if (to === 'postgres' && type.kind === 'CHAR' && typeof value === 'string') {
    return value + ' '.repeat(type.length - Array.from(value).length);
  }
  if (to === 'mysql' && type.kind === 'ARRAY') return JSON.stringify(value);
  return value;
}

const QUOTES: Readonly<Record<System, string>> = { postgres: '"', mysql: '`' };

describe.each([
  ['postgres', 'postgres'],
  ['postgres', 'mysql'],
  ['mysql', 'postgres'],
  ['mysql', 'mysql'],
] as const)('%s to %s', (from, to) => {
  test('every type, by the snapshot and by the log', async () => {
    const cases = CASES[from]
      .filter(({ not }) => not !== to)
      .map(({ type, values, only }) => ({
        type,
        values: only === undefined || only.to === to ? values : [...values, ...only.values],
      }));
    const name = `types_to_${to}`;
    const quote = QUOTES[from];
    const columns = cases.map(
      ({ type }, at) => `${quote}c${at}${quote} ${type}${from === 'mysql' ? ' NULL' : ''}`,
    );
    await run(from, `CREATE TABLE ${name} (id INT PRIMARY KEY, ${columns.join(', ')})`);
    await fill(from, name, cases, 1);
    const space = from === 'mysql' ? 'src' : 'public';
    const source =
      from === 'mysql'
        ? `tables: src.${name}`
        : `tables: src.public.${name}\n  slot.name: types_${(runs += 1)}`;
    const fields = (system: System): string =>
      Object.entries({ ...login(system), password: `\${secret.${system}}` })
        .filter(([key]) => key !== 'server-id')
        .map(([key, value]) => `  ${key}: ${value}`)
        .join('\n');
    const target = to === 'mysql' ? `dst.${name}_from_${from}` : `${space}.${name}`;
    const request = {
      text: `source:\n  type: ${from}\n${fields(from)}\n  ${source}\nsink:\n  type: ${to}\n${fields(to)}\n  database: dst\nroute:\n  - source-table: ${space}.${name}\n    sink-table: ${target}\npipeline:\n  name: types\n`,
      registry: connectorRegistry,
      resolveReference: (_kind: string, name: string) =>
        name === 'mysql' ? maria.server.password : postgres.password,
      runId: `types-${from}-${to}`,
      stateDir: path.join(folder, `types-${from}-${to}`),
      onEvent: () => undefined,
      until: 'caught-up' as const,
    };
    expect(await runPipeline(request).done).toEqual({ state: 'finished' });
    // The same values once more, by the log alone.
    await fill(from, name, cases, 1001);
    await run(from, `UPDATE ${name} SET id = id + 5000 WHERE id > 1000`);
    expect(await runPipeline(request).done).toEqual({ state: 'finished' });

    const there = await read(
      from,
      from === 'mysql' ? { tables: `src.${name}` } : { tables: `src.public.${name}` },
      `${space}.${name}`,
    );
    const here = await read(to, to === 'mysql' ? { tables: target } : { tables: `dst.${target}` }, target);
    expect(here.rows.size).toBe(there.rows.size);
    const wrong: string[] = [];
    for (const [id, row] of there.rows) {
      for (const [at, column] of there.schema.columns.entries()) {
        const expected = arrived(row[column.name] ?? null, column, to);
        const found = here.rows.get(id)?.[column.name] ?? null;
        if (JSON.stringify(found) === JSON.stringify(expected)) continue;
        wrong.push(
          `${JSON.stringify(id)} ${at === 0 ? 'id' : (cases[at - 1]?.type ?? '')}: ${JSON.stringify(expected)} came as ${JSON.stringify(found)}`,
        );
      }
    }
    expect(wrong).toEqual([]);
    expect(there.rows.size).toBeGreaterThan(6);
  });
});

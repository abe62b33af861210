// The PostgreSQL sink: what the engine asks of it, each answered by a file of this folder.
import type { PlannedTable, PreflightCheck, Sink, SinkContext } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, namespaceName } from '@tailrace/core/table';
import { sinkOptions, type SinkOptions } from '../options.ts';
import { placeOf } from '../../place.ts';
import { rowsAlreadyThere } from '../../rows-already-there.ts';
import { quoteIdent, quoteLiteral, quoteTable, schemaAndTable } from '../sql-text.ts';
import { connectWire } from '../wire/connect.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import { planStatements } from './ddl.ts';
import { POSITION_SCHEMA } from './position.ts';
import { planWrites, readTarget } from './target-table.ts';
import { openWriter } from './writer.ts';

export function createPostgresSink(context: SinkContext): Sink {
  const options = sinkOptions(context.options);
  return {
    placeOf: (id) => {
      const { schema, table } = schemaAndTable(id, options.schema);
      return placeOf('postgres', options.connect, [options.connect.database, schema, table]);
    },
    preflight: async (tables, signal) => preflightSink(options, tables, signal),
    planSchemaChange: (event, schema) => planStatements(event, schema, options),
    open: async ({ signal }) => {
      signal.throwIfAborted();
      return openWriter(options, context);
    },
    close: async () => undefined,
  };
}

async function preflightSink(
  options: SinkOptions,
  tables: readonly PlannedTable[],
  signal: AbortSignal,
): Promise<readonly PreflightCheck[]> {
  signal.throwIfAborted();
  const wire = await connectWire(options.connect);
  try {
    const checks = [...(await rightsChecks(wire, options, tables))];
    for (const planned of tables) checks.push(...(await tableChecks(wire, options, planned)));
    return checks;
  } finally {
    await wire.end();
  }
}

/** A schema that is there and may be used, or the right to make it. */
async function rightsChecks(
  wire: WireConnection,
  options: SinkOptions,
  tables: readonly PlannedTable[],
): Promise<readonly PreflightCheck[]> {
  const schemas = new Set([
    POSITION_SCHEMA,
    ...tables.map(({ table }) => schemaAndTable(table, options.schema).schema),
  ]);
  const checks: PreflightCheck[] = [];
  for (const schema of schemas) {
    const { rows } = await wire.query(
      `SELECT (SELECT has_schema_privilege(oid, 'create, usage') FROM pg_catalog.pg_namespace WHERE nspname = ${quoteLiteral(schema)}),
              has_database_privilege(current_database(), 'create'), current_user`,
    );
    const [usable, creates, user] = rows[0] ?? [];
    const mayMake = creates === 't' && (options.createSchemas || schema === POSITION_SCHEMA);
    checks.push(schemaCheck(schema, user ?? '', { usable: usable ?? undefined, mayMake }));
  }
  return checks;
}

/** `usable`: "t" or "f", undefined where the schema is missing. */
function schemaCheck(
  schema: string,
  user: string,
  { usable, mayMake }: { readonly usable: string | undefined; readonly mayMake: boolean },
): PreflightCheck {
  const name = 'schema';
  if (usable === 't') return { name, status: 'ok', message: `Schema ${schema} can be used.` };
  if (usable !== undefined) {
    const remedy = `GRANT ALL ON SCHEMA ${quoteIdent(schema)} TO ${quoteIdent(user)}`;
    return { name, status: 'failed', message: `Schema ${schema} may not be used by ${user}.`, remedy };
  }
  if (mayMake) return { name, status: 'ok', message: `Schema ${schema} will be made.` };
  const remedy = `CREATE SCHEMA ${quoteIdent(schema)} AUTHORIZATION ${quoteIdent(user)}`;
  return {
    name,
    status: 'failed',
    message: `Schema ${schema} is missing, and ${user} may not make it.`,
    remedy,
  };
}

async function tableChecks(
  wire: WireConnection,
  options: SinkOptions,
  { table, schema }: PlannedTable,
): Promise<readonly PreflightCheck[]> {
  const name = 'sink table';
  const id = formatTableId(table);
  const namespace = namespaceName(table);
  if (namespace !== undefined && namespace !== options.database) {
    const message = `${id} names the database ${namespace}, and this sink writes to ${options.database}.`;
    return [{ name, status: 'failed', message }];
  }
  const found = await readTarget(wire, table, options);
  if (found === undefined) return [{ name, status: 'ok', message: `${id} will be made.` }];
  try {
    planWrites(table, schema, found, options);
    return [
      { name, status: 'ok', message: `${id} is there and fits.` },
      ...(await rowsCheck(wire, options, { table, schema })),
    ];
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    const remedy = error.data['remedy'];
    return [
      {
        name,
        status: 'failed',
        message: error.message,
        ...(typeof remedy === 'string' ? { remedy } : {}),
      },
    ];
  }
}

/** A snapshot cannot tell which of the rows that it meets are no longer at the source. */
async function rowsCheck(
  wire: WireConnection,
  options: SinkOptions,
  planned: PlannedTable,
): Promise<readonly PreflightCheck[]> {
  const parts = schemaAndTable(planned.table, options.schema);
  const quoted = quoteTable(parts.schema, parts.table);
  const { rows } = await wire.query(
    `SELECT CASE WHEN has_table_privilege(${quoteLiteral(quoted)}, 'select') THEN EXISTS (SELECT FROM ${quoted}) END`,
  );
  return rows[0]?.[0] === 't' ? [rowsAlreadyThere(planned, quoted)] : [];
}

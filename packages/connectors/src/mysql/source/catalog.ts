// The catalogue as the run needs it.
import type { ChangeImages, DiscoveredTable } from '@tailrace/engine/api';
import { formatTableId, tableId, type TableId } from '@tailrace/core/table';
import type { MysqlSession } from '../connect.ts';
import { readDefinitions, type ReadTable, type TableDefinition } from '../ddl/index.ts';
import { dataTypeOf } from '../types/data-type.ts';
import { tableSchema } from '../types/table-schema.ts';
import type { SourceOptions } from './options.ts';
import type { ServerFacts } from './server-facts.ts';

export interface SourceTable {
  readonly id: TableId;
  readonly read: ReadTable;
}

/** Base tables that the account sees, in order of their text ids. */
export async function readTables(session: MysqlSession): Promise<readonly SourceTable[]> {
  const tables = await readDefinitions(session);
  return tables
    .map((read) => ({ id: tableId(read.name.database, read.name.table), read }))
    .toSorted((a, b) => (formatTableId(a.id) < formatTableId(b.id) ? -1 : 1));
}

/** A table with a type that cannot be read is shown without those columns; opening it is what fails. */
export function discovered(
  { id, read }: SourceTable,
  options: SourceOptions,
  images: ChangeImages | undefined,
): DiscoveredTable {
  return {
    table: id,
    schema: tableSchema(readable(read.definition, options), formatTableId(id), options.schema),
    ...(read.rowEstimate === undefined ? {} : { rowEstimate: read.rowEstimate }),
    ...(images === undefined ? {} : { changeImages: images }),
  };
}

function readable(definition: TableDefinition, { schema }: SourceOptions): TableDefinition {
  return {
    ...definition,
    columns: definition.columns.filter((column) => dataTypeOf(column, schema) !== undefined),
  };
}

/** What the log will hold of old rows: binlog_row_image of the server. */
export function changeImages(
  { variables }: ServerFacts,
  { startup }: SourceOptions,
): ChangeImages | undefined {
  if (startup.mode === 'snapshot') return undefined;
  const image = variables.get('binlog_row_image') ?? 'FULL';
  if (image === 'FULL' || image === 'FULL_NODUP') return { kind: 'full' };
  return { kind: 'key', remedy: 'SET GLOBAL binlog_row_image = FULL' };
}

export async function databaseCharsets(session: MysqlSession): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query(
    'SELECT SCHEMA_NAME AS name, DEFAULT_CHARACTER_SET_NAME AS charset FROM information_schema.SCHEMATA',
  );
  return new Map(rows.map((row) => [String(row['name']), String(row['charset'])]));
}

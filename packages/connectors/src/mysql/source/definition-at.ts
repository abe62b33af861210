// The definition of a table at the position a stream goes on from. The checkpoint has the schema that the pipeline knew there; the catalogue has
// the definition of now, which is another one where the table was altered while the run stood still.
import type { DiscoveredTable } from '@tailrace/engine/api';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import { equalIgnoringNullability, type DataType } from '@tailrace/core/types';
import { findColumn, type ColumnDefinition, type ColumnType, type TableDefinition } from '../ddl/index.ts';
import { dataTypeOf } from '../types/data-type.ts';
import { tableSchema } from '../types/table-schema.ts';
import type { SourceOptions } from './options.ts';

/** By name, in any order: a column may have been moved. */
export function sameColumns(a: TableSchema, b: TableSchema): boolean {
  const types = new Map(b.columns.map((column) => [column.name, column.type]));
  return (
    a.columns.length === b.columns.length &&
    a.columns.every(({ name, type }) => {
      const other = types.get(name);
      return other !== undefined && equalIgnoringNullability(type, other);
    })
  );
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name) => b.includes(name));

/** The one of now where it gives the schema that the run knows; else as far as that schema tells it. */
export function definitionAt(
  { table, schema }: DiscoveredTable,
  now: TableDefinition | undefined,
  options: SourceOptions,
): TableDefinition | undefined {
  if (now !== undefined && now.columns.every((column) => dataTypeOf(column, options.schema) !== undefined)) {
    const read = tableSchema(now, formatTableId(table), options.schema);
    if (sameColumns(schema, read)) {
      // Another key is a change that the log is still to tell of, which ends the run then.
      return sameNames(schema.primaryKeys, read.primaryKeys)
        ? now
        : { ...now, primaryKey: schema.primaryKeys };
    }
  }
  return rebuilt(schema, now, options);
}

/** As far as the schema tells it; what a column of the same name and type has beyond that now, it had then. */
function rebuilt(
  schema: TableSchema,
  now: TableDefinition | undefined,
  options: SourceOptions,
): TableDefinition {
  const columns = schema.columns.map((column): ColumnDefinition => {
    const current = now === undefined ? undefined : findColumn(now.columns, column.name);
    const type = current === undefined ? undefined : dataTypeOf(current, options.schema);
    if (current !== undefined && type !== undefined && equalIgnoringNullability(type, column.type))
      return current;
    return {
      name: column.name,
      type: nativeType(column.type),
      nullable: column.type.nullable,
      ...(column.default === undefined ? {} : { default: column.default }),
    };
  });
  return { columns, primaryKey: schema.primaryKeys, charset: now?.charset ?? 'utf8mb4' };
}

/** A type of MySQL that gives this one. */
function nativeType(type: DataType): ColumnType {
  switch (type.kind) {
    case 'BOOLEAN':
      return { name: 'tinyint', length: 1 };
    case 'DECIMAL':
      if (type.precision === 20 && type.scale === 0) return { name: 'bigint', unsigned: true };
      return { name: 'decimal', length: type.precision, decimals: type.scale };
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return { name: TEMPORAL[type.kind], length: type.precision };
    case 'CHAR':
    case 'BINARY':
      return { name: type.kind.toLowerCase(), length: type.length };
    case 'VARCHAR':
    case 'VARBINARY':
      if (type.length > 65_535) return { name: type.kind === 'VARCHAR' ? 'longtext' : 'longblob' };
      return { name: type.kind.toLowerCase(), length: type.length };
    case 'ARRAY':
      return { name: 'set', values: [] };
    default:
      return { name: type.kind.toLowerCase() };
  }
}

const TEMPORAL = { TIME: 'time', TIMESTAMP: 'datetime', TIMESTAMP_LTZ: 'timestamp' } as const;

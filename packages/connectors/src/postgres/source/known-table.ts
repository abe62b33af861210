// A captured table as the stream knows it: the columns of the last event, not those that the catalogue has by now.
import type { DataType } from '@tailrace/core/types';
import type { DiscoveredTable } from '@tailrace/engine/api';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { SourceTable } from '../catalog/source-table.ts';

export interface KnownColumn {
  readonly name: string;
  readonly type: DataType;
  /** Undefined where the catalogue no longer has a column of that name. */
  readonly attnum: number | undefined;
}

export interface KnownTable {
  readonly id: TableId;
  readonly oid: number | undefined;
  readonly schemaName: string;
  readonly tableName: string;
  columns: readonly KnownColumn[];
  primaryKeys: readonly string[];
}

/** By "schema.table" in their text form, without the database. */
export function knownTables(
  captured: readonly DiscoveredTable[],
  catalog: ReadonlyMap<string, SourceTable>,
): Map<string, KnownTable> {
  const known = new Map<string, KnownTable>();
  for (const { table, schema } of captured) {
    const found = catalog.get(formatTableId(table));
    const tableName = table.parts[table.parts.length - 1] ?? '';
    const schemaName = table.parts[table.parts.length - 2] ?? 'public';
    const attnums = new Map(found?.columns.map((column) => [column.name, column.attnum]));
    known.set(relationKey(schemaName, tableName), {
      id: table,
      oid: found?.oid,
      schemaName,
      tableName,
      columns: schema.columns.map(({ name, type }) => ({ name, type, attnum: attnums.get(name) })),
      primaryKeys: schema.primaryKeys,
    });
  }
  return known;
}

export function relationKey(schemaName: string, tableName: string): string {
  return formatTableId({ parts: [schemaName, tableName] });
}

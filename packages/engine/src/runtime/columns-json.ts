import { columnToJson, type JsonColumn } from '@tailrace/core/event';
import type { TableSchema } from '@tailrace/core/table';

/** Columns as the history keeps them: name, type text, comment, default, and whether they are part of the key. */
export function columnsToJson(schema: TableSchema): readonly (JsonColumn & { readonly key: boolean })[] {
  const keys = new Set(schema.primaryKeys);
  return schema.columns.map((column) => ({ ...columnToJson(column), key: keys.has(column.name) }));
}

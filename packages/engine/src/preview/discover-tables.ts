import { formatDataType } from '@tailrace/core/types';
import { formatTableId } from '@tailrace/core/table';
import { withLook } from './look.ts';
import type { LookRequest, SourceTable } from './preview-request.ts';

/** The tables behind a document's source, with their columns and whether the patterns capture them. */
export async function discoverTables(request: LookRequest): Promise<readonly SourceTable[]> {
  return withLook(request, async ({ discovered, explained }) => {
    const byName = new Map(explained.tables.map((entry) => [entry.table, entry]));
    return discovered.map(({ table, schema, rowEstimate }) => {
      const name = formatTableId(table);
      const found = byName.get(name);
      const keys = new Set(schema.primaryKeys);
      return {
        table: name,
        columns: schema.columns.map((column) => ({
          name: column.name,
          type: formatDataType(column.type),
          key: keys.has(column.name),
        })),
        ...(rowEstimate === undefined ? {} : { rowEstimate }),
        captured: found?.captured ?? false,
        ...(found?.pattern === undefined ? {} : { pattern: found.pattern }),
      };
    });
  });
}

// What the log tells of a changed row depends on the table's replica identity (ALTER TABLE, "REPLICA IDENTITY").
import type { ChangeImages } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import type { SourceTable } from '../catalog/source-table.ts';
import { quoteTable } from '../sql-text.ts';

/** A statement that mends it, or undefined when updates and deletes of the table can be followed. */
export function identityRemedy(table: SourceTable): string | undefined {
  const hasKey = table.schema.primaryKeys.length > 0;
  if (table.identity === 'full' || (table.identity === 'default' && hasKey)) return undefined;
  const name = quoteTable(table.schemaName, table.tableName);
  return `ALTER TABLE ${name} REPLICA IDENTITY ${hasKey ? 'DEFAULT' : 'FULL'}`;
}

/**
 * Throws `no-replica-identity` before a publication is touched: from then on the source's own UPDATE and DELETE on such a table would
 * fail, or, with another index as identity, their old rows would lack the key.
 */
export function assertIdentities(tables: readonly SourceTable[]): void {
  for (const table of tables) {
    const remedy = identityRemedy(table);
    if (remedy === undefined) continue;
    throw new TailraceError(
      'no-replica-identity',
      `Table ${formatTableId(table.id)} (REPLICA IDENTITY ${table.identity.toUpperCase()}${table.schema.primaryKeys.length === 0 ? ', no primary key' : ''}): its updates and deletes cannot be followed. Run: ${remedy}`,
      { data: { table: formatTableId(table.id), remedy } },
    );
  }
}

/** Every identity but FULL leaves large values out that an update did not change, and of old rows all but the key ("Logical replication message formats"). */
export function changeImages({ identity, schemaName, tableName }: SourceTable): ChangeImages {
  if (identity === 'full') return { kind: 'full' };
  return { kind: 'key', remedy: `ALTER TABLE ${quoteTable(schemaName, tableName)} REPLICA IDENTITY FULL` };
}

import type { SchemaChangeEvent } from '@tailrace/core/event';
import { applySchemaChange } from '@tailrace/core/schema-evolution';
import type { TableSchema } from '@tailrace/core/table';

/** A table's schema after a change; undefined where there is no such table (any more). */
export function schemaAfter(
  before: TableSchema | undefined,
  event: SchemaChangeEvent,
): TableSchema | undefined {
  if (event.type === 'create.table') return event.schema;
  if (event.type === 'drop.table' || before === undefined) return undefined;
  return applySchemaChange(before, event);
}

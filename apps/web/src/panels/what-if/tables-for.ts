// The tables that an event has to know of: its own, and those that end in the same tables of the sink, whose columns come together there.
import type { ChangeEvent } from '@tailrace/core/event';
import { parseTableId } from '@tailrace/core/table';
import type { PreviewTable } from '@tailrace/server/router';
import { toSchema } from '../../document/live-tables.ts';

export function tablesFor(tables: readonly PreviewTable[], name: string): readonly PreviewTable[] {
  const own = tables.find(({ table }) => table === name);
  if (own === undefined) return [];
  const targets = new Set(own.sinkTables);
  return tables.filter((table) => table === own || table.sinkTables.some((target) => targets.has(target)));
}

/** The event that makes a table known to the operators. */
export function createTable({ table, source }: PreviewTable): ChangeEvent {
  const id = parseTableId(table);
  if (id === undefined) throw new Error(`the preview has a table without a name: ${table}`);
  return { type: 'create.table', table: id, schema: toSchema(source) };
}

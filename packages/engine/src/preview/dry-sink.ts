// What the sink would be told, without telling it: the statements of schema changes, by sink table, in their order.
import { isDataChange, type ChangeEvent } from '@tailrace/core/event';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import type { Sink } from '../api/index.ts';
import { schemaAfter } from '../runtime/schema-after.ts';

export interface DrySink {
  take(events: readonly ChangeEvent[]): void;
  statements(sinkTable: string): readonly string[];
}

export function createDrySink(sink: Pick<Sink, 'planSchemaChange'> | undefined): DrySink {
  const schemas = new Map<string, TableSchema>();
  const statements = new Map<string, string[]>();
  return {
    take(events) {
      for (const event of events) {
        if (isDataChange(event)) continue;
        const name = formatTableId(event.table);
        const before = schemas.get(name);
        const planned = sink?.planSchemaChange(event, before) ?? [];
        statements.set(name, [...(statements.get(name) ?? []), ...planned]);
        const after = schemaAfter(before, event);
        if (after === undefined) schemas.delete(name);
        else schemas.set(name, after);
      }
    },
    statements: (sinkTable) => statements.get(sinkTable) ?? [],
  };
}

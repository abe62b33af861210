// Running a schema change so that it may come twice: after a crash the same one is sent again, and a table may be there from before.
import type { AppliedSchemaChange } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { SchemaChangeEvent } from '@tailrace/core/event';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import type { WireConnection } from '../wire/wire-connection.ts';
import { planStatements, type DdlOptions } from './ddl.ts';
import { planWrites, readTarget, type TargetTable } from './target-table.ts';

export async function applyChange(
  wire: WireConnection,
  event: SchemaChangeEvent,
  context: { readonly schema: TableSchema | undefined; readonly options: DdlOptions },
): Promise<AppliedSchemaChange> {
  const { schema, options } = context;
  const target = await readTarget(wire, event.table, options);
  if (event.type === 'create.table' && target !== undefined) {
    // Throws where the table that is there cannot take the rows.
    planWrites(event.table, event.schema, target, options);
    return { statements: [], outcome: 'already-there' };
  }
  if (target === undefined && event.type !== 'create.table') {
    if (event.type === 'drop.table') return { statements: [], outcome: 'already-there' };
    throw new TailraceError(
      'sink-table-missing',
      `Sink table ${formatTableId(event.table)}, to be changed by ${event.type}, does not exist.`,
      {
        data: { table: formatTableId(event.table), change: event.type },
      },
    );
  }
  const needed = target === undefined ? event : stillNeeded(event, target);
  const statements = needed === undefined ? [] : planStatements(needed, schema, options);
  if (statements.length === 0) return { statements, outcome: 'already-there' };
  for (const statement of statements) await wire.query(statement);
  return { statements, outcome: 'applied' };
}

/** The part of the change that the table does not show yet; undefined when it is all there. */
function stillNeeded(event: SchemaChangeEvent, target: TargetTable): SchemaChangeEvent | undefined {
  if (event.type === 'add.column') {
    const columns = event.columns.filter(({ column }) => !target.columns.has(column.name));
    return columns.length === 0 ? undefined : { ...event, columns };
  }
  if (event.type === 'drop.column') {
    const columns = event.columns.filter((name) => target.columns.has(name));
    return columns.length === 0 ? undefined : { ...event, columns };
  }
  if (event.type === 'rename.column') {
    const names = Object.entries(event.names);
    return names.every(([from, to]) => !target.columns.has(from) && target.columns.has(to))
      ? undefined
      : event;
  }
  return event;
}

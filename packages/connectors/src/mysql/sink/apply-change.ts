// Running a schema change so that it may come twice: after a crash the same one is sent again, and a table may be there from before.
import type { AppliedSchemaChange } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { SchemaChangeEvent } from '@tailrace/core/event';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import type { MysqlSession } from '../connect.ts';
import { planStatements, type DdlOptions } from './ddl.ts';
import type { PositionKeeper, Progress } from './position.ts';
import { runStrict } from './strict.ts';
import { planWrites, readTarget, type TargetTable } from './target-table.ts';

export interface ApplyContext {
  readonly session: MysqlSession;
  readonly options: DdlOptions;
  readonly position: PositionKeeper;
  readonly schema: TableSchema | undefined;
  /** What has been written since the last commit. */
  readonly done: Progress;
}

export async function applyChange(
  event: SchemaChangeEvent,
  context: ApplyContext,
): Promise<AppliedSchemaChange> {
  const { session, schema, options, position } = context;
  const target = await readTarget(session, event.table, options);
  if (event.type === 'create.table' && target !== undefined) {
    // Throws where the table that is there cannot take the rows.
    planWrites(event.table, event.schema, target, options);
    return ALREADY;
  }
  if (target === undefined && event.type !== 'create.table') {
    if (event.type === 'drop.table') return ALREADY;
    throw new TailraceError(
      'sink-table-missing',
      `Sink table ${formatTableId(event.table)}, to be changed by ${event.type}, does not exist.`,
      { data: { table: formatTableId(event.table), change: event.type } },
    );
  }
  const shape = shapeOf(target);
  const whole = planStatements(event, schema, options);
  const { intent } = position;
  const isInterrupted = intent !== undefined && intent.statements.join('\n') === whole.join('\n');
  // The first statement is all or nothing: where the table is another than before it, it was run.
  const done = isInterrupted && intent.shape !== shape ? 1 : 0;
  const needed = done > 0 || target === undefined ? event : stillNeeded(event, target);
  const statements = needed === undefined ? [] : planStatements(needed, schema, options).slice(done);
  if (statements.length === 0) return ALREADY;
  // What is written so far is committed by the first statement in any case; the fence has to come before it.
  await position.announce({ statements: whole, shape, done: context.done });
  for (const statement of statements) await runStrict(session, statement, formatTableId(event.table));
  return { statements, outcome: 'applied' };
}

const ALREADY: AppliedSchemaChange = { statements: [], outcome: 'already-there' };

/** Columns in their order with their types: every ALTER that we send changes it. */
function shapeOf(target: TargetTable | undefined): string {
  if (target === undefined) return '';
  return JSON.stringify(
    [...target.columns.values()].map(({ name, columnType, nullable }) => [name, columnType, nullable]),
  );
}

/** The part of the change that the table does not show yet; undefined when it is all there. */
function stillNeeded(event: SchemaChangeEvent, target: TargetTable): SchemaChangeEvent | undefined {
  const has = (name: string): boolean => target.columns.has(name);
  if (event.type === 'add.column') {
    const columns = event.columns.filter(({ column }) => !has(column.name));
    return columns.length === 0 ? undefined : { ...event, columns };
  }
  if (event.type === 'drop.column') {
    const columns = event.columns.filter(has);
    return columns.length === 0 ? undefined : { ...event, columns };
  }
  if (event.type === 'rename.column') {
    const isDone = Object.entries(event.names).every(([from, to]) => !has(from) && has(to));
    return isDone ? undefined : event;
  }
  return event;
}

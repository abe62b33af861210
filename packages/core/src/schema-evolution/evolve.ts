// From the changes that a sink table ought to see to those that it does see, by behaviour and by what the sink accepts (SPEC.md).
import { TailraceError } from '../diagnostics/index.ts';
import type { SchemaChangeEvent, SchemaChangeType } from '../event/index.ts';
import { type TableId, type TableSchema, formatTableId } from '../table/index.ts';
import { type DataType, equalIgnoringNullability, leastCommonType } from '../types/index.ts';
import { applySchemaChange } from './apply-change.ts';
import { rewriteLenient } from './lenient.ts';

export type Behavior = 'IGNORE' | 'LENIENT' | 'TRY_EVOLVE' | 'EVOLVE' | 'EXCEPTION';

export interface EvolutionPolicy {
  readonly behavior: Behavior;
  /** Kinds of change that the sink is told of at all. */
  readonly accepted: ReadonlySet<SchemaChangeType>;
}

export interface Evolution {
  /** What the sink gets, in order. */
  readonly events: readonly SchemaChangeEvent[];
  /** The sink table's schema afterwards; undefined while it has not been created. */
  readonly schema: TableSchema | undefined;
  /** Why something was withheld or rewritten, for people; undefined when the changes pass as they came. */
  readonly reason: string | undefined;
}

/**
 * Takes the raw changes of one sink table, derived from one change upstream. Throws TailraceError `schema-change-refused` in EXCEPTION
 * mode and `schema-change-impossible` for a change that builds on one that the sink was not told of.
 */
export function evolve(
  table: TableId,
  raw: readonly SchemaChangeEvent[],
  schema: TableSchema | undefined,
  policy: EvolutionPolicy,
): Evolution {
  const reasons = new Set<string>();
  const rewritten = raw.flatMap((event) => rewrite(event, schema, policy.behavior, reasons));
  const events = rewritten
    .map((event) => fillOldTypes(event, schema))
    .filter((event) => {
      if (policy.accepted.has(event.type)) return true;
      reasons.add(`the sink's include and exclude lists leave out ${event.type}`);
      return false;
    });
  if (policy.behavior === 'EXCEPTION') refuseChanges(table, events);
  let after = schema;
  const applied: SchemaChangeEvent[] = [];
  for (const event of events) {
    const next = widenPresent(event, after);
    applied.push(...next);
    for (const step of next) after = applyTo(after, step);
  }
  return { events: applied, schema: after, reason: reasons.size === 0 ? undefined : [...reasons].join('; ') };
}

function rewrite(
  event: SchemaChangeEvent,
  schema: TableSchema | undefined,
  behavior: Behavior,
  reasons: Set<string>,
): readonly SchemaChangeEvent[] {
  if (behavior === 'IGNORE' && event.type !== 'create.table') {
    reasons.add('IGNORE lets only create.table through');
    return [];
  }
  if (behavior !== 'LENIENT' || schema === undefined) return [event];
  const result = rewriteLenient(event, schema);
  if (event.type === 'drop.column') reasons.add('LENIENT keeps dropped columns, as nullable ones');
  if (event.type === 'rename.column') reasons.add('LENIENT adds the new name and keeps the old column');
  return result;
}

/** [SE12] Types before the change, as the sink has them, where the source did not tell. */
function fillOldTypes(event: SchemaChangeEvent, schema: TableSchema | undefined): SchemaChangeEvent {
  if (event.type !== 'alter.column.type' || schema === undefined) return event;
  if (event.oldTypes !== undefined && Object.keys(event.oldTypes).length > 0) return event;
  const known = schema.columns.filter((column) => Object.hasOwn(event.types, column.name));
  return {
    ...event,
    oldTypes: Object.fromEntries(known.map((column): [string, DataType] => [column.name, column.type])),
  };
}

function refuseChanges(table: TableId, events: readonly SchemaChangeEvent[]): void {
  const changes = events.filter((event) => event.type !== 'create.table');
  if (changes.length === 0) return;
  const name = formatTableId(table);
  const kinds = changes.map((event) => event.type).join(', ');
  throw new TailraceError(
    'schema-change-refused',
    `table ${name}: ${kinds} came, and schema.change.behavior is EXCEPTION; choose another behaviour, or list the change in exclude.schema.changes`,
    { data: { table: name, change: kinds } },
  );
}

/**
 * [SE17] A column that the sink still has, because LENIENT kept it, comes back: it is told of again, as Flink CDC does, and where the
 * type is another one, the column is widened instead, so that values of both fit.
 */
function widenPresent(
  event: SchemaChangeEvent,
  schema: TableSchema | undefined,
): readonly SchemaChangeEvent[] {
  if (event.type !== 'add.column' || schema === undefined) return [event];
  const types: [string, DataType][] = [];
  const oldTypes: [string, DataType][] = [];
  const columns = event.columns.flatMap((added) => {
    const present = schema.columns.find((column) => column.name === added.column.name);
    if (present === undefined) return [added];
    if (equalIgnoringNullability(present.type, added.column.type)) {
      return [{ ...added, column: { ...added.column, type: present.type } }];
    }
    types.push([present.name, leastCommonType(present.type, added.column.type)]);
    oldTypes.push([present.name, present.type]);
    return [];
  });
  if (types.length === 0) return [{ ...event, columns }];
  const widened: SchemaChangeEvent = {
    type: 'alter.column.type',
    table: event.table,
    types: Object.fromEntries(types),
    oldTypes: Object.fromEntries(oldTypes),
  };
  return columns.length === 0 ? [widened] : [{ ...event, columns }, widened];
}

function applyTo(schema: TableSchema | undefined, event: SchemaChangeEvent): TableSchema | undefined {
  if (event.type === 'create.table') return event.schema;
  return schema === undefined ? undefined : applySchemaChange(schema, event);
}

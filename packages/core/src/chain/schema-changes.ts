// Schema changes on their way: through the table's transform, along its routes, and by the sink's rules (SPEC.md of schema-evolution).
import { TailraceError } from '../diagnostics/index.ts';
import type { ChangeEvent, SchemaChangeEvent } from '../event/index.ts';
import {
  applySchemaChange,
  equalColumns,
  evolve,
  isRepetition,
  mergeSchemas,
  schemaDifference,
} from '../schema-evolution/index.ts';
import { type TableId, type TableSchema, formatTableId } from '../table/index.ts';
import { besideSource, createTableTransform } from '../transform/index.ts';
import {
  type ChainTables,
  type SinkState,
  type SourceState,
  type Target,
  forgetCoercions,
  sinkState,
} from './chain-state.ts';
import type { ChainTrace } from './operator-chain.ts';
import type { ChainPlan } from './plan.ts';

export interface ChainParts {
  readonly plan: ChainPlan;
  readonly tables: ChainTables;
  readonly trace: ChainTrace | undefined;
}

type CreateTable = SchemaChangeEvent & { readonly type: 'create.table' };

export function processSchemaChange(parts: ChainParts, event: SchemaChangeEvent, out: ChangeEvent[]): void {
  const state = parts.tables.find(event.table);
  if (event.type === 'create.table') {
    if (state === undefined) createTable(parts, event, out);
    else if (state.dropped) recreateTable(parts, state, event, out);
    else refuseOtherColumns(state, event);
    return;
  }
  if (state === undefined) throw unknownTable(event.table, event.type);
  if (isRepetition(state.source, event)) return;
  changeTable(parts, state, event, out);
}

export function unknownTable(table: TableId, what: string): TailraceError {
  const name = formatTableId(table);
  return new TailraceError('event-table', `${what} for table ${name}, which no create.table came for`, {
    data: { table: name },
  });
}

/** [SE7] The same columns once more are a repetition; others would lose rows. */
function refuseOtherColumns(state: SourceState, event: CreateTable): void {
  const { columns } = event.schema;
  if (equalColumns(columns, state.created.columns) || equalColumns(columns, state.source.columns)) return;
  throw new TailraceError(
    'table-exists',
    `create.table for table ${state.key}, which is there already with other columns (${state.source.columns
      .map((column) => column.name)
      .join(', ')})`,
    { data: { table: state.key } },
  );
}

function createTable(parts: ChainParts, event: CreateTable, out: ChangeEvent[]): void {
  const { plan, tables } = parts;
  const { table } = event;
  const transformed = transformCreated(parts, table, event.schema);
  const targets = plan.router(table).map((routed): Target => ({
    route: routed.route,
    sink: sinkState(tables, routed.table),
    coercion: undefined,
  }));
  const state: SourceState = {
    id: table,
    key: formatTableId(table),
    created: event.schema,
    dropped: false,
    source: event.schema,
    ...transformed,
    targets,
  };
  tables.sources.set(state.key, state);
  for (const { sink } of targets) if (!sink.sources.includes(state)) sink.sources.push(state);
  const created: CreateTable = { type: 'create.table', table, schema: state.schema };
  toSinks(parts, state, { source: event, event: created }, out);
}

function transformCreated(
  parts: ChainParts,
  table: TableId,
  source: TableSchema,
): Pick<SourceState, 'schema' | 'transform'> {
  const rule = parts.plan.findRule(table);
  if (rule === undefined) return { schema: source, transform: undefined };
  const transform = createTableTransform(rule.spec, parts.plan.settings, { rule: rule.rule, table }, source);
  parts.trace?.transformed({
    event: { type: 'create.table', table, schema: source },
    rule: rule.rule,
    result: { type: 'create.table', table, schema: transform.schema },
  });
  return { schema: transform.schema, transform };
}

/** [SE18] After a drop.table the table is made anew. */
function recreateTable(parts: ChainParts, state: SourceState, event: CreateTable, out: ChangeEvent[]): void {
  state.created = event.schema;
  state.source = event.schema;
  state.dropped = false;
  Object.assign(state, transformCreated(parts, state.id, event.schema));
  forgetCoercions(state);
  const created: CreateTable = { type: 'create.table', table: state.id, schema: state.schema };
  toSinks(parts, state, { source: event, event: created }, out);
}

function changeTable(
  parts: ChainParts,
  state: SourceState,
  event: SchemaChangeEvent,
  out: ChangeEvent[],
): void {
  const { transform } = state;
  const passed = transform?.change(event);
  const events = passed?.events ?? [withoutRule(parts, state, event)];
  state.source = applySchemaChange(state.source, event);
  state.transform = passed?.transform;
  if (transform !== undefined) {
    for (const result of events.length === 0 ? [undefined] : events) {
      parts.trace?.transformed({ event, rule: transform.rule, result });
    }
  }
  for (const step of events) {
    const repeated = isRepetition(state.schema, step);
    state.schema = applySchemaChange(state.schema, step);
    forgetCoercions(state);
    if (!repeated) toSinks(parts, state, { source: event, event: step }, out);
  }
  state.schema = passed?.transform.schema ?? state.schema;
  if (event.type === 'drop.table') state.dropped = true;
}

function withoutRule(parts: ChainParts, state: SourceState, event: SchemaChangeEvent): SchemaChangeEvent {
  if (event.type !== 'add.column' || !parts.plan.transforms) return event;
  return { ...event, columns: besideSource(event.columns, state.source) };
}

interface Step {
  /** As it came from the source. */
  readonly source: SchemaChangeEvent;
  /** Behind the transform. */
  readonly event: SchemaChangeEvent;
}

/** Each sink table hears of a change once, in the order of the routes. */
function toSinks(parts: ChainParts, state: SourceState, step: Step, out: ChangeEvent[]): void {
  const sinks = new Set(state.targets.map((target) => target.sink));
  for (const sink of sinks) {
    const raw = rawChanges(sink, step.event);
    const anew = sink.dropped && step.event.type === 'create.table';
    const evolution = evolve(sink.id, raw, anew ? undefined : sink.schema, parts.plan.policy);
    out.push(...evolution.events);
    if (evolution.events.length > 0) {
      sink.schema = evolution.schema;
      for (const { type } of evolution.events) {
        if (type === 'drop.table') sink.dropped = true;
        if (type === 'create.table') sink.dropped = false;
      }
      for (const source of sink.sources) forgetCoercions(source);
    }
    parts.trace?.evolved({
      source: step.source,
      sinkTable: sink.id,
      applied: evolution.events,
      ...(evolution.reason === undefined ? {} : { reason: evolution.reason }),
    });
  }
}

/** [SE8] One source: its change, under the sink table's name. Several: what leads to the widest schema of all of them. */
function rawChanges(sink: SinkState, event: SchemaChangeEvent): readonly SchemaChangeEvent[] {
  const again = event.type === 'create.table' && sink.schema !== undefined && !sink.dropped;
  if (sink.sources.length === 1 && !again) return [{ ...event, table: sink.id }];
  const merged = sink.sources.reduce<TableSchema | undefined>(
    (schema, source) => mergeSchemas(schema, source.schema),
    sink.schema,
  );
  return merged === undefined ? [] : schemaDifference(sink.id, sink.schema, merged);
}

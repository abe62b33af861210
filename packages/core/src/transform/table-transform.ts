// One rule at work on one table: its schema, its rows, and how both follow the source's changes (Flink CDC, transform page).
import { TailraceError } from '../diagnostics/index.ts';
import type { DataChangeEvent, EventMeta, SchemaChangeEvent } from '../event/index.ts';
import type { EventContext, Expression } from '../expression/index.ts';
import { applySchemaChange } from '../schema-evolution/index.ts';
import { type TableSchema, formatTableId } from '../table/index.ts';
import { equalIgnoringNullability, withNullable } from '../types/index.ts';
import { type Row, UNSENT, type Value } from '../value/index.ts';
import { type BoundFilter, bindFilter, readFilter } from './bind-filter.ts';
import { type Output, type Projection, bindProjection, readProjection } from './bind-projection.ts';
import { fitter } from './fit-value.ts';
import { followRows, passThrough } from './schema-change.ts';
import type { RulePlace, TransformSettings, TransformSpec } from './settings.ts';

export type Cell = (row: Row, context: EventContext) => Value;

/** Immutable: a schema change gives a new one. */
export interface TableTransform {
  readonly rule: number;
  readonly source: TableSchema;
  /** What rows look like behind the rule. */
  readonly schema: TableSchema;
  readonly outputs: readonly Output[];
  readonly filter: BoundFilter | undefined;
  /** Nobody can tell whether the projection of a new row was computed before the filter, so that it need not be. */
  readonly filterFirst: boolean;
  /** True when rows pass as they are. */
  readonly identity: boolean;
  readonly softDelete: boolean;
  /** The row event behind the rule; undefined when the filter drops it. */
  apply(event: DataChangeEvent, nowMs: number): DataChangeEvent | undefined;
  /** How each column of the result is made of a row, in the order of `schema`. */
  readonly cells: readonly Cell[];
  /** Position in the source row of the columns that are copied as they are; undefined for the others. */
  readonly forwards: readonly (number | undefined)[];
  project(row: Row, context: EventContext): Row;
  change(event: SchemaChangeEvent): {
    readonly transform: TableTransform;
    readonly events: readonly SchemaChangeEvent[];
  };
}

interface Rule {
  readonly spec: TransformSpec;
  readonly settings: TransformSettings;
  readonly place: RulePlace;
  readonly projection: Projection;
  readonly filter: Expression | undefined;
}

/**
 * Binds a rule to a table that came with this schema. Throws TailraceError with the code of the expression's finding; later, `change`
 * throws it when a change takes away a column that the rule needs.
 */
export function createTableTransform(
  spec: TransformSpec,
  settings: TransformSettings,
  place: RulePlace,
  schema: TableSchema,
): TableTransform {
  const rule = readRule(spec, settings, place);
  const outputs = bindProjection(rule.projection, schema, settings, place);
  const result = resultSchema(spec, schema, outputs);
  checkKeys(result, place);
  return build(rule, schema, result, outputs);
}

function checkKeys(result: TableSchema, place: RulePlace): void {
  const names = new Set(result.columns.map((column) => column.name));
  const missing = result.primaryKeys.find((key) => !names.has(key));
  if (missing === undefined) return;
  const table = formatTableId(place.table);
  throw new TailraceError(
    'unknown-column',
    `transform ${place.rule + 1} for table ${table}: the primary key names column ${missing}, which its result lacks; keep the column in the projection, or set primary-keys to columns of the result (${[...names].join(', ')})`,
    { data: { table, rule: place.rule, column: missing } },
  );
}

/** The same in the middle of a stream: the columns of the result keep the types that they have had. */
export function restoreTableTransform(
  spec: TransformSpec,
  settings: TransformSettings,
  place: RulePlace,
  schemas: { readonly source: TableSchema; readonly result: TableSchema },
): TableTransform {
  const rule = readRule(spec, settings, place);
  const outputs = bindProjection(rule.projection, schemas.source, settings, place);
  return build(rule, schemas.source, schemas.result, outputs);
}

function readRule(spec: TransformSpec, settings: TransformSettings, place: RulePlace): Rule {
  const text = spec.filter ?? '';
  return {
    spec,
    settings,
    place,
    projection: readProjection(spec.projection, place),
    filter: text.trim() === '' ? undefined : readFilter(text, place),
  };
}

/** Keys and options of the rule take the place of the table's; the comment is lost, and key columns are NOT NULL. */
function resultSchema(spec: TransformSpec, source: TableSchema, outputs: readonly Output[]): TableSchema {
  const orElse = (own: readonly string[] | undefined, fallback: readonly string[]) =>
    own === undefined || own.length === 0 ? fallback : own;
  const primaryKeys = orElse(spec.primaryKeys, source.primaryKeys);
  const options = spec.tableOptions ?? {};
  return {
    columns: outputs.map(({ column }) =>
      primaryKeys.includes(column.name) ? { ...column, type: withNullable(column.type, false) } : column,
    ),
    primaryKeys,
    partitionKeys: orElse(spec.partitionKeys, source.partitionKeys),
    options: Object.keys(options).length === 0 ? source.options : options,
  };
}

function build(
  rule: Rule,
  source: TableSchema,
  schema: TableSchema,
  outputs: readonly Output[],
): TableTransform {
  const { settings, place } = rule;
  const filter =
    rule.filter === undefined
      ? undefined
      : bindFilter(rule.filter, { schema: source, outputs }, settings, place);
  const cells = outputs.map((output, at) => cell(output, schema, at));
  const forwards = outputs.map((output, at) =>
    output.kind === 'forward' && keepsType(output, schema, at) ? output.from : undefined,
  );
  const identity = forwards.length === source.columns.length && forwards.every((from, at) => from === at);
  const project = identity ? (row: Row) => row : projector(cells, schema);
  const softDelete = rule.spec.converter === 'SOFT_DELETE';
  const filterFirst =
    filter?.needsProjection === false &&
    outputs.every((output) => output.kind === 'forward' || output.cannotFail);
  const image = filter === undefined ? project : filtered(filter, project, filterFirst);
  return {
    rule: place.rule,
    source,
    schema,
    outputs,
    filter,
    filterFirst,
    identity,
    softDelete,
    apply: (event, nowMs) => {
      const result = transformRow(event, nowMs, image);
      return softDelete && result?.type === 'delete' ? inserted(result, result.before) : result;
    },
    cells,
    forwards,
    project,
    change: (event) => change(rule, source, schema, { outputs, event }),
  };
}

function cell(output: Output, schema: TableSchema, at: number): Cell {
  const read = output.kind === 'forward' ? forward(output.from) : output.expression.evaluate;
  if (keepsType(output, schema, at)) return read;
  const fit = fitter(output.column.type, schema.columns[at]?.type ?? output.column.type);
  return (row, context) => {
    const value = read(row, context);
    return value === null || value === UNSENT ? value : fit(value);
  };
}

const forward =
  (from: number): Cell =>
  (row) =>
    row[from] ?? null;

/** False where a change of the inputs gives another type than the column of the result was created with, and has. */
function keepsType(output: Output, schema: TableSchema, at: number): boolean {
  const declared = schema.columns[at]?.type;
  return declared === undefined || equalIgnoringNullability(declared, output.column.type);
}

function projector(cells: readonly Cell[], schema: TableSchema): (row: Row, context: EventContext) => Row {
  const keys = new Set(schema.primaryKeys);
  const ofOldImage = cells.map((compute, at): Cell => {
    const isKey = keys.has(schema.columns[at]?.name ?? '');
    return isKey ? compute : (row, context) => orUnsent(compute, row, context);
  });
  const [project, projectOld] = [computeAll(cells), computeAll(ofOldImage)];
  return (row, context) =>
    context.op === '-U' || context.op === '-D' ? projectOld(row, context) : project(row, context);
}

type ComputeRow = (row: Row, context: EventContext) => Row;

/** Four cells at a time, because a call whose target hardly changes is several times quicker than one that has many. */
function computeAll(cells: readonly Cell[]): ComputeRow {
  const [a, b, c, d] = cells;
  if (a === undefined) return () => [];
  if (b === undefined) return (row, context) => [a(row, context)];
  if (c === undefined) return (row, context) => [a(row, context), b(row, context)];
  if (d === undefined) return (row, context) => [a(row, context), b(row, context), c(row, context)];
  const four: ComputeRow = (row, context) => [
    a(row, context),
    b(row, context),
    c(row, context),
    d(row, context),
  ];
  if (cells.length === 4) return four;
  // Copied and filled: an array that grows takes room for many more cells.
  const blank = cells.map((): Value => null);
  const rest = cells.slice(4);
  return (row, context) => {
    const result = blank.slice();
    result[0] = a(row, context);
    result[1] = b(row, context);
    result[2] = c(row, context);
    result[3] = d(row, context);
    for (let at = 0; at < rest.length; at += 1) result[at + 4] = rest[at]?.(row, context) ?? null;
    return result;
  };
}

/** In an old image, what is computed from columns that were not sent is not there either; nothing but keys is needed of it. */
function orUnsent(compute: Cell, row: Row, context: EventContext): Value {
  try {
    return compute(row, context);
  } catch (error) {
    if (error instanceof TailraceError && error.code === 'value-not-sent') return UNSENT;
    throw error;
  }
}

/** The row behind the rule; undefined where the filter drops it. The projection is computed first, for every image. */
type ImageOf = (row: Row, context: EventContext) => Row | undefined;

function filtered(
  filter: BoundFilter,
  project: (row: Row, context: EventContext) => Row,
  filterFirst: boolean,
): ImageOf {
  const projectFirst: ImageOf = (row, context) => {
    const projected = project(row, context);
    return filter.passes(row, projected, context) ? projected : undefined;
  };
  if (!filterFirst) return projectFirst;
  // In an image of an update or delete, a column that was not sent fails the projection.
  return (row, context) => {
    if (context.op !== '+I') return projectFirst(row, context);
    return filter.passes(row, row, context) ? project(row, context) : undefined;
  };
}

const NO_META: EventMeta = {};

/** The filter is asked of each image; an update that crosses it becomes an insert or a delete. */
function transformRow(event: DataChangeEvent, nowMs: number, image: ImageOf): DataChangeEvent | undefined {
  const { table, meta } = event;
  switch (event.type) {
    case 'insert':
    case 'replace': {
      // A replace is an insert here: it has no old image, and no code of its own.
      const after = image(event.after, contextOf(event, '+I', nowMs));
      if (after === undefined) return undefined;
      return meta === undefined
        ? { type: event.type, table, after }
        : { type: event.type, table, after, meta };
    }
    case 'delete':
      return deleted(event, image(event.before, contextOf(event, '-D', nowMs)));
    case 'update': {
      const before = image(event.before, contextOf(event, '-U', nowMs));
      const after = image(event.after, contextOf(event, '+U', nowMs));
      if (after === undefined) return deleted(event, before);
      if (before === undefined) return inserted(event, after);
      return meta === undefined
        ? { type: 'update', table, before, after }
        : { type: 'update', table, before, after, meta };
    }
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One for all rows: expressions read it while they are computed, and keep nothing of it. */
const context: Writable<EventContext> = { nowMs: 0, table: { parts: [''] }, op: '+I', meta: NO_META };

function contextOf(event: DataChangeEvent, op: EventContext['op'], nowMs: number): EventContext {
  context.nowMs = nowMs;
  context.table = event.table;
  context.op = op;
  context.meta = event.meta ?? NO_META;
  return context;
}

function deleted({ table, meta }: DataChangeEvent, before: Row | undefined): DataChangeEvent | undefined {
  if (before === undefined) return undefined;
  return meta === undefined ? { type: 'delete', table, before } : { type: 'delete', table, before, meta };
}

function inserted({ table, meta }: DataChangeEvent, after: Row): DataChangeEvent {
  return meta === undefined ? { type: 'insert', table, after } : { type: 'insert', table, after, meta };
}

function change(
  rule: Rule,
  source: TableSchema,
  schema: TableSchema,
  step: { readonly outputs: readonly Output[]; readonly event: SchemaChangeEvent },
): { readonly transform: TableTransform; readonly events: readonly SchemaChangeEvent[] } {
  const next = applySchemaChange(source, step.event);
  const passed = passThrough(step.event, rule.projection.wildcard, source, step.outputs);
  const outputs = bindProjection(rule.projection, next, rule.settings, rule.place);
  const followed = followRows(
    passed,
    schema,
    outputs.map((output) => output.column),
  );
  return { transform: build(rule, next, followed.schema, outputs), events: followed.events };
}

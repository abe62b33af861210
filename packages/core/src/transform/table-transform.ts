// One rule at work on one table: its schema, its rows, and how both follow the source's changes (Flink CDC, transform page).
import { TailraceError } from '../diagnostics/index.ts';
import type { DataChangeEvent, EventMeta, SchemaChangeEvent } from '../event/index.ts';
import type { EventContext, Expression } from '../expression/index.ts';
import { applySchemaChange } from '../schema-evolution/index.ts';
import { type TableId, type TableSchema, formatTableId } from '../table/index.ts';
import { withNullable } from '../types/index.ts';
import type { Row } from '../value/index.ts';
import { type BoundFilter, bindFilter, readFilter } from './bind-filter.ts';
import { type Output, type Projection, bindProjection, readProjection } from './bind-projection.ts';
import { type Cell, type ComputeRow, type RowProjection, columnMaker, projectRows } from './project-row.ts';
import { followRows, passThrough } from './schema-change.ts';
import type { RulePlace, TransformSettings, TransformSpec } from './settings.ts';

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

const SAME: RowProjection = { ofNew: (row) => row, ofOld: (row) => row };

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
  const columns = outputs.map((output, at) => columnMaker(output, schema, at));
  const forwards = columns.map((column) => column.from);
  const identity = forwards.length === source.columns.length && forwards.every((from, at) => from === at);
  const projection = identity ? SAME : projectRows(columns, schema);
  const softDelete = rule.spec.converter === 'SOFT_DELETE';
  const filterFirst =
    filter?.needsProjection === false &&
    outputs.every((output) => output.kind === 'forward' || output.cannotFail);
  const transformRow = rowTransform(imagesOf(projection, filter, filterFirst), contextsOf(place.table));
  return {
    rule: place.rule,
    source,
    schema,
    outputs,
    filter,
    filterFirst,
    identity,
    softDelete,
    apply: softDelete ? (event, nowMs) => undeleted(transformRow(event, nowMs)) : transformRow,
    cells: columns.map((column) => column.evaluate),
    forwards,
    project: (row, context) =>
      context.op === '-U' || context.op === '-D'
        ? projection.ofOld(row, context)
        : projection.ofNew(row, context),
    change: (event) => change(rule, source, schema, { outputs, event }),
  };
}

/** The row behind the rule; undefined where the filter drops it. */
type ImageOf = (row: Row, context: EventContext) => Row | undefined;

interface Images {
  readonly ofInsert: ImageOf;
  /** Of rows before and after an update, and of deleted ones. */
  readonly ofOld: ImageOf;
  readonly ofUpdated: ImageOf;
}

/** The projection is computed first, for every image, but for inserted rows where nobody can tell: `filterFirst`. */
function imagesOf(
  { ofNew, ofOld }: RowProjection,
  filter: BoundFilter | undefined,
  filterFirst: boolean,
): Images {
  if (filter === undefined) return { ofInsert: ofNew, ofOld, ofUpdated: ofNew };
  const { passes } = filter;
  const filtered =
    (project: ComputeRow): ImageOf =>
    (row, context) => {
      const projected = project(row, context);
      return passes(row, projected, context) ? projected : undefined;
    };
  return {
    // In an image of an update or delete, a column that was not sent fails the projection.
    ofInsert: filterFirst
      ? (row, context) => (passes(row, row, context) ? ofNew(row, context) : undefined)
      : filtered(ofNew),
    ofOld: filtered(ofOld),
    ofUpdated: filtered(ofNew),
  };
}

const NO_META: EventMeta = {};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What expressions are told of a row besides its cells: one for all rows of an operation, since nothing of it is kept. */
type Contexts = Readonly<Record<'+I' | '-U' | '+U' | '-D', Writable<EventContext>>>;

function contextsOf(table: TableId): Contexts {
  const context = (op: EventContext['op']) => ({ nowMs: 0, table, op, meta: NO_META });
  return { '+I': context('+I'), '-U': context('-U'), '+U': context('+U'), '-D': context('-D') };
}

function told(context: Writable<EventContext>, event: DataChangeEvent, nowMs: number): EventContext {
  context.nowMs = nowMs;
  context.meta = event.meta ?? NO_META;
  return context;
}

/** The filter is asked of each image; an update that crosses it becomes an insert or a delete. */
function rowTransform(
  images: Images,
  contexts: Contexts,
): (event: DataChangeEvent, nowMs: number) => DataChangeEvent | undefined {
  const { ofInsert, ofOld, ofUpdated } = images;
  const { '+I': insertion, '-U': old, '+U': updated, '-D': deletion } = contexts;
  const transformChange = (event: DataChangeEvent, nowMs: number): DataChangeEvent | undefined => {
    if (event.type === 'delete') return deleted(event, ofOld(event.before, told(deletion, event, nowMs)));
    if (event.type !== 'update') return undefined;
    const before = ofOld(event.before, told(old, event, nowMs));
    const after = ofUpdated(event.after, told(updated, event, nowMs));
    if (after === undefined) return deleted(event, before);
    if (before === undefined) return inserted(event, after);
    const { table, meta } = event;
    return meta === undefined
      ? { type: 'update', table, before, after }
      : { type: 'update', table, before, after, meta };
  };
  return (event, nowMs) => {
    const { type, table, meta } = event;
    // A replace is an insert here: it has no old image, and no code of its own.
    if (type !== 'insert' && type !== 'replace') return transformChange(event, nowMs);
    const after = ofInsert(event.after, told(insertion, event, nowMs));
    if (after === undefined) return undefined;
    return meta === undefined ? { type, table, after } : { type, table, after, meta };
  };
}

const undeleted = (event: DataChangeEvent | undefined): DataChangeEvent | undefined =>
  event?.type === 'delete' ? inserted(event, event.before) : event;

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

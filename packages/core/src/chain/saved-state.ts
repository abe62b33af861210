// The state of a chain as JSON, part of a run's checkpoint.
import * as z from 'zod';
import { TailraceError } from '../diagnostics/index.ts';
import { type JsonSchema, schemaFromJson, schemaToJson } from '../event/index.ts';
import { type TableId, type TableSchema, parseTableId } from '../table/index.ts';
import { restoreTableTransform } from '../transform/index.ts';
import type { JsonValue } from '../value/index.ts';
import { type SourceState, type Target, sinkState } from './chain-state.ts';
import type { ChainParts } from './schema-changes.ts';

const SavedSchema = z.strictObject({
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      comment: z.string().optional(),
      default: z.string().optional(),
    }),
  ),
  primaryKeys: z.array(z.string()),
  partitionKeys: z.array(z.string()),
  options: z.record(z.string(), z.string()),
  comment: z.string().optional(),
});

/** Changing it breaks the checkpoints of running pipelines: raise `version` and read both. */
const SavedChain = z.strictObject({
  version: z.literal(1),
  sources: z.array(
    z.strictObject({
      table: z.string(),
      dropped: z.boolean(),
      created: SavedSchema,
      source: SavedSchema,
      transformed: SavedSchema,
    }),
  ),
  sinks: z.array(
    z.strictObject({
      table: z.string(),
      dropped: z.boolean(),
      schema: SavedSchema.nullable(),
      sources: z.array(z.string()),
    }),
  ),
});

export function saveState(parts: ChainParts): JsonValue {
  const json = (schema: TableSchema) => ({
    ...schemaToJson(schema),
    columns: schemaToJson(schema).columns.map((column) => ({ ...column })),
  });
  return {
    version: 1,
    sources: [...parts.tables.sources.values()].map((state) => ({
      table: state.key,
      dropped: state.dropped,
      created: json(state.created),
      source: json(state.source),
      transformed: json(state.schema),
    })),
    sinks: [...parts.tables.sinks.values()].map((sink) => ({
      table: sink.key,
      dropped: sink.dropped,
      schema: sink.schema === undefined ? null : json(sink.schema),
      sources: sink.sources.map((source) => source.key),
    })),
  };
}

/** Fills empty tables. Throws TailraceError `chain-state` when the state is not one, or the document is another one by now. */
export function restoreState(parts: ChainParts, json: JsonValue): void {
  const parsed = SavedChain.safeParse(json);
  if (!parsed.success) throw broken(z.prettifyError(parsed.error));
  for (const saved of parsed.data.sources) {
    const id = readTable(saved.table);
    const schemas = { source: readSaved(saved.source), result: readSaved(saved.transformed) };
    const rule = parts.plan.findRule(id);
    const transform =
      rule === undefined
        ? undefined
        : restoreTableTransform(rule.spec, parts.plan.settings, { rule: rule.rule, table: id }, schemas);
    if (transform !== undefined && transform.outputs.length !== schemas.result.columns.length) {
      throw broken(`the transform of table ${saved.table} has other columns than when the state was saved`);
    }
    const state: SourceState = {
      id,
      key: saved.table,
      created: readSaved(saved.created),
      dropped: saved.dropped,
      source: schemas.source,
      schema: schemas.result,
      transform,
      targets: parts.plan.router(id).map((routed): Target => ({
        route: routed.route,
        sink: sinkState(parts.tables, routed.table),
        coercion: undefined,
      })),
    };
    parts.tables.sources.set(state.key, state);
  }
  for (const saved of parsed.data.sinks) restoreSink(parts, saved);
}

function restoreSink(parts: ChainParts, saved: z.infer<typeof SavedChain>['sinks'][number]): void {
  const sink = sinkState(parts.tables, readTable(saved.table));
  sink.dropped = saved.dropped;
  sink.schema = saved.schema === null ? undefined : readSaved(saved.schema);
  for (const key of saved.sources) {
    const source = parts.tables.sources.get(key);
    if (source === undefined)
      throw broken(`sink table ${saved.table} is fed from ${key}, which is not there`);
    sink.sources.push(source);
  }
}

function readSaved(json: z.infer<typeof SavedSchema>): TableSchema {
  const { comment, columns, ...rest } = json;
  const schema: JsonSchema = {
    ...rest,
    columns: columns.map(({ comment: text, default: value, ...column }) => ({
      ...column,
      ...(text === undefined ? {} : { comment: text }),
      ...(value === undefined ? {} : { default: value }),
    })),
    ...(comment === undefined ? {} : { comment }),
  };
  const read = schemaFromJson(schema);
  if (!read.ok) throw broken(read.message);
  return read.value;
}

function readTable(text: string): TableId {
  const table = parseTableId(text);
  if (table === undefined) throw broken(`"${text}" is no table`);
  return table;
}

const broken = (why: string) =>
  new TailraceError('chain-state', `the saved state of the pipeline cannot be used: ${why}`);

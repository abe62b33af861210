// One event through the operators of the document as it stands: the same chain that a run uses, in the browser, with nothing behind it.
import { createOperatorChain, type OperatorChain } from '@tailrace/core/chain';
import type { ConnectorCatalog } from '@tailrace/core/descriptor';
import { TailraceError } from '@tailrace/core/diagnostics';
import { eventFromJson, eventToJson, isDataChange, type ChangeEvent } from '@tailrace/core/event';
import type { PipelineDef } from '@tailrace/core/pipeline';
import { formatTableId, type TableId } from '@tailrace/core/table';
import { formatDataType } from '@tailrace/core/types';
import type { PreviewColumn, PreviewTable } from '@tailrace/server/router';
import type { TryEvent } from '../../document/try-store.ts';
import { createTable, tablesFor } from './tables-for.ts';

type JsonEvent = Readonly<Record<string, unknown>>;

export type Step =
  | {
      readonly kind: 'transform';
      /** Index of the rule; undefined where none applies. */
      readonly rule: number | undefined;
      /** undefined: nothing of the event goes on. */
      readonly result: JsonEvent | undefined;
      /** Of a row; a change of the table passes no filter. */
      readonly filter: string | undefined;
    }
  | { readonly kind: 'route'; readonly rule: number | undefined; readonly table: string }
  /** A schema change on its way to a sink table that did not arrive as it came. */
  | { readonly kind: 'evolution'; readonly table: string; readonly reason: string };

export interface SinkEvent {
  readonly event: JsonEvent & { readonly type: string; readonly table: string };
  /** Of the sink's table after it. */
  readonly columns: readonly PreviewColumn[];
}

export interface Outcome {
  readonly steps: readonly Step[];
  readonly sink: readonly SinkEvent[];
  /** What made the sink's tables before, for whoever wants to know what a change of them takes. */
  readonly made: readonly JsonEvent[];
  readonly error?: { readonly code: string; readonly message: string };
}

export interface TryContext {
  readonly pipeline: PipelineDef;
  readonly catalog: ConnectorCatalog;
  /** What the last preview saw. */
  readonly tables: readonly PreviewTable[];
  readonly timeZone: string;
  /** The instant that clock functions give, in ms. */
  readonly now: number;
}

/** Never throws for what a document or an event may be. */
export function tryEvent(context: TryContext, json: TryEvent): Outcome {
  const steps: Step[] = [];
  const sink: SinkEvent[] = [];
  const before: ChangeEvent[] = [];
  let made: readonly JsonEvent[] = [];
  let isTold = false;
  try {
    const chain = createOperatorChain({
      pipeline: context.pipeline,
      defaultTimeZone: context.timeZone,
      now: () => context.now,
      metadataColumns: metadataOf(context),
      trace: {
        transformed: ({ event, rule, result }) => {
          if (!isTold) return;
          const filter =
            rule === undefined || !isDataChange(event)
              ? undefined
              : context.pipeline.transforms[rule]?.filter;
          steps.push({ kind: 'transform', rule, filter, result: result && told(chain, event, result) });
        },
        routed: ({ route, result }) => {
          if (isTold) steps.push({ kind: 'route', rule: route, table: formatTableId(result.table) });
        },
        evolved: ({ sinkTable, reason }) => {
          if (isTold && reason !== undefined)
            steps.push({ kind: 'evolution', table: formatTableId(sinkTable), reason });
        },
      },
    });
    for (const table of tablesFor(context.tables, json.table)) chain.process(createTable(table), before);
    made = before.map((event) => eventToJson(event, undefined));
    isTold = true;
    const read = eventFromJson(json, (table) => chain.sourceSchema(table));
    if (!read.ok) return { steps, sink, made, error: { code: read.code, message: read.message } };
    const out: ChangeEvent[] = [];
    try {
      chain.process(read.value, out);
    } finally {
      for (const event of out) sink.push(toSink(chain, event));
    }
    return { steps, sink, made };
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    return { steps, sink, made, error: { code: error.code, message: error.message } };
  }
}

function metadataOf({ pipeline, catalog }: TryContext) {
  const type = pipeline.source?.type;
  return type === undefined ? [] : (catalog.find('source', type)?.metadataColumns ?? []);
}

/** What left the transform; its rows follow the schema after it. */
const told = (chain: OperatorChain, event: ChangeEvent, result: ChangeEvent): JsonEvent =>
  eventToJson(result, isDataChange(result) ? chain.transformedSchema(event.table) : undefined);

function toSink(chain: OperatorChain, event: ChangeEvent): SinkEvent {
  const schema = chain.sinkSchema(event.table);
  return {
    event: {
      ...eventToJson(event, isDataChange(event) ? schema : undefined),
      type: event.type,
      table: formatTableId(event.table),
    },
    columns: columnsOf(chain, event.table),
  };
}

function columnsOf(chain: OperatorChain, table: TableId): readonly PreviewColumn[] {
  const schema = chain.sinkSchema(table);
  const keys = new Set(schema?.primaryKeys);
  return (schema?.columns ?? []).map(({ name, type }) => ({
    name,
    type: formatDataType(type),
    key: keys.has(name),
  }));
}

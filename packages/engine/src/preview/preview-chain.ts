// Sampled rows through the very chain that a run uses, with a trace of every step.
import { createOperatorChain, type ChainTrace, type OperatorChain } from '@tailrace/core/chain';
import { TailraceError } from '@tailrace/core/diagnostics';
import { encodeRow, isDataChange, type ChangeEvent, type DataChangeEvent } from '@tailrace/core/event';
import type { PipelineDef } from '@tailrace/core/pipeline';
import { formatTableId, type TableId, type TableSchema } from '@tailrace/core/table';
import { formatDataType } from '@tailrace/core/types';
import type { Row } from '@tailrace/core/value';
import type { DiscoveredTable } from '../api/index.ts';
import type { LookPlan } from '../plan/run-plan.ts';
import type { DrySink } from './dry-sink.ts';
import type { JsonRow, PreviewColumn, PreviewRow } from './preview-result.ts';

export interface PreviewChain {
  readonly chain: OperatorChain;
  /** Makes the table known; the error, where its schema does not go through. */
  create(table: DiscoveredTable): { readonly code: string; readonly message: string } | undefined;
  row(table: TableId, row: Row): PreviewRow;
}

type Step = Parameters<ChainTrace['transformed']>[0];

export function createPreviewChain(plan: LookPlan, drySink: DrySink, now: number): PreviewChain {
  let steps: Step[] = [];
  const chain = createOperatorChain({
    pipeline: plan.pipeline,
    defaultTimeZone: plan.timeZone,
    now: () => now,
    metadataColumns: plan.metadataColumns,
    trace: {
      transformed: (step) => {
        steps.push(step);
      },
      routed: () => undefined,
      evolved: () => undefined,
    },
  });
  const process = (event: ChangeEvent): { out: ChangeEvent[]; error?: { code: string; message: string } } => {
    const out: ChangeEvent[] = [];
    steps = [];
    try {
      chain.process(event, out);
      return { out };
    } catch (error) {
      if (!(error instanceof TailraceError)) throw error;
      return { out, error: { code: error.code, message: error.message } };
    }
  };
  return {
    chain,
    create({ table, schema }) {
      const { out, error } = process({ type: 'create.table', table, schema });
      drySink.take(out);
      return error;
    },
    row(table, row) {
      const { out, error } = process({ type: 'insert', table, after: row, meta: plan.snapshotMeta });
      const last = steps.findLast(({ event }) => isDataChange(event));
      const transformed = last?.result === undefined ? undefined : rowOf(last.result);
      const dropped = last !== undefined && last.result === undefined && error === undefined;
      const droppedBy = dropped ? filterText(plan.pipeline, last.rule) : undefined;
      return {
        source: encode(row, chain.sourceSchema(table)),
        ...(transformed === undefined
          ? {}
          : { transformed: encode(transformed, chain.transformedSchema(table)) }),
        ...(droppedBy === undefined ? {} : { droppedBy }),
        ...(error === undefined ? {} : { error }),
        sink: out.filter(isDataChange).map((event) => ({
          table: formatTableId(event.table),
          row: encode(rowOf(event), chain.sinkSchema(event.table)),
        })),
      };
    },
  };
}

const filterText = (pipeline: PipelineDef, rule: number | undefined): string =>
  (rule === undefined ? undefined : pipeline.transforms[rule]?.filter) ?? 'no rule lets it pass';

function rowOf(event: ChangeEvent): Row | undefined {
  if (!isDataChange(event)) return undefined;
  return dataRow(event);
}

const dataRow = (event: DataChangeEvent): Row => (event.type === 'delete' ? event.before : event.after);

const encode = (row: Row | undefined, schema: TableSchema | undefined): JsonRow =>
  row === undefined || schema === undefined ? {} : encodeRow(row, schema);

export function columnsOf(schema: TableSchema): readonly PreviewColumn[] {
  const keys = new Set(schema.primaryKeys);
  return schema.columns.map((column) => ({
    name: column.name,
    type: formatDataType(column.type),
    key: keys.has(column.name),
    ...(column.comment === undefined ? {} : { comment: column.comment }),
  }));
}

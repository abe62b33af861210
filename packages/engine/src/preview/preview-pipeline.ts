// The whole pipeline over some real rows: which tables are captured, what becomes of their rows at every step, what the sink would
// run. Reads in read-only transactions, writes nothing, leaves nothing behind.
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { Row } from '@tailrace/core/value';
import type { DiscoveredTable, Sink } from '../api/index.ts';
import { oldRowFindings } from '../plan/old-rows.ts';
import type { LookPlan } from '../plan/run-plan.ts';
import { systemClock } from '../runtime/clock.ts';
import { createDrySink, type DrySink } from './dry-sink.ts';
import { inParallel } from './in-parallel.ts';
import { liveDiagnostics } from './live-diagnostics.ts';
import { withLook, type Look } from './look.ts';
import { columnsOf, createPreviewChain, type PreviewChain } from './preview-chain.ts';
import type { LookRequest, PreviewRequest } from './preview-request.ts';
import type { PreviewResult, PreviewSinkTable, PreviewTable } from './preview-result.ts';

/** Tables that are sampled when none are named; the others are shown with their columns. */
const SAMPLED_TABLES = 24;
const SAMPLED_AT_ONCE = 3;
const MOST_ROWS = 200;

/**
 * Throws TailraceError: `pipeline-invalid` when the source section or the rules cannot be read, `table-not-captured` for a table
 * asked for by name, and what the connector throws when the source cannot be reached. Errors of single tables and rows are in the result.
 */
export async function previewPipeline(request: PreviewRequest): Promise<PreviewResult> {
  const began = systemClock.elapsed();
  return withLook(request, async (look) => {
    const sink = await createSink(request, look.plan);
    try {
      const chosen = chooseTables(look, request.tables);
      const samples = inParallel(chosen, SAMPLED_AT_ONCE, async (table) => sample(look, table, request));
      // The schemas go through the chain while the rows are on their way.
      samples.catch(() => undefined);
      const drySink = createDrySink(sink);
      const chain = createPreviewChain(look.plan, drySink, began);
      const errors = new Map(look.captured.map((table) => [table, chain.create(table)]));
      const rows = new Map((await samples).map((found, at) => [chosen[at], found]));
      const tables = look.captured.map((table) =>
        previewTable({ look, chain, error: errors.get(table) }, table, rows.get(table)),
      );
      return {
        tables,
        sinkTables: sinkTables(look, chain, drySink),
        diagnostics: liveDiagnostics(request.text, look, {
          errors,
          oldRows: oldRowFindings(look.plan, look.captured, chain.chain),
        }),
        unmatched: look.explained.unmatched,
        discovered: look.explained.tables.map(({ table, captured }, at) => {
          const rowEstimate = look.discovered[at]?.rowEstimate;
          return { table, captured, ...(rowEstimate === undefined ? {} : { rowEstimate }) };
        }),
        elapsedMs: Math.round(systemClock.elapsed() - began),
      };
    } finally {
      await sink?.close();
    }
  });
}

/** The sink, where its section can be read; made but not opened, for its statements only. */
export async function createSink(request: LookRequest, plan: LookPlan): Promise<Sink | undefined> {
  if (plan.sink === undefined) return undefined;
  return request.registry.createSink(plan.sink.type, {
    options: plan.sink.options,
    runId: 'preview',
    timeZone: plan.timeZone,
    log: () => undefined,
  });
}

function chooseTables({ captured }: Look, wanted: readonly string[] | undefined): readonly DiscoveredTable[] {
  if (wanted === undefined) return captured.slice(0, SAMPLED_TABLES);
  // A table may be called as the events name it, or as the patterns do.
  const byName = new Map(
    captured.flatMap((table) => [
      [formatTableId(table.captureId ?? table.table), table] as const,
      [formatTableId(table.table), table] as const,
    ]),
  );
  return wanted.map((name) => {
    const table = byName.get(name);
    if (table !== undefined) return table;
    throw new TailraceError(
      'table-not-captured',
      `${name} is not among the ${captured.length} tables that the source captures${
        captured.length === 0
          ? ''
          : `, for example ${captured
              .slice(0, 3)
              .map(({ table }) => formatTableId(table))
              .join(', ')}`
      }.`,
      { data: { table: name } },
    );
  });
}

type Sample =
  { readonly rows: readonly Row[] } | { readonly error: { readonly code: string; readonly message: string } };

/** A table that cannot be read (a missing right, a dropped table) does not hide the others. */
async function sample(
  { source }: Look,
  { table, schema }: DiscoveredTable,
  { rows, signal }: PreviewRequest,
): Promise<Sample> {
  try {
    return { rows: await source.sample({ table, schema, limit: Math.min(rows, MOST_ROWS), signal }) };
  } catch (error) {
    if (signal.aborted || !(error instanceof TailraceError)) throw error;
    return { error: { code: error.code, message: error.message } };
  }
}

function previewTable(
  context: { readonly look: Look; readonly chain: PreviewChain; readonly error: PreviewTable['error'] },
  { table, schema }: DiscoveredTable,
  found: Sample = { rows: [] },
): PreviewTable {
  const { look, chain } = context;
  const name = formatTableId(table);
  const entry = look.explained.tables.find((candidate) => candidate.table === name);
  const transform = entry?.transforms[0];
  const base = {
    table: name,
    ...(transform === undefined ? {} : { transform }),
    routes: entry?.routes ?? [],
    sinkTables: entry?.sinkTables ?? [],
    source: columnsOf(schema),
  };
  if (context.error !== undefined) return { ...base, rows: [], error: context.error };
  const transformed = chain.chain.transformedSchema(table);
  return {
    ...base,
    ...(transformed === undefined ? {} : { transformed: columnsOf(transformed) }),
    ...('error' in found
      ? { rows: [], error: found.error }
      : { rows: found.rows.map((row) => chain.row(table, row)) }),
  };
}

/** In the order in which the run would meet them. */
export function sinkTables(
  look: Look,
  { chain }: PreviewChain,
  drySink: DrySink,
): readonly PreviewSinkTable[] {
  const sources = new Map<string, { readonly id: TableId; readonly from: string[] }>();
  for (const { table } of look.captured) {
    for (const id of chain.sinkTables(table)) {
      const name = formatTableId(id);
      const known = sources.get(name) ?? { id, from: [] };
      known.from.push(formatTableId(table));
      sources.set(name, known);
    }
  }
  return [...sources].flatMap(([name, { id, from }]) => {
    const schema = chain.sinkSchema(id);
    if (schema === undefined) return [];
    return [{ table: name, columns: columnsOf(schema), sourceTables: from, ddl: drySink.statements(name) }];
  });
}

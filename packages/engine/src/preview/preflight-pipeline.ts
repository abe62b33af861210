// Before a launch: are the servers as they have to be, what would the sink create, how much is there to copy. Changes nothing.
import { formatTableId } from '@tailrace/core/table';
import type { PreflightCheck } from '../api/index.ts';
import { oldRowFindings } from '../plan/old-rows.ts';
import { ownTargetMessage, ownTargets } from '../plan/own-targets.ts';
import { systemClock } from '../runtime/clock.ts';
import { createDrySink } from './dry-sink.ts';
import { liveDiagnostics } from './live-diagnostics.ts';
import { withLook, type Look } from './look.ts';
import { createPreviewChain } from './preview-chain.ts';
import { createSink, sinkTables } from './preview-pipeline.ts';
import type { LookRequest, PreflightResult } from './preview-request.ts';

/** Throws what the connectors throw when a server cannot be reached at all, and `pipeline-invalid`; everything else is a check. */
export async function preflightPipeline(request: LookRequest): Promise<PreflightResult> {
  return withLook(request, async (look) => {
    const sink = await createSink(request, look.plan);
    try {
      const drySink = createDrySink(sink);
      const chain = createPreviewChain(look.plan, drySink, systemClock.now());
      const errors = new Map(look.captured.map((table) => [table, chain.create(table)]));
      const tables = sinkTables(look, chain, drySink);
      const planned = tables.flatMap(({ table: name }) => plannedTable(look, chain.chain, name));
      const ids = look.captured.map(({ table }) => table);
      const [fromSource, fromSink] = await Promise.all([
        look.source.preflight(ids, request.signal),
        sink?.preflight(planned, request.signal) ?? [],
      ]);
      const oldRows = oldRowFindings(look.plan, look.captured, chain.chain);
      const rows = look.captured.map(({ rowEstimate }) => rowEstimate);
      return {
        checks: [
          capturedCheck(look),
          ...failedTables(errors),
          ...ownTargets({ source: look.source, sink }, look.captured, chain.chain).map((own) => ({
            name: 'own table',
            status: 'failed' as const,
            message: ownTargetMessage(own),
          })),
          ...oldRows.map(({ status, message, remedy }) => ({ name: 'old rows', status, message, remedy })),
          ...fromSource,
          ...fromSink,
        ],
        creates: tables.map(({ table, ddl }) => ({ table, ddl })),
        estimate: {
          tables: look.captured.length,
          ...(rows.includes(undefined)
            ? {}
            : { rows: rows.reduce<number>((sum, count) => sum + (count ?? 0), 0) }),
        },
        diagnostics: liveDiagnostics(request.text, look, { errors, oldRows }),
      };
    } finally {
      await sink?.close();
    }
  });
}

function capturedCheck({ captured, discovered, plan }: Look): PreflightCheck {
  const count = captured.length;
  if (count > 0)
    return { name: 'tables', status: 'ok', message: `${count} of ${discovered.length} tables are captured.` };
  return {
    name: 'tables',
    status: 'failed',
    message: `"${plan.source.written['tables'] ?? ''}" captures none of the ${discovered.length} tables that the account sees.`,
  };
}

function failedTables(
  errors: ReadonlyMap<Look['captured'][number], { readonly message: string } | undefined>,
): readonly PreflightCheck[] {
  return [...errors].flatMap(([{ table }, error]) =>
    error === undefined
      ? []
      : [{ name: `transform of ${formatTableId(table)}`, status: 'failed' as const, message: error.message }],
  );
}

function plannedTable(
  { captured }: Look,
  chain: ReturnType<typeof createPreviewChain>['chain'],
  name: string,
) {
  for (const { table } of captured) {
    const id = chain.sinkTables(table).find((candidate) => formatTableId(candidate) === name);
    const schema = id === undefined ? undefined : chain.sinkSchema(id);
    if (id !== undefined && schema !== undefined) return [{ table: id, schema }];
  }
  return [];
}

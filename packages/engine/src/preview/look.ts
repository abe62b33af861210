// A look at a source: connected for a moment, nothing left behind. What preview, preflight and the list of live tables share.
import type { ConnectorCatalog } from '@tailrace/core/descriptor';
import { explainTables, type ExplainResult } from '@tailrace/core/explain';
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable, Source } from '../api/index.ts';
import { planLook, type LookPlan } from '../plan/run-plan.ts';
import type { LookRequest } from './preview-request.ts';

export interface Look {
  readonly plan: LookPlan;
  readonly catalog: ConnectorCatalog;
  readonly source: Source;
  /** All tables that the account sees. */
  readonly discovered: readonly DiscoveredTable[];
  readonly explained: ExplainResult;
  /** Those that the patterns capture. */
  readonly captured: readonly DiscoveredTable[];
}

/** Opens the source, finds its tables, hands them over, and closes the source again whatever happens. */
export async function withLook<T>(request: LookRequest, use: (look: Look) => Promise<T>): Promise<T> {
  const plan = planLook(request);
  const source = await request.registry.createSource(plan.source.type, {
    options: plan.source.options,
    pipelineName: plan.pipeline.options.name,
    log: () => undefined,
  });
  try {
    const load = async () => source.discover(request.signal);
    const connection = { ...plan.source.options, type: plan.source.type };
    const discovered = request.cache === undefined ? await load() : await request.cache.get(connection, load);
    const explained = explainTables(
      plan.pipeline,
      discovered.map(({ table }) => table),
      (at) => discovered[at]?.captureId,
    );
    const names = new Set(explained.tables.filter(({ captured }) => captured).map(({ table }) => table));
    const captured = discovered.filter(({ table }) => names.has(formatTableId(table)));
    return await use({ plan, catalog: request.registry.catalog, source, discovered, explained, captured });
  } finally {
    await source.close();
  }
}

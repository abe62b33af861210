import { TailraceError } from '@tailrace/core/diagnostics';
import { explainTables } from '@tailrace/core/explain';
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable } from '../api/index.ts';
import type { RunPlan } from './run-plan.ts';

/** Whether the source's patterns capture a table. */
export function capturesTable(
  plan: Pick<RunPlan, 'pipeline'>,
  { table, captureId }: Pick<DiscoveredTable, 'table' | 'captureId'>,
): boolean {
  const explained = explainTables({ ...plan.pipeline, transforms: [], routes: [] }, [table], () => captureId);
  return explained.tables[0]?.captured === true;
}

/** The tables that the source's patterns capture. Throws `no-tables-captured`: a run without a table would look healthy and do nothing. */
export function captureTables(
  plan: Pick<RunPlan, 'pipeline' | 'source'>,
  discovered: readonly DiscoveredTable[],
): readonly DiscoveredTable[] {
  const explained = explainTables(
    plan.pipeline,
    discovered.map(({ table }) => table),
    (at) => discovered[at]?.captureId,
  );
  const captured = new Set(explained.tables.filter((entry) => entry.captured).map(({ table }) => table));
  const tables = discovered.filter(({ table }) => captured.has(formatTableId(table)));
  if (tables.length > 0) return tables;
  const pattern = plan.source.written['tables'] ?? '';
  const examples = discovered.slice(0, 3).map(({ table, captureId }) => formatTableId(captureId ?? table));
  throw new TailraceError(
    'no-tables-captured',
    `The pattern "${pattern}" captures none of the ${discovered.length} tables that the account sees${examples.length === 0 ? '' : `, for example ${examples.join(', ')}`}. Mend the pattern, or give the account the right to read the tables.`,
    { data: { pattern, discovered: discovered.length } },
  );
}

// Rules against the log: what they read of changed rows, and what the source's log holds of them. Asked before a run, because in the
// middle of one the answer is `value-not-sent` and a standstill.
import type { ImageNeeds, OperatorChain } from '@tailrace/core/chain';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import type { DataType } from '@tailrace/core/types';
import type { DiscoveredTable } from '../api/index.ts';
import type { LookPlan } from './run-plan.ts';

export interface OldRowFinding {
  readonly table: string;
  /** The transform that reads, by its index. */
  readonly rule: number;
  /** What of the rule reads: where a finding in the document points. */
  readonly reader: 'filter' | 'primary-keys' | 'converter-after-transform' | 'projection';
  /** `failed`: the first update or delete stops the run. `warning`: an update that leaves a large value as it was does. */
  readonly status: 'failed' | 'warning';
  readonly message: string;
  readonly remedy: string;
}

/** Of tables that the chain has been told of. A run in BATCH reads no log. */
export function oldRowFindings(
  { pipeline }: Pick<LookPlan, 'pipeline'>,
  tables: readonly DiscoveredTable[],
  chain: Pick<OperatorChain, 'imageNeeds'>,
): readonly OldRowFinding[] {
  if (pipeline.options.runtimeMode === 'BATCH') return [];
  return tables.flatMap((table) => {
    const needs = chain.imageNeeds(table.table);
    return needs === undefined ? [] : (findingOf(table, needs) ?? []);
  });
}

/** Throws `old-row-incomplete` for the first table whose rules cannot be carried out on its updates and deletes. */
export function refuseIncompleteRows(findings: readonly OldRowFinding[]): void {
  const failed = findings.filter(({ status }) => status === 'failed');
  const [first] = failed;
  if (first === undefined) return;
  const remedies = failed.map(({ remedy }) => remedy);
  throw new TailraceError(
    'old-row-incomplete',
    `${first.message} Nothing was written. Run first: ${remedies.join('; ')}`,
    { data: { table: first.table, rule: first.rule, remedy: remedies.join('; ') } },
  );
}

function findingOf(
  { table, schema, changeImages }: DiscoveredTable,
  needs: ImageNeeds,
): OldRowFinding | undefined {
  // A table without a key is refused by the source itself, with the same remedy.
  if (changeImages?.kind !== 'key' || needs.rule === undefined || schema.primaryKeys.length === 0)
    return undefined;
  const name = formatTableId(table);
  const base = { table: name, rule: needs.rule, remedy: changeImages.remedy };
  const keys = new Set(schema.primaryKeys);
  const beyondKey = (columns: readonly string[]): readonly string[] =>
    columns.filter((column) => !keys.has(column));
  const held = `of a changed row the log holds the old ${schema.primaryKeys.length === 1 ? 'key' : 'keys'} (${schema.primaryKeys.join(', ')}) only`;
  for (const [reader, what, columns] of [
    ['filter', 'the filter', needs.filter],
    ['primary-keys', 'the key of the result', needs.key],
    ['converter-after-transform', 'SOFT_DELETE', needs.softDelete],
  ] as const) {
    const missing = beyondKey(columns);
    if (missing.length === 0) continue;
    const message = `${name}: ${what} of transform ${needs.rule + 1} reads ${listed(missing)}, and ${held}: the first update or delete would stop the run.`;
    return { ...base, reader, status: 'failed', message };
  }
  const large = beyondKey(needs.computed).filter((column) => mayBeLarge(schema, column));
  if (large.length === 0) return undefined;
  const message = `${name}: the projection of transform ${needs.rule + 1} computes with ${listed(large)}; an update that leaves a large value there as it was does not send it, and would stop the run.`;
  return { ...base, reader: 'projection', status: 'warning', message };
}

const listed = (columns: readonly string[]): string =>
  `${columns.length === 1 ? 'column' : 'columns'} ${columns.join(', ')}`;

/** Kinds whose values can grow beyond what a row holds in place. */
const LARGE: ReadonlySet<DataType['kind']> = new Set([
  'VARCHAR',
  'VARBINARY',
  'ARRAY',
  'MAP',
  'ROW',
  'VARIANT',
]);

function mayBeLarge({ columns }: TableSchema, name: string): boolean {
  const type = columns.find((column) => column.name === name)?.type;
  return type !== undefined && LARGE.has(type.kind);
}

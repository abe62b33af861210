// The static way of a table's inserts, so that a snapshot can be copied column by column without making events of its rows.
import { TailraceError } from '../diagnostics/index.ts';
import type { EventContext } from '../expression/index.ts';
import { type TableTransform, restoreTableTransform } from '../transform/index.ts';
import type { SourceState } from './chain-state.ts';
import type { BulkOutput, BulkPlan, BulkTarget, RowOp } from './operator-chain.ts';
import { coercionTo } from './rows.ts';
import type { ChainParts } from './schema-changes.ts';

/** Undefined where rows need more than forward, compute and filter: values converted for a merged table, or metadata of the event. */
export function createBulkPlan(parts: ChainParts, state: SourceState): BulkPlan | undefined {
  const { transform } = state;
  if (transform !== undefined && readsMetadata(parts, state, transform)) return undefined;
  const contexts = contextsOf(parts, state);
  const columns = transformOutputs(state, contexts);
  const targets: BulkTarget[] = [];
  for (const target of state.targets) {
    const { schema } = target.sink;
    if (schema === undefined) return undefined;
    const coercion = coercionTo(parts, state, target);
    if (!coercion.movesOnly) return undefined;
    const outputs = coercion.outputs.map(({ from }): BulkOutput => columns[from] ?? { kind: 'null' });
    targets.push({ sinkTable: target.sink.id, schema, outputs });
  }
  const filter = transform?.filter;
  return {
    source: state.source,
    usedColumns: usedColumns(transform),
    softDelete: transform?.softDelete ?? false,
    targets,
    ...(transform === undefined || filter === undefined
      ? {}
      : {
          filter: (row, op = '+I') => {
            const context = contexts[op];
            return filter.passes(row, transform.filterFirst ? row : transform.project(row, context), context);
          },
        }),
  };
}

type Contexts = Readonly<Record<RowOp, EventContext>>;

function contextsOf({ plan }: ChainParts, { id }: SourceState): Contexts {
  const context = (op: RowOp): EventContext => ({
    get nowMs() {
      return plan.now();
    },
    table: id,
    op,
    meta: {},
  });
  return { '+I': context('+I'), '-U': context('-U'), '+U': context('+U'), '-D': context('-D') };
}

function transformOutputs(state: SourceState, contexts: Contexts): readonly BulkOutput[] {
  const { transform } = state;
  if (transform === undefined) {
    return state.source.columns.map((_column, column) => ({ kind: 'forward', column }));
  }
  return transform.cells.map((cell, at): BulkOutput => {
    const column = transform.forwards[at];
    return column === undefined
      ? { kind: 'compute', evaluate: (row, op = '+I') => cell(row, contexts[op]) }
      : { kind: 'forward', column };
  });
}

function usedColumns(transform: TableTransform | undefined): readonly number[] {
  const used = new Set(transform?.filter?.usedColumns);
  for (const [at, output] of (transform?.outputs ?? []).entries()) {
    if (transform?.forwards[at] !== undefined) continue;
    const columns = output.kind === 'forward' ? [output.from] : output.expression.usedColumns;
    for (const column of columns) used.add(column);
  }
  return [...used].toSorted((a, b) => a - b);
}

/** Whether an expression needs what the source tells of single events: then it does not compile without those columns. */
function readsMetadata(parts: ChainParts, state: SourceState, transform: TableTransform): boolean {
  const { settings, findRule } = parts.plan;
  const rule = findRule(state.id);
  if (settings.metadata.length === 0 || rule === undefined) return false;
  const place = { rule: rule.rule, table: state.id };
  const schemas = { source: transform.source, result: transform.schema };
  try {
    restoreTableTransform(rule.spec, { ...settings, metadata: [] }, place, schemas);
    return false;
  } catch (error) {
    if (error instanceof TailraceError) return true;
    throw error;
  }
}

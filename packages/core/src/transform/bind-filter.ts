// A filter bound to a table. It sees the columns of the projection's result, then the table's own, then metadata columns.
import { must } from '../assert/index.ts';
import {
  type CompiledExpression,
  type Expression,
  type EventContext,
  compileExpression,
  parseCondition,
} from '../expression/index.ts';
import type { Column, TableSchema } from '../table/index.ts';
import type { Row } from '../value/index.ts';
import type { Output } from './bind-projection.ts';
import type { RulePlace, TransformSettings } from './settings.ts';
import { transformError } from './transform-error.ts';

/** Whether an image passes: the row as it came, and its projection. Only TRUE does. */
export interface BoundFilter {
  readonly text: string;
  /** Positions in the source row that it reads, computed columns of the projection included. */
  readonly usedColumns: readonly number[];
  /** Whether it can be asked before the projection is computed. */
  readonly needsProjection: boolean;
  readonly passes: (row: Row, projected: Row, context: EventContext) => boolean;
}

export function readFilter(text: string, place: RulePlace): Expression {
  const parsed = parseCondition(text);
  const [finding] = parsed.findings;
  if (finding !== undefined) throw transformError(place, 'filter', finding, text);
  return must(parsed.expression, 'the expression of a filter without findings');
}

export function bindFilter(
  filter: Expression,
  bound: { readonly schema: TableSchema; readonly outputs: readonly Output[] },
  settings: TransformSettings,
  place: RulePlace,
): BoundFilter {
  const { schema, outputs } = bound;
  const compile = (columns: readonly Pick<Column, 'name' | 'type'>[]): CompiledExpression => {
    const compiled = compileExpression(filter, { columns, ...settings, mode: 'filter' });
    if (compiled.ok) return compiled.expression;
    const finding = must(compiled.errors[0], 'a finding for a filter that does not compile');
    throw transformError(place, 'filter', finding, filter.text);
  };
  const combined = compile([...outputs.map((output) => output.column), ...schema.columns]);
  const direct = columnsOfSource(combined.usedColumns, outputs, schema);
  const usedColumns = sourceColumns(combined.usedColumns, outputs);
  if (direct === undefined) {
    return {
      text: filter.text,
      usedColumns,
      needsProjection: true,
      passes: passesOf(combined, (row, projected) => [...projected, ...row]),
    };
  }
  const onSource = compile(direct);
  return {
    text: filter.text,
    usedColumns,
    needsProjection: false,
    passes: passesOf(onSource),
  };
}

function passesOf(
  condition: CompiledExpression,
  join?: (row: Row, projected: Row) => Row,
): BoundFilter['passes'] {
  const { compute, evaluate, explain } = condition;
  if (join !== undefined)
    return (row, projected, context) => evaluate(join(row, projected), context) === true;
  return (row, _projected, context) => {
    try {
      return compute(row, context) === true;
    } catch (error) {
      throw explain(error, context);
    }
  };
}

/** Source columns behind what a filter reads. */
function sourceColumns(used: readonly number[], outputs: readonly Output[]): readonly number[] {
  const columns = new Set<number>();
  for (const at of used) {
    const output = outputs[at];
    if (output === undefined) columns.add(at - outputs.length);
    else if (output.kind === 'forward') columns.add(output.from);
    else for (const column of output.expression.usedColumns) columns.add(column);
  }
  return [...columns].toSorted((a, b) => a - b);
}

/**
 * The source row's columns under the names that the filter uses, so that no row has to be put together for it. Undefined when it
 * reads a computed column, or one source column under two names.
 */
function columnsOfSource(
  used: readonly number[],
  outputs: readonly Output[],
  schema: TableSchema,
): readonly Pick<Column, 'name' | 'type'>[] | undefined {
  // A name that no expression can write hides the columns that are not asked for.
  const columns: Pick<Column, 'name' | 'type'>[] = schema.columns.map(({ type }) => ({ name: '\0', type }));
  const taken = new Set<number>();
  for (const at of used) {
    const output = outputs[at];
    if (output?.kind === 'compute') return undefined;
    const from = output === undefined ? at - outputs.length : output.from;
    const column = output?.column ?? must(schema.columns[from], 'a column that the filter reads');
    if (taken.has(from) && columns[from]?.name !== column.name) return undefined;
    taken.add(from);
    columns[from] = column;
  }
  return columns;
}

// Rows of a table made into rows of a rule's result. This is done for every row of a run, hence the care for calls and arrays.
import { type EventContext, isNotSent } from '../expression/index.ts';
import type { TableSchema } from '../table/index.ts';
import { equalIgnoringNullability } from '../types/index.ts';
import { type Row, UNSENT, type Value } from '../value/index.ts';
import type { Output } from './bind-projection.ts';
import { fitter } from './fit-value.ts';

export type Cell = (row: Row, context: EventContext) => Value;
export type ComputeRow = (row: Row, context: EventContext) => Row;

/** How one column of the result is made. */
export interface ColumnMaker {
  /** Position in the source row where it is copied as it is. */
  readonly from: number | undefined;
  /** Throws TailraceError. */
  readonly evaluate: Cell;
  /** The same; what it throws becomes that error by `explain`. */
  readonly compute: Cell;
  readonly explain: (error: unknown, context: EventContext) => unknown;
}

export interface RowProjection {
  /** Of a row as it is now. */
  readonly ofNew: ComputeRow;
  /** Of a row as it was: what is computed from columns that were not sent is not there either; nothing but keys is needed of it. */
  readonly ofOld: ComputeRow;
}

/** `schema` is the result's, whose columns keep the types that they were created with. */
export function columnMaker(output: Output, schema: TableSchema, at: number): ColumnMaker {
  const source = output.kind === 'forward' ? forward(output.from) : output.expression;
  const declared = schema.columns[at]?.type;
  if (declared === undefined || equalIgnoringNullability(declared, output.column.type)) {
    const from = output.kind === 'forward' ? output.from : undefined;
    return { from, evaluate: source.evaluate, compute: source.compute, explain: source.explain };
  }
  const fit = fitter(output.column.type, declared);
  const fitted =
    (read: Cell): Cell =>
    (row, context) => {
      const value = read(row, context);
      return value === null || value === UNSENT ? value : fit(value);
    };
  return {
    from: undefined,
    evaluate: fitted(source.evaluate),
    compute: fitted(source.compute),
    explain: source.explain,
  };
}

function forward(from: number): Omit<ColumnMaker, 'from'> {
  const read: Cell = (row) => row[from] ?? null;
  return { evaluate: read, compute: read, explain: (error) => error };
}

export function projectRows(columns: readonly ColumnMaker[], schema: TableSchema): RowProjection {
  const keys = new Set(schema.primaryKeys);
  const old = columns.map((column, at): ColumnMaker => {
    const isKey = keys.has(schema.columns[at]?.name ?? '');
    return isKey || column.from !== undefined ? column : { ...column, compute: orUnsent(column.compute) };
  });
  return { ofNew: computeAll(columns), ofOld: computeAll(old) };
}

function orUnsent(compute: Cell): Cell {
  return (row, context) => {
    try {
      return compute(row, context);
    } catch (error) {
      if (isNotSent(error)) return UNSENT;
      throw error;
    }
  };
}

/**
 * Up to four cells have a place of their own, because a call whose target hardly changes is several times quicker than one that has
 * many, and one `try` does for all of them.
 */
function computeAll(columns: readonly ColumnMaker[]): ComputeRow {
  const [a, b, c, d] = columns.map((column) => column.compute);
  if (columns.length > 4) return computeMany(columns);
  const explain = (at: number, error: unknown, context: EventContext) =>
    columns[at]?.explain(error, context) ?? error;
  if (a === undefined) return () => [];
  if (b === undefined)
    return (row, context) => {
      try {
        return [a(row, context)];
      } catch (error) {
        throw explain(0, error, context);
      }
    };
  if (c === undefined)
    return (row, context) => {
      let at = 0;
      try {
        const first = a(row, context);
        at = 1;
        return [first, b(row, context)];
      } catch (error) {
        throw explain(at, error, context);
      }
    };
  if (d === undefined)
    return (row, context) => {
      let at = 0;
      try {
        const first = a(row, context);
        at = 1;
        const second = b(row, context);
        at = 2;
        return [first, second, c(row, context)];
      } catch (error) {
        throw explain(at, error, context);
      }
    };
  return (row, context) => {
    let at = 0;
    try {
      const first = a(row, context);
      at = 1;
      const second = b(row, context);
      at = 2;
      const third = c(row, context);
      at = 3;
      return [first, second, third, d(row, context)];
    } catch (error) {
      throw explain(at, error, context);
    }
  };
}

function computeMany(columns: readonly ColumnMaker[]): ComputeRow {
  // Copied and filled: an array that grows takes room for many more cells.
  const blank = columns.map((): Value => null);
  const from = columns.map((column) => column.from ?? -1);
  const computed = columns.flatMap((column, to) => (column.from === undefined ? [{ ...column, to }] : []));
  return (row, context) => {
    const result = blank.slice();
    for (let to = 0; to < result.length; to += 1) {
      const at = from[to] ?? -1;
      if (at >= 0) result[to] = row[at] ?? null;
    }
    for (let next = 0; next < computed.length; next += 1) {
      const column = computed[next];
      if (column === undefined) continue;
      try {
        result[column.to] = column.compute(row, context);
      } catch (error) {
        throw column.explain(error, context);
      }
    }
    return result;
  };
}

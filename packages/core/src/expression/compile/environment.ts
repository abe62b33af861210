// What an expression is compiled against, and what comes out. Compiled once for a table's schema; evaluated for every row image.
import type { EventMeta } from '../../event/index.ts';
import type { TableId } from '../../table/index.ts';
import type { DataType } from '../../types/index.ts';
import type { Row, Value } from '../../value/index.ts';

export interface VisibleColumn {
  readonly name: string;
  readonly type: DataType;
}

export interface CompileEnvironment {
  /** Columns by position of the rows that will be evaluated; of two with one name the first counts. */
  readonly columns: readonly VisibleColumn[];
  /** Metadata columns that the source offers (`op_ts`); those of Flink CDC itself (`__table_name__` …) are always there. */
  readonly metadata: readonly VisibleColumn[];
  /** `transform.decimal.precision.mode`: the most digits that a computed decimal may have. */
  readonly decimalPrecision: 19 | 38;
  /** `pipeline.local-time-zone`, an IANA name or an offset. */
  readonly timeZone: string;
  /** Flink CDC type-checks projections and casts arguments implicitly there; filters get neither. */
  readonly mode: 'projection' | 'filter';
  /** Only a part of it is compiled: a part of a filter need not be a condition. */
  readonly isPart?: boolean;
  /** Names of the functions and models that the document declares. */
  readonly userFunctions: readonly string[];
  readonly models: readonly string[];
}

export interface EventContext {
  /** The instant that all clock functions of one event give, in ms. */
  readonly nowMs: number;
  /** The source table of the event. */
  readonly table: TableId;
  readonly op: '+I' | '-U' | '+U' | '-D' | '+R';
  readonly meta: EventMeta;
}

/** Reads a cell out of a row image. Throws TailraceError (`expression-failed`, `value-not-sent`, `only-on-flink`). */
export type Evaluate = (row: Row, context: EventContext) => Value;

export interface CompiledExpression {
  readonly type: DataType;
  /** Positions in `columns`, ascending, each once. */
  readonly usedColumns: readonly number[];
  readonly evaluate: Evaluate;
  /** The same, but what it throws for a row is yet to be made public by `explain`: for whoever computes many cells in one go. */
  readonly compute: Evaluate;
  /** What `evaluate` throws where `compute` throws `error`. */
  readonly explain: (error: unknown, context: EventContext) => unknown;
}

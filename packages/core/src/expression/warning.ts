// A trap in an expression that compiles, as data.
import type { TextRange } from '../yaml/index.ts';

export const EXPRESSION_WARNING_CODES = [
  /** `=` between values of different Java classes is never true in Flink CDC: a BIGINT column and the INT literal 1. */
  'never-equal',
  /** Flink accepts it and fails the job at the first row; here it gives the answer of standard SQL. */
  'fails-on-flink',
  /** A decimal column has more digits than the precision mode keeps: a computed value that needs them is NULL. */
  'decimal-digits-lost',
  /** An argument is converted to the parameter's type without being asked to. */
  'implicit-cast',
  /** The part of an INTERVAL that the type of its time does not take. */
  'interval-without-effect',
  /** A pattern that comes from the rows: one that cannot be read ends the run. */
  'pattern-from-rows',
] as const;

export type ExpressionWarningCode = (typeof EXPRESSION_WARNING_CODES)[number];

export interface ExpressionWarning {
  readonly code: ExpressionWarningCode;
  readonly message: string;
  /** Within the text that was parsed. */
  readonly range: TextRange;
  /** What to write in place of the text that the range covers. */
  readonly suggestion?: string;
}

// A compiled part of an expression: its static type and a closure. What the checker knows beyond the type stands here too.
import type { TimeZone } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import type { Value } from '../../value/index.ts';
import type { TextRange } from '../../yaml/index.ts';
import type { ExpressionNode } from '../syntax/ast.ts';
import type { JavaFacts } from '../syntax/java-groups.ts';
import type { ExpressionCode } from '../finding.ts';
import type { CompileEnvironment, Evaluate } from './environment.ts';
import type { ExpressionWarning } from '../warning.ts';

export interface Typed {
  readonly type: DataType;
  readonly evaluate: Evaluate;
  /** The same for every row and instant: it is evaluated once, when it is compiled. */
  readonly constant: boolean;
  /** A bare NULL, which takes any type. */
  readonly untypedNull?: boolean;
  /**
   * Of a decimal literal, or arithmetic of such with integers: the same as DOUBLE. Flink computes it as a Java double, which is what
   * comparisons see; where the value itself is wanted, Flink fails, and here it is the decimal of standard SQL.
   */
  readonly double?: Typed;
  /** The result column keeps NOT NULL (IFNULL, metadata columns). */
  readonly keepsNotNull?: boolean;
  /** A condition that is TRUE or FALSE for every row, never NULL. */
  readonly isTwoValued?: boolean;
  /** Of AND and OR between such conditions: what it joins, in order. */
  readonly joined?: { readonly operator: 'AND' | 'OR'; readonly tests: readonly Evaluate[] };
  /** Of a bare column: its position in the row. */
  readonly column?: number;
  /** Of a text that holds no half of a surrogate pair, whatever the row. */
  readonly isWellFormed?: boolean;
  /** The value of a literal, for functions that need one when they are compiled. */
  readonly literal?: Value;
}

/** What the compiling functions share: the environment, and where findings go. */
export interface Scope {
  readonly env: CompileEnvironment;
  readonly zone: TimeZone;
  readonly usedColumns: Set<number>;
  /** Compiles a part; undefined when it has findings. */
  compile(node: ExpressionNode): Typed | undefined;
  /** The same without keeping findings and types; each part once. */
  compileQuietly(node: ExpressionNode): Typed | undefined;
  javaFacts(): JavaFacts;
  /** Keeps a finding; always undefined, so that a caller can return it. */
  report(code: ExpressionCode, range: TextRange, message: string, suggestion?: string): undefined;
  /** Keeps a trap that is no error here. */
  warn(warning: ExpressionWarning): void;
  /** The source text of a part, for messages. */
  textOf(node: ExpressionNode): string;
}

// What is wrong with an expression, as data: errors for users are never thrown while a text is being written.
import type { TextRange } from '../yaml/index.ts';

export const EXPRESSION_CODES = [
  /** The text does not follow the grammar. */
  'expression-syntax',
  /** A computed column of a projection has no name after AS. */
  'missing-alias',
  /** No such column in the table, nor a metadata column of that name. */
  'unknown-column',
  /** No such function, neither built in nor declared in the document. */
  'unknown-function',
  /** Too many or too few arguments, or a call in a form that the function does not have. */
  'wrong-arguments',
  /** An operand or argument of a type that the operation does not take. */
  'type-mismatch',
  /** A conversion that CAST does not have. */
  'unsupported-cast',
  /** A number literal that no type can hold. */
  'number-out-of-range',
  /** A function of the document's own or an AI model: Flink evaluates it, this engine does not. */
  'only-on-flink',
  /** An AI function names a model that the document does not declare. */
  'unknown-model',
] as const;

export type ExpressionCode = (typeof EXPRESSION_CODES)[number];

export interface ExpressionFinding {
  readonly code: ExpressionCode;
  readonly message: string;
  /** Within the text that was parsed. */
  readonly range: TextRange;
  /** "Did you mean": what to write in place of the text that the range covers. */
  readonly suggestion?: string;
}

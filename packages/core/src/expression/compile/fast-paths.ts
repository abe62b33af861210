// Shapes that most conditions and sums have, each as one closure: a column or another part against a number or a text that does not
// change. A cell that is no plain value (NULL, or not sent by the source) goes the general way.
import type { Evaluate } from './environment.ts';
import type { ArithmeticOperator, ComparisonOperator } from '../syntax/ast.ts';
import type { Typed } from './typed.ts';

const IN_JAVA_INT: readonly string[] = ['TINYINT', 'SMALLINT', 'INT'];

/** Both are numbers in memory, of one Java class. */
const arePlainNumbers = (a: Typed, b: Typed): boolean =>
  a.type.kind === b.type.kind && (IN_JAVA_INT.includes(a.type.kind) || a.type.kind === 'DOUBLE');

const areTexts = (a: Typed, b: Typed): boolean =>
  [a, b].every(({ type }) => type.kind === 'VARCHAR' || type.kind === 'CHAR');

/** `general` is the closure that this one is the same as. */
export function fastComparison(
  operator: ComparisonOperator,
  left: Typed,
  right: Typed,
  general: Evaluate,
): Evaluate {
  const limit = right.literal;
  const { column } = left;
  if (column === undefined) return general;
  if (typeof limit === 'string' && areTexts(left, right)) return textTest(operator, column, limit, general);
  // Java's order of doubles tells -0.0 from 0.0, and NaN equals itself.
  const isPlain = typeof limit === 'number' && arePlainNumbers(left, right);
  const isPeculiar = left.type.kind === 'DOUBLE' && (limit === 0 || Number.isNaN(limit));
  return isPlain && !isPeculiar ? numberTest(operator, column, limit, general) : general;
}

function textTest(operator: ComparisonOperator, at: number, limit: string, general: Evaluate): Evaluate {
  if (operator === '=')
    return (row, context) => {
      const x = row[at];
      return typeof x === 'string' ? x === limit : general(row, context);
    };
  if (operator === '<>')
    return (row, context) => {
      const x = row[at];
      return typeof x === 'string' ? x !== limit : general(row, context);
    };
  return general;
}

/** NaN is the largest number in Java, so that the upper tests are denials of the lower ones. */
function numberTest(operator: ComparisonOperator, at: number, limit: number, general: Evaluate): Evaluate {
  switch (operator) {
    case '=':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? x === limit : general(row, context);
      };
    case '<>':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? x !== limit : general(row, context);
      };
    case '<':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? x < limit : general(row, context);
      };
    case '<=':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? x <= limit : general(row, context);
      };
    case '>':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? !(x <= limit) : general(row, context);
      };
    case '>=':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? !(x < limit) : general(row, context);
      };
  }
}

/** Sums, differences and products of INT, which wrap at 32 bits, with a number that does not change. */
export function fastIntArithmetic(
  operator: ArithmeticOperator,
  left: Typed,
  right: Typed,
  general: Evaluate,
): Evaluate {
  const { literal } = right;
  if (typeof literal !== 'number' || operator === '/' || operator === '%') return general;
  return left.column === undefined
    ? partWithInt(operator, left.evaluate, literal)
    : columnWithInt(operator, left.column, literal, general);
}

function columnWithInt(operator: '+' | '-' | '*', at: number, literal: number, general: Evaluate): Evaluate {
  switch (operator) {
    case '+':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? (x + literal) | 0 : general(row, context);
      };
    case '-':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? (x - literal) | 0 : general(row, context);
      };
    case '*':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? Math.imul(x, literal) : general(row, context);
      };
  }
}

function partWithInt(operator: '+' | '-' | '*', part: Evaluate, literal: number): Evaluate {
  switch (operator) {
    case '+':
      return (row, context) => {
        const x = part(row, context);
        return typeof x === 'number' ? (x + literal) | 0 : null;
      };
    case '-':
      return (row, context) => {
        const x = part(row, context);
        return typeof x === 'number' ? (x - literal) | 0 : null;
      };
    case '*':
      return (row, context) => {
        const x = part(row, context);
        return typeof x === 'number' ? Math.imul(x, literal) : null;
      };
  }
}

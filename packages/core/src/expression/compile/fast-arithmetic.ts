// + - * of INT, BIGINT and DOUBLE, each as one closure. The other operators and types go the general way, as does a cell of a column
// that is neither a number nor NULL (not sent by the source).
import type { Value } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import type { ArithmeticOperator } from '../syntax/ast.ts';
import type { Evaluate } from './environment.ts';
import type { Typed } from './typed.ts';

/** `general` is the closure that this one is the same as; both sides are of the type already. */
export function fastArithmetic(
  operator: ArithmeticOperator,
  type: DataType,
  sides: { readonly left: Typed; readonly right: Typed },
  general: Evaluate,
): Evaluate {
  if (operator === '/' || operator === '%') return general;
  const { left, right } = sides;
  if (type.kind === 'INT') return intArithmetic(operator, left, right, general);
  if (type.kind === 'BIGINT') return bigintArithmetic(operator, left.evaluate, right.evaluate);
  return type.kind === 'DOUBLE' ? doubleArithmetic(operator, left.evaluate, right.evaluate) : general;
}

type Operator = '+' | '-' | '*';

function intArithmetic(operator: Operator, left: Typed, right: Typed, general: Evaluate): Evaluate {
  const { literal } = right;
  if (typeof literal !== 'number') return ints(operator, left.evaluate, right.evaluate);
  return left.column === undefined
    ? partWithInt(operator, left.evaluate, literal)
    : columnWithInt(operator, left.column, literal, general);
}

function columnWithInt(operator: Operator, at: number, literal: number, general: Evaluate): Evaluate {
  switch (operator) {
    case '+':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? (x + literal) | 0 : x === null ? null : general(row, context);
      };
    case '-':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? (x - literal) | 0 : x === null ? null : general(row, context);
      };
    case '*':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? Math.imul(x, literal) : x === null ? null : general(row, context);
      };
  }
}

function partWithInt(operator: Operator, part: Evaluate, literal: number): Evaluate {
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

/** The right side is not asked where the left one is NULL: it may fail. */
function ints(operator: Operator, a: Evaluate, b: Evaluate): Evaluate {
  switch (operator) {
    case '+':
      return (row, context): Value => {
        const x = a(row, context);
        if (typeof x !== 'number') return null;
        const y = b(row, context);
        return typeof y === 'number' ? (x + y) | 0 : null;
      };
    case '-':
      return (row, context): Value => {
        const x = a(row, context);
        if (typeof x !== 'number') return null;
        const y = b(row, context);
        return typeof y === 'number' ? (x - y) | 0 : null;
      };
    case '*':
      return (row, context): Value => {
        const x = a(row, context);
        if (typeof x !== 'number') return null;
        const y = b(row, context);
        return typeof y === 'number' ? Math.imul(x, y) : null;
      };
  }
}

function bigintArithmetic(operator: Operator, a: Evaluate, b: Evaluate): Evaluate {
  switch (operator) {
    case '+':
      return (row, context): Value => {
        const x = a(row, context);
        if (typeof x !== 'bigint') return null;
        const y = b(row, context);
        return typeof y === 'bigint' ? BigInt.asIntN(64, x + y) : null;
      };
    case '-':
      return (row, context): Value => {
        const x = a(row, context);
        if (typeof x !== 'bigint') return null;
        const y = b(row, context);
        return typeof y === 'bigint' ? BigInt.asIntN(64, x - y) : null;
      };
    case '*':
      return (row, context): Value => {
        const x = a(row, context);
        if (typeof x !== 'bigint') return null;
        const y = b(row, context);
        return typeof y === 'bigint' ? BigInt.asIntN(64, x * y) : null;
      };
  }
}

function doubleArithmetic(operator: Operator, a: Evaluate, b: Evaluate): Evaluate {
  switch (operator) {
    case '+':
      return (row, context): Value => {
        const x = a(row, context);
        if (typeof x !== 'number') return null;
        const y = b(row, context);
        return typeof y === 'number' ? x + y : null;
      };
    case '-':
      return (row, context): Value => {
        const x = a(row, context);
        if (typeof x !== 'number') return null;
        const y = b(row, context);
        return typeof y === 'number' ? x - y : null;
      };
    case '*':
      return (row, context): Value => {
        const x = a(row, context);
        if (typeof x !== 'number') return null;
        const y = b(row, context);
        return typeof y === 'number' ? x * y : null;
      };
  }
}

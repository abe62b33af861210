// Three-valued AND, OR, NOT, short-circuit from the left, and the IS tests, which are never NULL.
import type { Evaluate } from './environment.ts';
import { BOOLEAN, withNullable } from './data-types.ts';
import { isConstant, isNullable, strict1 } from './build.ts';
import type { Typed } from './typed.ts';

export function logic(operator: 'AND' | 'OR', left: Typed, right: Typed): Typed {
  const evaluate =
    operator === 'AND' ? and(left.evaluate, right.evaluate) : or(left.evaluate, right.evaluate);
  return {
    type: withNullable(BOOLEAN, isNullable([left, right])),
    evaluate,
    constant: isConstant([left, right]),
  };
}

function and(a: Evaluate, b: Evaluate): Evaluate {
  return (row, context) => {
    const x = a(row, context);
    if (x === false) return false;
    const y = b(row, context);
    if (y === false) return false;
    return x === null || y === null ? null : true;
  };
}

function or(a: Evaluate, b: Evaluate): Evaluate {
  return (row, context) => {
    const x = a(row, context);
    if (x === true) return true;
    const y = b(row, context);
    if (y === true) return true;
    return x === null || y === null ? null : false;
  };
}

export function not(part: Typed): Typed {
  return {
    type: withNullable(BOOLEAN, part.type.nullable),
    evaluate: strict1(part.evaluate, (x) => x === false),
    constant: part.constant,
  };
}

/** `IS [NOT] NULL|TRUE|FALSE|UNKNOWN`. */
export function isTest(part: Typed, test: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN', negated: boolean): Typed {
  const expected = test === 'TRUE' ? true : test === 'FALSE' ? false : null;
  const { evaluate } = part;
  const type = withNullable(BOOLEAN, false);
  return negated
    ? { type, constant: part.constant, evaluate: (row, context) => evaluate(row, context) !== expected }
    : { type, constant: part.constant, evaluate: (row, context) => evaluate(row, context) === expected };
}

// Three-valued AND, OR, NOT, short-circuit from the left, and the IS tests, which are never NULL. Most conditions are TRUE or FALSE whatever
// the row, and those that join them need not look for NULL.
import type { Evaluate } from './environment.ts';
import { BOOLEAN, withNullable } from './data-types.ts';
import { isConstant, isNullable, strict1 } from './build.ts';
import type { Typed } from './typed.ts';

export function logic(operator: 'AND' | 'OR', left: Typed, right: Typed): Typed {
  const shared = {
    type: withNullable(BOOLEAN, isNullable([left, right])),
    constant: isConstant([left, right]),
  };
  if (left.isTwoValued !== true || right.isTwoValued !== true) {
    const join = operator === 'AND' ? and : or;
    return { ...shared, evaluate: join(left.evaluate, right.evaluate) };
  }
  const tests = [...joinedBy(operator, left), ...joinedBy(operator, right)];
  return {
    ...shared,
    isTwoValued: true,
    joined: { operator, tests },
    evaluate: operator === 'AND' ? all(tests) : some(tests),
  };
}

const joinedBy = (operator: 'AND' | 'OR', part: Typed): readonly Evaluate[] =>
  part.joined?.operator === operator ? part.joined.tests : [part.evaluate];

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

/** Of tests that are never NULL. */
function all(tests: readonly Evaluate[]): Evaluate {
  const [a, b, c, d] = tests;
  if (a === undefined || b === undefined || tests.length > 4) {
    return (row, context) => {
      for (let at = 0; at < tests.length; at += 1) if (tests[at]?.(row, context) !== true) return false;
      return true;
    };
  }
  if (c === undefined) return (row, context) => a(row, context) === true && b(row, context) === true;
  if (d === undefined)
    return (row, context) => a(row, context) === true && b(row, context) === true && c(row, context) === true;
  return (row, context) =>
    a(row, context) === true &&
    b(row, context) === true &&
    c(row, context) === true &&
    d(row, context) === true;
}

/** Of tests that are never NULL. */
function some(tests: readonly Evaluate[]): Evaluate {
  const [a, b, c] = tests;
  if (a === undefined || b === undefined || tests.length > 3) {
    return (row, context) => {
      for (let at = 0; at < tests.length; at += 1) if (tests[at]?.(row, context) === true) return true;
      return false;
    };
  }
  if (c === undefined) return (row, context) => a(row, context) === true || b(row, context) === true;
  return (row, context) => a(row, context) === true || b(row, context) === true || c(row, context) === true;
}

export function not(part: Typed): Typed {
  const { evaluate } = part;
  const shared = { type: withNullable(BOOLEAN, part.type.nullable), constant: part.constant };
  return part.isTwoValued === true
    ? { ...shared, isTwoValued: true, evaluate: (row, context) => evaluate(row, context) !== true }
    : { ...shared, evaluate: strict1(evaluate, (x) => x === false) };
}

/** `IS [NOT] NULL|TRUE|FALSE|UNKNOWN`. */
export function isTest(part: Typed, test: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN', negated: boolean): Typed {
  const expected = test === 'TRUE' ? true : test === 'FALSE' ? false : null;
  const { evaluate, constant } = part;
  const shared = { type: withNullable(BOOLEAN, false), constant, isTwoValued: true };
  return negated
    ? { ...shared, evaluate: (row, context) => evaluate(row, context) !== expected }
    : { ...shared, evaluate: (row, context) => evaluate(row, context) === expected };
}

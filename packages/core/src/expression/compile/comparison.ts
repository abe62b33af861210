// = <> < <= > >=, IS DISTINCT FROM, BETWEEN and IN. None of them gives NULL for a NULL operand: = and the orders are FALSE, <> is TRUE
// (reference: comparison and logic). A NULL bound of BETWEEN, which fails a row in Flink, gives NULL.
import type { Value } from '../../value/index.ts';
import type { ComparisonOperator } from '../syntax/ast.ts';
import { isConstant } from './build.ts';
import { equality, looseEquality, ordering, type Equals, type Order } from './compare.ts';
import { BOOLEAN, isNumeric, withNullable } from './data-types.ts';
import type { Evaluate } from './environment.ts';
import { fastBetween, fastComparison, isOneOf, sameAsLiterals } from './fast-comparison.ts';
import type { Typed } from './typed.ts';

const TWO_VALUED = { type: withNullable(BOOLEAN, false), isTwoValued: true };

/** Undefined when the two types have no order. */
export function comparison(operator: ComparisonOperator, first: Typed, second: Typed): Typed | undefined {
  const left = first.double ?? first;
  const right = second.double ?? second;
  const constant = isConstant([left, right]);
  const { evaluate: a } = left;
  const { evaluate: b } = right;
  if (operator === '=' || operator === '<>') {
    const equals = equality(left, right);
    const isNegated = operator === '<>';
    const evaluate: Evaluate = (row, context) => {
      const x = a(row, context);
      if (x === null) return isNegated;
      const y = b(row, context);
      return (y !== null && equals(x, y)) !== isNegated;
    };
    return { ...TWO_VALUED, constant, evaluate: fastComparison(operator, left, right, evaluate) };
  }
  const holds = orderTest(operator, left, right);
  if (holds === undefined) return undefined;
  const evaluate: Evaluate = (row, context) => {
    const x = a(row, context);
    if (x === null) return false;
    const y = b(row, context);
    return y !== null && holds(x, y);
  };
  return { ...TWO_VALUED, constant, evaluate: fastComparison(operator, left, right, evaluate) };
}

function orderTest(operator: '<' | '<=' | '>' | '>=', left: Typed, right: Typed): Equals | undefined {
  const order = left.untypedNull === true || right.untypedNull === true ? () => 0 : ordering(left, right);
  if (order === undefined) return undefined;
  switch (operator) {
    case '<':
      return (x, y) => order(x, y) < 0;
    case '<=':
      return (x, y) => order(x, y) <= 0;
    case '>':
      return (x, y) => order(x, y) > 0;
    case '>=':
      return (x, y) => order(x, y) >= 0;
  }
}

/** `IS DISTINCT FROM`, or with `negated` `IS NOT DISTINCT FROM`. */
export function distinct(first: Typed, second: Typed, negated: boolean): Typed {
  const left = first.double ?? first;
  const right = second.double ?? second;
  const equals = equality(left, right);
  const { evaluate: a } = left;
  const { evaluate: b } = right;
  return {
    ...TWO_VALUED,
    constant: isConstant([left, right]),
    evaluate: (row, context) => {
      const x = a(row, context);
      const y = b(row, context);
      return (x === null || y === null ? x === y : equals(x, y)) === negated;
    },
  };
}

/** Undefined when the types have no order. */
export function between(
  parts: { readonly value: Typed; readonly low: Typed; readonly high: Typed },
  negated: boolean,
): Typed | undefined {
  const { value, low, high } = parts;
  const [below, above] = [boundOrder(value, low), boundOrder(value, high)];
  if (below === undefined || above === undefined) return undefined;
  const fast = fastBetween(parts, negated);
  if (fast !== undefined) return { ...TWO_VALUED, type: BOOLEAN, constant: value.constant, evaluate: fast };
  return {
    type: BOOLEAN,
    constant: isConstant([value, low, high]),
    evaluate: (row, context) => {
      const x = value.evaluate(row, context);
      if (x === null) return negated;
      const from = low.evaluate(row, context);
      const to = high.evaluate(row, context);
      if (from === null || to === null) return null;
      return (below(x, from) >= 0 && above(x, to) <= 0) !== negated;
    },
  };
}

function boundOrder(value: Typed, bound: Typed): Order | undefined {
  return value.untypedNull === true || bound.untypedNull === true ? () => 0 : ordering(value, bound);
}

/** A list of different number types, which Flink cannot compile, compares by value. Undefined when an item can never be compared. */
export function inList(value: Typed, items: readonly Typed[], negated: boolean): Typed | undefined {
  const tests: Equals[] = [];
  for (const item of items) {
    const test = itemEquality(value, item);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  const known = sameAsLiterals(value, items);
  if (known !== undefined) {
    return {
      ...TWO_VALUED,
      constant: value.constant,
      evaluate: isOneOf(value.evaluate, known, negated),
    };
  }
  return {
    ...TWO_VALUED,
    constant: isConstant([value, ...items]),
    evaluate: (row, context) => {
      const x = value.evaluate(row, context);
      let found = false;
      for (let at = 0; at < items.length && !found; at += 1) {
        const y: Value = items[at]?.evaluate(row, context) ?? null;
        found = x === null || y === null ? x === y : tests[at]?.(x, y) === true;
      }
      return found !== negated;
    },
  };
}

function itemEquality(value: Typed, item: Typed): Equals | undefined {
  if (value.untypedNull === true || item.untypedNull === true) return () => false;
  const isSame = value.type.kind === item.type.kind;
  if (isSame || !isNumeric(value.type)) return isSame ? equality(value, item) : looseEquality(value, item);
  return looseEquality(value, item);
}

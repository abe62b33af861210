// CASE, and what COALESCE, IF, IFNULL and array constructors share with it: several results of one type.
import type { Value } from '../../value/index.ts';
import { fold, isConstant, isNullable } from './build.ts';
import { equality } from './compare.ts';
import { coerce, commonTypeOf } from './coerce.ts';
import type { Evaluate } from './environment.ts';
import { STRING, withNullable } from './data-types.ts';
import { fastComparison } from './fast-comparison.ts';
import type { Scope, Typed } from './typed.ts';
import type { DataType } from '../../types/index.ts';

export interface Unified {
  readonly type: DataType;
  readonly parts: readonly Typed[];
}

/** The parts converted to the type that they have together; undefined when there is none. All NULL is a NULL text. */
export function unify(parts: readonly Typed[], scope: Scope): Unified | undefined {
  const common = parts.every((part) => part.untypedNull === true)
    ? STRING
    : commonTypeOf(parts, scope.env.decimalPrecision);
  if (common === undefined) return undefined;
  const type = withNullable(common, isNullable(parts));
  const converted: Typed[] = [];
  for (const part of parts) {
    const result = coerce(part, type, scope);
    if (result === undefined) return undefined;
    converted.push(fold(result));
  }
  return { type, parts: converted };
}

/** `conditions[i]` chooses `results[i]`; the result after the last condition is the ELSE. */
export function choose(conditions: readonly Typed[], results: Unified): Typed {
  const tests = conditions.map((condition) => condition.evaluate);
  const outcomes = results.parts.map((part) => part.evaluate);
  const constant = isConstant([...conditions, ...results.parts]);
  const isWellFormed = results.parts.every((part) => part.isWellFormed === true || part.literal === null);
  const shared = { type: results.type, constant, ...(isWellFormed ? { isWellFormed } : {}) };
  const [test, ...others] = tests;
  const [first, second] = outcomes;
  if (test !== undefined && first !== undefined && second !== undefined && others.length === 0) {
    const [yes, no] = results.parts.map((part) => part.literal);
    if (yes !== undefined && no !== undefined) {
      return { ...shared, evaluate: (row, context) => (test(row, context) === true ? yes : no) };
    }
    const evaluate: Evaluate = (row, context) =>
      test(row, context) === true ? first(row, context) : second(row, context);
    return { ...shared, evaluate };
  }
  return {
    ...shared,
    evaluate: (row, context): Value => {
      for (let at = 0; at < tests.length; at += 1) {
        if (tests[at]?.(row, context) === true) return outcomes[at]?.(row, context) ?? null;
      }
      return outcomes[tests.length]?.(row, context) ?? null;
    },
  };
}

/** `CASE value WHEN a THEN …`: the comparison is `=`. */
export function simpleConditions(value: Typed, candidates: readonly Typed[]): readonly Typed[] {
  return candidates.map((candidate) => {
    const [left, right] = [value.double ?? value, candidate.double ?? candidate];
    const equals = equality(left, right);
    const general: Evaluate = (row, context) => {
      const x = left.evaluate(row, context);
      const y = right.evaluate(row, context);
      return x !== null && y !== null && equals(x, y);
    };
    return {
      type: withNullable(value.type, false),
      constant: isConstant([value, candidate]),
      evaluate: fastComparison('=', left, right, general),
    };
  });
}

/** The first part that is not NULL. */
export function firstNotNull(unified: Unified): Typed {
  const values = unified.parts.map((part) => part.evaluate);
  return {
    type: unified.type,
    constant: isConstant(unified.parts),
    evaluate: (row, context) => {
      for (const value of values) {
        const found = value(row, context);
        if (found !== null) return found;
      }
      return null;
    },
  };
}

/** Results of unlike types become texts in a projection. */
export function asTexts(parts: readonly Typed[], scope: Scope): readonly Typed[] {
  if (scope.env.mode === 'filter') return parts;
  return parts.map((part) => (part.untypedNull === true ? part : (coerce(part, STRING, scope) ?? part)));
}

// Comparisons with a number or a text that does not change, each as one closure. A cell of a column that is neither a plain value nor NULL
// (not sent by the source) goes the general way, which says so. A NULL is never equal and has no order, as in comparison.ts.
import type { Value } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import type { ComparisonOperator } from '../syntax/ast.ts';
import { asDouble } from './coerce.ts';
import { isApproximate, isNumeric, isText } from './data-types.ts';
import type { Evaluate } from './environment.ts';
import type { Typed } from './typed.ts';

const MIRRORED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** TINYINT, SMALLINT and INT: of one class in Java's arithmetic, and numbers here. */
const isJavaInt = ({ kind }: DataType): boolean =>
  kind === 'TINYINT' || kind === 'SMALLINT' || kind === 'INT';

/** `general` is the closure that this one is the same as. */
export function fastComparison(
  operator: ComparisonOperator,
  left: Typed,
  right: Typed,
  general: Evaluate,
): Evaluate {
  if (right.literal === undefined) {
    return left.literal === undefined ? general : fastComparison(MIRRORED[operator], right, left, general);
  }
  if (left.literal !== undefined) return general;
  const limit = limitOf(operator, left, right);
  if (typeof limit === 'string') {
    return left.column === undefined
      ? textPartTest(operator, left.evaluate, limit, general)
      : textTest(operator, left.column, limit, general);
  }
  if (typeof limit === 'bigint') {
    return left.column === undefined ? general : bigintTest(operator, left.column, limit, general);
  }
  if (limit === undefined) return general;
  return left.column === undefined
    ? numberPartTest(operator, left.evaluate, limit)
    : numberTest(operator, left.column, limit, general);
}

/** What JavaScript can compare cells of the left side with as Flink CDC would; undefined where it cannot. */
function limitOf(
  operator: ComparisonOperator,
  { type }: Typed,
  right: Typed,
): string | number | bigint | undefined {
  const { literal } = right;
  if (isText(type)) return typeof literal === 'string' && isText(right.type) ? literal : undefined;
  const isEquality = operator === '=' || operator === '<>';
  if (isEquality && type.kind !== right.type.kind) return undefined;
  return type.kind === 'BIGINT' ? bigintLimit(right) : numberLimit(operator, type, right);
}

function bigintLimit({ type, literal }: Typed): bigint | undefined {
  if (type.kind === 'BIGINT' && typeof literal === 'bigint') return literal;
  // Both become doubles, and no BIGINT that a double cannot hold is near an INT.
  return isJavaInt(type) && typeof literal === 'number' ? BigInt(literal) : undefined;
}

/** Numbers of different types compare as doubles. */
function numberLimit(operator: ComparisonOperator, left: DataType, right: Typed): number | undefined {
  const { type, literal } = right;
  if (!isJavaInt(left) && !isApproximate(left)) return undefined;
  if (!isNumeric(type) || literal === undefined || literal === null) return undefined;
  const limit = asDouble(type)(literal);
  return isPlainLimit(operator, limit, !isJavaInt(left) || !isJavaInt(type)) ? limit : undefined;
}

/** Java's order of doubles puts -0.0 before 0.0, and NaN, which equals itself, last. */
function isPlainLimit(operator: ComparisonOperator, limit: number, isFloating: boolean): boolean {
  if (Number.isNaN(limit)) return false;
  if (!isFloating || limit !== 0) return true;
  return Object.is(limit, 0) ? operator === '>' || operator === '<=' : operator === '<' || operator === '>=';
}

/** The items of a list, where all are literals that `===` compares as Flink CDC would. */
export function sameAsLiterals(value: Typed, items: readonly Typed[]): readonly Value[] | undefined {
  const { type } = value;
  const isSame = (item: Typed): boolean =>
    (isText(type) && isText(item.type)) ||
    (isJavaInt(type) && isJavaInt(item.type)) ||
    (type.kind === 'BIGINT' && item.type.kind === 'BIGINT');
  const isKnown = value.untypedNull !== true && items.every(isSame);
  const literals = items.map((item) => item.literal ?? null);
  return isKnown && !literals.includes(null) ? literals : undefined;
}

/** In a long list a set is quicker than looking at each. */
const FEW = 8;

/** `items` are not NULL, so that NULL is none of them. */
export function isOneOf(part: Evaluate, items: readonly Value[], negated: boolean): Evaluate {
  if (items.length > FEW) {
    const set = new Set(items);
    return (row, context) => set.has(part(row, context)) !== negated;
  }
  return (row, context) => {
    const x = part(row, context);
    for (let at = 0; at < items.length; at += 1) if (items[at] === x) return !negated;
    return negated;
  };
}

/** BETWEEN numbers that do not change; undefined where JavaScript does not compare them as Flink CDC would. */
export function fastBetween(
  parts: { readonly value: Typed; readonly low: Typed; readonly high: Typed },
  negated: boolean,
): Evaluate | undefined {
  const { value, low, high } = parts;
  if (value.type.kind === 'BIGINT' || isText(value.type) || value.literal !== undefined) return undefined;
  const from = limitOf('>=', value, low);
  const to = limitOf('<=', value, high);
  if (typeof from !== 'number' || typeof to !== 'number') return undefined;
  const { evaluate } = value;
  return (row, context) => {
    const x = evaluate(row, context);
    // NaN, the largest number in Java, is above.
    return typeof x === 'number' ? (x >= from && x <= to) !== negated : negated;
  };
}

function textTest(operator: ComparisonOperator, at: number, limit: string, general: Evaluate): Evaluate {
  if (operator === '=')
    return (row, context) => {
      const x = row[at];
      return typeof x === 'string' ? x === limit : x !== null && general(row, context);
    };
  if (operator === '<>')
    return (row, context) => {
      const x = row[at];
      return typeof x === 'string' ? x !== limit : x === null || general(row, context);
    };
  return general;
}

function textPartTest(
  operator: ComparisonOperator,
  part: Evaluate,
  limit: string,
  general: Evaluate,
): Evaluate {
  if (operator === '=')
    return (row, context) => {
      const x = part(row, context);
      return typeof x === 'string' && x === limit;
    };
  if (operator === '<>')
    return (row, context) => {
      const x = part(row, context);
      return typeof x !== 'string' || x !== limit;
    };
  return general;
}

/** NaN is the largest number in Java, so that the upper tests are denials of the lower ones. */
function numberTest(operator: ComparisonOperator, at: number, limit: number, general: Evaluate): Evaluate {
  switch (operator) {
    case '=':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? x === limit : x !== null && general(row, context);
      };
    case '<>':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? x !== limit : x === null || general(row, context);
      };
    case '<':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? x < limit : x !== null && general(row, context);
      };
    case '<=':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? x <= limit : x !== null && general(row, context);
      };
    case '>':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? !(x <= limit) : x !== null && general(row, context);
      };
    case '>=':
      return (row, context) => {
        const x = row[at];
        return typeof x === 'number' ? !(x < limit) : x !== null && general(row, context);
      };
  }
}

function bigintTest(operator: ComparisonOperator, at: number, limit: bigint, general: Evaluate): Evaluate {
  const test = (holds: (x: bigint) => Value): Evaluate => {
    return (row, context) => {
      const x = row[at];
      return typeof x === 'bigint' ? holds(x) : general(row, context);
    };
  };
  switch (operator) {
    case '=':
      return test((x) => x === limit);
    case '<>':
      return test((x) => x !== limit);
    case '<':
      return test((x) => x < limit);
    case '<=':
      return test((x) => x <= limit);
    case '>':
      return test((x) => x > limit);
    case '>=':
      return test((x) => x >= limit);
  }
}

/** Of a part that is no column: it gives a number or NULL. */
function numberPartTest(operator: ComparisonOperator, part: Evaluate, limit: number): Evaluate {
  switch (operator) {
    case '=':
      return (row, context) => part(row, context) === limit;
    case '<>':
      return (row, context) => part(row, context) !== limit;
    case '<':
      return (row, context) => {
        const x = part(row, context);
        return typeof x === 'number' && x < limit;
      };
    case '<=':
      return (row, context) => {
        const x = part(row, context);
        return typeof x === 'number' && x <= limit;
      };
    case '>':
      return (row, context) => {
        const x = part(row, context);
        return typeof x === 'number' && !(x <= limit);
      };
    case '>=':
      return (row, context) => {
        const x = part(row, context);
        return typeof x === 'number' && !(x < limit);
      };
  }
}

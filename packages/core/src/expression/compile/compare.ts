// Equality and order of two values as Flink CDC has them: `=` wants the same Java class on both sides (a BIGINT never equals an INT, a
// DECIMAL of another scale never equals), order compares numbers of different classes as doubles (reference: comparison and logic).
import { compareDecimals, type Timestamp, type Value } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import { bytesCell, decimalCell, listCell, mapCell, timestampCell, variantCell, zonedCell } from './cells.ts';
import { asDouble } from './coerce.ts';
import { isApproximate, isBytes, isInteger, isNumeric, isText, isTimestamp } from './data-types.ts';
import type { Typed } from './typed.ts';
import { formatJson } from '../cast/json-text.ts';

export type Equals = (x: Value, y: Value) => boolean;
/** Negative, 0 or positive. */
export type Order = (x: Value, y: Value) => number;

/** The class that decides whether `=` can hold. */
export function classOf(part: Typed): string {
  if (isText(part.type)) return 'TEXT';
  return isBytes(part.type) ? 'BYTES' : part.type.kind;
}

/** `=` by class and value; of different classes it is never true. */
export function equality(a: Typed, b: Typed): Equals {
  if (classOf(a) !== classOf(b)) return () => false;
  return sameTypeEquality(a.type);
}

const identical: Equals = (x, y) => x === y;

export function sameTypeEquality(type: DataType): Equals {
  switch (type.kind) {
    case 'FLOAT':
    case 'DOUBLE':
      return Object.is;
    case 'DECIMAL':
      return (x, y) => {
        const [left, right] = [decimalCell(x), decimalCell(y)];
        return left.unscaled === right.unscaled && left.scale === right.scale;
      };
    case 'BINARY':
    case 'VARBINARY':
      return (x, y) => compareBytes(x, y) === 0;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return (x, y) => compareTimestamps(timestampCell(x), timestampCell(y)) === 0;
    case 'TIMESTAMP_TZ':
      return (x, y) => {
        const [left, right] = [zonedCell(x), zonedCell(y)];
        return compareTimestamps(left, right) === 0 && left.offsetSeconds === right.offsetSeconds;
      };
    case 'VARIANT':
      return (x, y) => formatJson(variantCell(x).json) === formatJson(variantCell(y).json);
    case 'ARRAY':
    case 'MAP':
    case 'ROW':
      return nestedEquality(type);
    default:
      return identical;
  }
}

function nestedEquality(type: DataType & { readonly kind: 'ARRAY' | 'MAP' | 'ROW' }): Equals {
  const nullSafe =
    (equals: Equals): Equals =>
    (x, y) =>
      x === null || y === null ? x === y : equals(x, y);
  const lists =
    (equalsAt: (at: number) => Equals): Equals =>
    (x, y) => {
      const [left, right] = [listCell(x), listCell(y)];
      return left.length === right.length && left.every((item, at) => equalsAt(at)(item, right[at] ?? null));
    };
  if (type.kind === 'ARRAY') {
    const element = nullSafe(sameTypeEquality(type.element));
    return lists(() => element);
  }
  if (type.kind === 'ROW') {
    const fields = type.fields.map((field) => nullSafe(sameTypeEquality(field.type)));
    return lists((at) => fields[at] ?? identical);
  }
  const [key, entry] = [nullSafe(sameTypeEquality(type.key)), nullSafe(sameTypeEquality(type.value))];
  return (x, y) => {
    const [left, right] = [mapCell(x), mapCell(y)];
    return (
      left.length === right.length && left.every(([k, v]) => right.some(([l, w]) => key(k, l) && entry(v, w)))
    );
  };
}

/** Order of two values; undefined when their types have none. */
export function ordering(a: Typed, b: Typed): Order | undefined {
  if (isNumeric(a.type) && isNumeric(b.type)) return numberOrdering(a.type, b.type);
  if (isText(a.type) && isText(b.type)) return natural;
  if (isBytes(a.type) && isBytes(b.type)) return compareBytes;
  if (a.type.kind !== b.type.kind) return undefined;
  if (isTimestamp(a.type)) return (x, y) => compareTimestamps(timestampCell(x), timestampCell(y));
  return a.type.kind === 'BOOLEAN' || a.type.kind === 'DATE' || a.type.kind === 'TIME' ? natural : undefined;
}

function numberOrdering(a: DataType, b: DataType): Order {
  if (a.kind === 'DECIMAL' && b.kind === 'DECIMAL')
    return (x, y) => compareDecimals(decimalCell(x), decimalCell(y));
  if (isInteger(a) && isInteger(b) && a.kind === b.kind) return natural;
  const [left, right] = [asDouble(a), asDouble(b)];
  return (x, y) => compareDoubles(left(x), right(y));
}

/** Java's Double.compare: NaN is the largest and equals itself, -0.0 comes before 0.0. */
function compareDoubles(x: number, y: number): number {
  if (x < y) return -1;
  if (x > y) return 1;
  if (Object.is(x, y)) return 0;
  if (x === 0 && y === 0) return Object.is(x, -0) ? -1 : 1;
  return Number.isNaN(x) ? (Number.isNaN(y) ? 0 : 1) : -1;
}

const natural: Order = (x, y) => {
  if (x === y || x === null || y === null || typeof x === 'symbol' || typeof y === 'symbol') return 0;
  return x < y ? -1 : 1;
};

function compareTimestamps(x: Timestamp, y: Timestamp): number {
  return x.ms === y.ms ? x.nanos - y.nanos : x.ms - y.ms;
}

function compareBytes(x: Value, y: Value): number {
  const [left, right] = [bytesCell(x), bytesCell(y)];
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Equality that compares numbers across types by value, as NULLIF and ARRAY_CONTAINS do. */
export function looseEquality(a: Typed, b: Typed): Equals | undefined {
  if (isNumeric(a.type) && isNumeric(b.type)) {
    const [left, right] = [asDouble(a.type), asDouble(b.type)];
    // As Java's == on doubles: -0.0 equals 0.0, NaN equals nothing.
    if (isApproximate(a.type) || isApproximate(b.type)) return (x, y) => left(x) === right(y);
    const order = numberOrdering(a.type, b.type);
    return (x, y) => order(x, y) === 0;
  }
  return classOf(a) === classOf(b) ? sameTypeEquality(a.type) : undefined;
}

// Widening of the types of one column that several tables bring into one sink table (Flink CDC: schema merging). Merging never
// fails: what has nothing else in common becomes STRING.
import { must } from '../assert/index.ts';
import { type DataType, MAX_LENGTH, type TypeKind } from './data-type.ts';
import { equalIgnoringNullability, withNullable } from './equal-types.ts';

/** The narrowest type of the widening tree that holds the values of both; nullable when either is. Commutative. */
export function leastCommonType(a: DataType, b: DataType): DataType {
  const nullable = a.nullable || b.nullable;
  if (equalIgnoringNullability(a, b)) return withNullable(a, nullable);
  return withNullable(mergeTimestamps(a, b) ?? mergeDecimals(a, b) ?? firstCommon(a, b), nullable);
}

const TIMESTAMP_RANK: Partial<Record<TypeKind, number>> = { TIMESTAMP: 0, TIMESTAMP_LTZ: 1, TIMESTAMP_TZ: 2 };

function mergeTimestamps(a: DataType, b: DataType): DataType | undefined {
  const rankA = TIMESTAMP_RANK[a.kind];
  const rankB = TIMESTAMP_RANK[b.kind];
  if (rankA === undefined || rankB === undefined) return undefined;
  const higher = rankA >= rankB ? a : b;
  if (!('precision' in a) || !('precision' in b) || !('precision' in higher)) return undefined;
  return { ...higher, precision: Math.max(a.precision, b.precision) };
}

const INTEGER_DIGITS: Partial<Record<TypeKind, number>> = { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 };
const MAX_PRECISION = 38;

function mergeDecimals(a: DataType, b: DataType): DataType | undefined {
  if (a.kind !== 'DECIMAL') return b.kind === 'DECIMAL' ? mergeDecimals(b, a) : undefined;
  const digits = INTEGER_DIGITS[b.kind];
  if (b.kind === 'DECIMAL') {
    const scale = Math.max(a.scale, b.scale);
    return bounded(Math.max(a.precision - a.scale, b.precision - b.scale) + scale, scale);
  }
  return digits === undefined ? STRING : bounded(Math.max(a.precision, a.scale + digits), a.scale);
}

/** Digits that a DECIMAL needs to hold the values of all; undefined where they do not become one. */
export function digitsTogether(types: readonly DataType[]): number | undefined {
  let [integers, scale, isDecimal] = [0, 0, false];
  for (const type of types) {
    const digits = type.kind === 'DECIMAL' ? type.precision - type.scale : INTEGER_DIGITS[type.kind];
    if (digits === undefined) return undefined;
    integers = Math.max(integers, digits);
    if (type.kind === 'DECIMAL') [scale, isDecimal] = [Math.max(scale, type.scale), true];
  }
  return isDecimal ? integers + scale : undefined;
}

/** What exceeds 38 digits is taken from precision and scale alike. */
function bounded(precision: number, scale: number): DataType {
  const excess = Math.max(0, precision - MAX_PRECISION);
  return { kind: 'DECIMAL', precision: precision - excess, scale: scale - excess, nullable: true };
}

const STRING: DataType = { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true };

/** What a type widens to besides itself, narrowest first; kinds that are not listed widen to STRING only. */
const WIDENING: Partial<Record<TypeKind, readonly TypeKind[]>> = {
  TINYINT: ['SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE'],
  SMALLINT: ['INT', 'BIGINT', 'FLOAT', 'DOUBLE'],
  INT: ['BIGINT', 'DOUBLE'],
  BIGINT: ['DOUBLE'],
  FLOAT: ['DOUBLE'],
  DATE: ['TIMESTAMP', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ'],
};

function firstCommon(a: DataType, b: DataType): DataType {
  const listA: readonly TypeKind[] = [a.kind, ...(WIDENING[a.kind] ?? [])];
  const listB: readonly TypeKind[] = [b.kind, ...(WIDENING[b.kind] ?? [])];
  // Two types of one kind that are not equal, such as VARCHAR(10) and VARCHAR(20), have only STRING in common.
  const kind = a.kind === b.kind ? undefined : listA.find((candidate) => listB.includes(candidate));
  return kind === undefined ? STRING : must(WIDE_FORMS[kind], `no wide form of ${kind}`);
}

/** Types as the tree holds them; a DATE that meets a timestamp takes nine digits. */
const WIDE_FORMS: Partial<Record<TypeKind, DataType>> = {
  SMALLINT: { kind: 'SMALLINT', nullable: true },
  INT: { kind: 'INT', nullable: true },
  BIGINT: { kind: 'BIGINT', nullable: true },
  FLOAT: { kind: 'FLOAT', nullable: true },
  DOUBLE: { kind: 'DOUBLE', nullable: true },
  TIMESTAMP: { kind: 'TIMESTAMP', precision: 9, nullable: true },
  TIMESTAMP_LTZ: { kind: 'TIMESTAMP_LTZ', precision: 9, nullable: true },
  TIMESTAMP_TZ: { kind: 'TIMESTAMP_TZ', precision: 9, nullable: true },
};

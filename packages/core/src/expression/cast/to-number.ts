// CAST to numbers. Java's narrowing rules: fractions are cut, 8 and 16 bits wrap, 32 and 64 bits saturate where the way leads through a
// double and wrap where it leads through a decimal (reference: Flink CDC transform, CAST matrix).
import {
  decimalPrecision,
  decimalToNumber,
  parseDecimal,
  powerOfTen,
  roundDecimal,
  truncateDecimal,
  type Decimal,
  type Value,
} from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import { bigintCell, decimalCell, numberCell, textCell } from '../compile/cells.ts';
import { isInteger, isText } from '../compile/data-types.ts';
import { javaDoubleText, javaFloatText, parseJavaDouble, parseJavaInteger } from './java-number-text.ts';

/** Converts a value that is not null; null when it cannot be. */
export type Convert = (value: Value) => Value;

export type IntegerKind = 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT';

const BITS = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 } as const;

/** The low bits of a whole number, as the kind holds it. */
export function wrapInteger(kind: IntegerKind, value: bigint): number | bigint {
  const wrapped = BigInt.asIntN(BITS[kind], value);
  return kind === 'BIGINT' ? wrapped : Number(wrapped);
}

/** Java's narrowing of a double: to 32 or 64 bits it saturates, to fewer it goes by way of 32. NaN is 0. */
export function narrowDouble(kind: IntegerKind, value: number): number | bigint {
  const whole = Math.trunc(value);
  if (kind === 'BIGINT') {
    if (Number.isNaN(whole)) return 0n;
    if (whole >= 2 ** 63) return 2n ** 63n - 1n;
    return whole <= -(2 ** 63) ? -(2n ** 63n) : BigInt(whole);
  }
  const int = Number.isNaN(whole) ? 0 : Math.max(-2_147_483_648, Math.min(2_147_483_647, whole)) | 0;
  if (kind === 'INT') return int;
  return kind === 'SMALLINT' ? (int << 16) >> 16 : (int << 24) >> 24;
}

export function fitsInteger(kind: IntegerKind, value: bigint): boolean {
  return BigInt.asIntN(BITS[kind], value) === value;
}

function integerFromText(kind: IntegerKind, text: string): Value {
  const exact = parseJavaInteger(text);
  if (exact !== undefined && fitsInteger(kind, exact)) return wrapInteger(kind, exact);
  const double = parseJavaDouble(text);
  return double === undefined ? null : narrowDouble(kind, double);
}

export function toInteger(kind: IntegerKind, from: DataType): Convert | undefined {
  if (from.kind === 'BOOLEAN') return (value) => wrapInteger(kind, value === true ? 1n : 0n);
  if (from.kind === 'DECIMAL')
    return (value) => wrapInteger(kind, truncateDecimal(decimalCell(value), 0).unscaled);
  if (from.kind === 'FLOAT' || from.kind === 'DOUBLE')
    return (value) => narrowDouble(kind, numberCell(value));
  if (from.kind === 'BIGINT') {
    if (kind === 'BIGINT') return (value) => value;
    return (value) => {
      const whole = bigintCell(value);
      return fitsInteger(kind, whole) ? Number(whole) : narrowDouble(kind, Number(whole));
    };
  }
  if (isInteger(from)) {
    if (kind === 'BIGINT') return (value) => BigInt(numberCell(value));
    return (value) => narrowDouble(kind, numberCell(value));
  }
  return isText(from) ? (value) => integerFromText(kind, textCell(value)) : undefined;
}

export function toFloating(kind: 'FLOAT' | 'DOUBLE', from: DataType): Convert | undefined {
  const round = kind === 'FLOAT' ? Math.fround : (value: number) => value;
  if (from.kind === 'BOOLEAN') return (value) => (value === true ? 1 : 0);
  if (from.kind === 'DECIMAL') return (value) => round(decimalToNumber(decimalCell(value)));
  if (from.kind === 'BIGINT') return (value) => round(Number(bigintCell(value)));
  if (from.kind === 'DOUBLE' || from.kind === 'FLOAT' || isInteger(from))
    return (value) => round(numberCell(value));
  if (!isText(from)) return undefined;
  return (value) => {
    const double = parseJavaDouble(textCell(value));
    return double === undefined ? null : round(double);
  };
}

/** The exact decimal of a number or a text, before it is fitted to a type. */
function exactDecimal(from: DataType): ((value: Value) => Decimal | undefined) | undefined {
  if (from.kind === 'DECIMAL') return decimalCell;
  if (from.kind === 'BOOLEAN') return (value) => ({ unscaled: value === true ? 1n : 0n, scale: 0 });
  if (from.kind === 'FLOAT') return (value) => parseDecimal(javaFloatText(numberCell(value)));
  if (from.kind === 'DOUBLE') return (value) => parseDecimal(javaDoubleText(numberCell(value)));
  if (from.kind === 'BIGINT') return (value) => ({ unscaled: bigintCell(value), scale: 0 });
  if (isInteger(from)) return (value) => ({ unscaled: BigInt(numberCell(value)), scale: 0 });
  return isText(from) ? (value) => parseDecimal(textCell(value)) : undefined;
}

/**
 * To DECIMAL(precision, scale) in the two roundings that Flink CDC makes, first to `precision` digits, then to `scale` decimals; null
 * when the result has more than `precision` digits.
 */
export function toDecimal(
  target: { readonly precision: number; readonly scale: number },
  from: DataType,
): Convert | undefined {
  const exact = exactDecimal(from);
  if (exact === undefined) return undefined;
  const limit = powerOfTen(target.precision);
  return (value) => {
    const found = exact(value);
    if (found === undefined) return null;
    const rounded = roundDecimal(significant(found, target.precision), target.scale);
    return rounded.unscaled < limit && rounded.unscaled > -limit ? rounded : null;
  };
}

function significant(value: Decimal, digits: number): Decimal {
  const excess = decimalPrecision(value) - digits;
  return excess > 0 ? roundDecimal(value, value.scale - excess) : value;
}

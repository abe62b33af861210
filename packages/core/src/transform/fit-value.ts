// A computed column keeps the type that it was created with, although a change of its inputs makes the expression give another.
import type { DataType } from '../types/index.ts';
import { type Decimal, type Value, decimalToNumber, fitDecimal } from '../value/index.ts';

const BITS: Partial<Record<DataType['kind'], number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 };

/**
 * Turns values of the first type into the second: numbers keep their value, integers cut to the width of the column as Flink CDC's
 * records do; what has no form in the other type is NULL.
 */
export function fitter(from: DataType, to: DataType): (value: Value) => Value {
  const bits = BITS[to.kind];
  if (bits !== undefined && BITS[from.kind] !== undefined) {
    return (value) => {
      const cut = BigInt.asIntN(bits, BigInt(value as number | bigint));
      return to.kind === 'BIGINT' ? cut : Number(cut);
    };
  }
  if (to.kind === 'DECIMAL') return decimalFitter(from, to.precision, to.scale);
  const floating = to.kind === 'DOUBLE' || to.kind === 'FLOAT' ? floatingFitter(from, to.kind) : undefined;
  return floating ?? (sameForm(from, to) ? (value) => value : () => null);
}

function floatingFitter(from: DataType, to: 'DOUBLE' | 'FLOAT'): ((value: Value) => Value) | undefined {
  const round = to === 'FLOAT' ? Math.fround : (value: number) => value;
  if (from.kind === 'DECIMAL') return (value) => round(decimalToNumber(value as Decimal));
  const number = BITS[from.kind] !== undefined || from.kind === 'DOUBLE' || from.kind === 'FLOAT';
  return number ? (value) => round(Number(value)) : undefined;
}

/** Whether values of both look alike in memory. */
function sameForm(a: DataType, b: DataType): boolean {
  return a.kind === b.kind || (isText(a) && isText(b)) || (isBytes(a) && isBytes(b));
}

const isText = (type: DataType): boolean => type.kind === 'CHAR' || type.kind === 'VARCHAR';
const isBytes = (type: DataType): boolean => type.kind === 'BINARY' || type.kind === 'VARBINARY';

function decimalFitter(from: DataType, precision: number, scale: number): (value: Value) => Value {
  if (from.kind === 'DECIMAL') return (value) => fitDecimal(value as Decimal, precision, scale);
  if (BITS[from.kind] === undefined) return () => null;
  return (value) => fitDecimal({ unscaled: BigInt(value as number | bigint), scale: 0 }, precision, scale);
}

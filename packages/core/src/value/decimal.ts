// Exact decimal numbers as an unscaled bigint and a scale, with the roundings that SQL needs. Arithmetic here never rounds on its own:
// callers say the scale they want. Reference for the texts: DECIMAL in contracts of change events (plain digits, exactly `scale` decimals).
import type { Decimal } from './value.ts';

const POWERS: bigint[] = [1n];

/** 10^exponent for exponent >= 0, remembered for the small ones. */
export function powerOfTen(exponent: number): bigint {
  const known = POWERS[exponent];
  if (known !== undefined) return known;
  const power = 10n ** BigInt(exponent);
  if (exponent <= 400) POWERS[exponent] = power;
  return power;
}

export function decimal(unscaled: bigint, scale: number): Decimal {
  return { unscaled, scale };
}

const DECIMAL_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/u;

/**
 * Reads `12`, `-0.50`, `.5`, `1e3`; the scale is the number of decimals written (an exponent moves the point). Undefined for
 * anything else, blanks included.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL_TEXT.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const unscaled = sign === '-' ? -digits : digits;
  const scale = fraction.length - Number(exponentText);
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * powerOfTen(-scale), scale: 0 };
}

/** Plain digits with exactly `scale` decimals: `-0.05`, `12`, `9.90`. */
export function formatDecimal(value: Decimal): string {
  const negative = value.unscaled < 0n;
  const digits = (negative ? -value.unscaled : value.unscaled).toString();
  const sign = negative ? '-' : '';
  if (value.scale === 0) return sign + digits;
  const padded = digits.padStart(value.scale + 1, '0');
  const point = padded.length - value.scale;
  return `${sign}${padded.slice(0, point)}.${padded.slice(point)}`;
}

/** The quotient rounded half away from zero; `divisor` must not be 0. */
function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const doubled = (rest < 0n ? -rest : rest) * 2n;
  if (doubled < (divisor < 0n ? -divisor : divisor)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

/** The same number with `scale` decimals, rounded half away from zero; a negative scale rounds left of the point and gives scale 0. */
export function roundDecimal(value: Decimal, scale: number): Decimal {
  if (scale < 0) {
    const step = powerOfTen(value.scale - scale);
    return { unscaled: divideHalfUp(value.unscaled, step) * powerOfTen(-scale), scale: 0 };
  }
  if (scale === value.scale) return value;
  if (scale > value.scale) return { unscaled: value.unscaled * powerOfTen(scale - value.scale), scale };
  return { unscaled: divideHalfUp(value.unscaled, powerOfTen(value.scale - scale)), scale };
}

/** Cut to `scale` decimals, toward zero. */
export function truncateDecimal(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale) return roundDecimal(value, scale);
  return { unscaled: value.unscaled / powerOfTen(value.scale - scale), scale };
}

/** Number of digits of the unscaled value; 1 for zero. */
export function decimalPrecision(value: Decimal): number {
  return digitsOf(value.unscaled);
}

function digitsOf(unscaled: bigint): number {
  return (unscaled < 0n ? -unscaled : unscaled).toString().length;
}

/** As DECIMAL(precision, scale): rounded half away from zero, null when it needs more than `precision` digits. */
export function fitDecimal(value: Decimal, precision: number, scale: number): Decimal | null {
  const rounded = roundDecimal(value, scale);
  const limit = powerOfTen(precision);
  return rounded.unscaled < limit && rounded.unscaled > -limit ? rounded : null;
}

/** Exact sum with the larger scale of the two. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.scale === b.scale) return { unscaled: a.unscaled + b.unscaled, scale: a.scale };
  return a.scale > b.scale
    ? { unscaled: a.unscaled + b.unscaled * powerOfTen(a.scale - b.scale), scale: a.scale }
    : { unscaled: a.unscaled * powerOfTen(b.scale - a.scale) + b.unscaled, scale: b.scale };
}

export function negateDecimal(value: Decimal): Decimal {
  return { unscaled: -value.unscaled, scale: value.scale };
}

/** Exact product; the scales add up. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { unscaled: a.unscaled * b.unscaled, scale: a.scale + b.scale };
}

/** The quotient with `scale` decimals, cut toward zero; undefined for a divisor of zero. */
export function divideDecimals(a: Decimal, b: Decimal, scale: number): Decimal | undefined {
  if (b.unscaled === 0n) return undefined;
  const shift = scale + b.scale - a.scale;
  const unscaled =
    shift >= 0
      ? (a.unscaled * powerOfTen(shift)) / b.unscaled
      : a.unscaled / (b.unscaled * powerOfTen(-shift));
  return { unscaled, scale };
}

/** Negative, 0 or positive, by value: 1.0 and 1.00 are equal. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const left = a.unscaled * powerOfTen(scale - a.scale);
  const right = b.unscaled * powerOfTen(scale - b.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The powers of ten that a double holds exactly. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** The nearest double. */
export function decimalToNumber(value: Decimal): number {
  const whole = Number(value.unscaled);
  if (value.scale === 0) return whole;
  const power = EXACT_POWERS[value.scale];
  // Both are exact then, and a division rounds to the nearest double, as the text would be read.
  const isExact = power !== undefined && Math.abs(whole) < 2 ** 53;
  return isExact ? whole / power : Number(formatDecimal(value));
}

/** The shortest decimal that reads back as the same double, as Java's BigDecimal.valueOf; undefined for NaN and infinities. */
export function decimalFromNumber(value: number): Decimal | undefined {
  return Number.isFinite(value) ? parseDecimal(String(value)) : undefined;
}

// NUMERIC in the server's binary form (numeric_send: digits in base 10000, weight of the first, sign, decimals shown) and back.
import { type Decimal, powerOfTen } from '@tailrace/core/value';
import { ValueError } from '../../value-error.ts';

const POSITIVE = 0;
const NEGATIVE = 0x4000;
const NAN = 0xc000;
const PLUS_INFINITY = 0xd000;
const MINUS_INFINITY = 0xf000;
const SPECIAL = new Map([
  [NAN, 'NaN'],
  [PLUS_INFINITY, 'Infinity'],
  [MINUS_INFINITY, '-Infinity'],
]);

/** Refuses NaN and the infinities, which DECIMAL does not have. */
export function decodeNumeric(buffer: Buffer, at: number): Decimal {
  const digits = buffer.readInt16BE(at);
  const weight = buffer.readInt16BE(at + 2);
  const sign = buffer.readUInt16BE(at + 4);
  const scale = buffer.readInt16BE(at + 6);
  if (sign !== POSITIVE && sign !== NEGATIVE) throw specialNumber(SPECIAL.get(sign) ?? `sign ${sign}`);
  const unscaled = unscaledOf(buffer, at + 8, { digits, weight, scale });
  return { unscaled: sign === NEGATIVE ? -unscaled : unscaled, scale };
}

export function specialNumber(text: string): ValueError {
  return new ValueError(
    `${text} has no place in a DECIMAL. Replace it at the source, or read the column with debezium.decimal.handling.mode: string.`,
  );
}

function unscaledOf(
  buffer: Buffer,
  from: number,
  { digits, weight, scale }: { digits: number; weight: number; scale: number },
): bigint {
  // The digits as one integer are worth 10000^(weight - digits + 1); bring that to 10^-scale.
  const exponent = 4 * (weight - digits + 1) + scale;
  if (digits <= 3) {
    let small = 0;
    for (let i = 0; i < digits; i += 1) small = small * 10_000 + buffer.readUInt16BE(from + 2 * i);
    if (exponent >= 0 && exponent <= 3) return BigInt(small * 10 ** exponent);
    if (exponent < 0 && exponent >= -12) return BigInt(Math.floor(small / 10 ** -exponent));
  }
  let all = 0n;
  for (let i = 0; i < digits; i += 1) all = all * 10_000n + BigInt(buffer.readUInt16BE(from + 2 * i));
  return exponent >= 0 ? all * powerOfTen(exponent) : all / powerOfTen(-exponent);
}

/** Bytes that `encodeNumeric` may need, the length word included. */
export function numericSize({ unscaled, scale }: Decimal): number {
  // Generous: a digit in base 10000 takes two bytes for four decimal ones.
  return isSmall(unscaled, scale) ? 12 + 2 * 7 : 32 + scale + unscaled.toString(16).length * 2;
}

/** Whether all its steps are exact in a double. */
function isSmall(unscaled: bigint, scale: number): boolean {
  return scale <= 12 && Number.isSafeInteger(Number(unscaled));
}

/** Appends the base-10000 digits of a value to `out` at `at`, behind a length word; returns the position after it. `out` must have `numericSize` bytes left. */
export function encodeNumeric(value: Decimal, out: Buffer, at: number): number {
  const { unscaled, scale } = value;
  return isSmall(unscaled, scale)
    ? encodeSmall(Number(unscaled), scale, { out, at })
    : encodeLarge(value, out, at);
}

/** 10000 to the power of the index. */
const POWERS = [1, 1e4, 1e8, 1e12];

function encodeSmall(
  unscaled: number,
  scale: number,
  { out, at }: { readonly out: Buffer; readonly at: number },
): number {
  const size = Math.abs(unscaled);
  const point = 10 ** scale;
  let whole = Math.floor(size / point);
  // The quotient is rounded: of a little less than a whole number it may be that number.
  if (whole * point > size) whole -= 1;
  const fractionDigits = Math.ceil(scale / 4);
  const fraction = (size - whole * point) * 10 ** (4 * fractionDigits - scale);
  const wholeDigits = digitsOf(whole);
  let shown = fractionDigits;
  if (whole === 0) while (shown > 0 && fraction < (POWERS[shown - 1] ?? 1)) shown -= 1;
  const weight = whole === 0 ? shown - fractionDigits - 1 : wholeDigits - 1;
  const first = at + 12;
  let to = putDigits(out, first, { value: whole, count: wholeDigits });
  to = putDigits(out, to, { value: fraction, count: shown });
  while (to > first && out[to - 1] === 0 && out[to - 2] === 0) to -= 2;
  const digits = (to - first) / 2;
  writeHead(out, at, { digits, weight: digits === 0 ? 0 : weight, negative: unscaled < 0, scale });
  return to;
}

/** How many digits a whole number below 10^16 has in base 10000. */
function digitsOf(value: number): number {
  let count = 0;
  while (count < POWERS.length && value >= (POWERS[count] ?? 1)) count += 1;
  return count;
}

/** Gives the position behind them. */
function putDigits(
  out: Buffer,
  at: number,
  { value, count }: { readonly value: number; readonly count: number },
): number {
  let rest = value;
  let to = at;
  for (let i = count - 1; i >= 0; i -= 1, to += 2) {
    const digit = Math.floor(rest / (POWERS[i] ?? 1));
    rest -= digit * (POWERS[i] ?? 1);
    out[to] = digit >> 8;
    out[to + 1] = digit & 0xff;
  }
  return to;
}

interface NumericHead {
  readonly digits: number;
  readonly weight: number;
  readonly negative: boolean;
  readonly scale: number;
}

function writeHead(out: Buffer, at: number, { digits, weight, negative, scale }: NumericHead): void {
  out.writeInt32BE(8 + 2 * digits, at);
  out.writeInt16BE(digits, at + 4);
  out.writeInt16BE(weight, at + 6);
  out.writeUInt16BE(negative ? NEGATIVE : POSITIVE, at + 8);
  out.writeInt16BE(scale, at + 10);
}

function encodeLarge(value: Decimal, out: Buffer, at: number): number {
  const negative = value.unscaled < 0n;
  const text = (negative ? -value.unscaled : value.unscaled).toString();
  const padded = text.padStart(value.scale + 1, '0');
  const whole = padded.slice(0, padded.length - value.scale);
  const fraction = padded.slice(padded.length - value.scale);
  const aligned =
    whole.padStart(Math.ceil(whole.length / 4) * 4, '0') +
    fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0');
  let first = 0;
  let last = aligned.length;
  while (first < last && aligned.startsWith('0000', first)) first += 4;
  while (last > first && aligned.startsWith('0000', last - 4)) last -= 4;
  const digits = (last - first) / 4;
  const weight = digits === 0 ? 0 : Math.ceil(whole.length / 4) - 1 - first / 4;
  writeHead(out, at, { digits, weight, negative, scale: value.scale });
  for (let i = 0; i < digits; i += 1) {
    out.writeInt16BE(Number(aligned.slice(first + 4 * i, first + 4 * i + 4)), at + 12 + 2 * i);
  }
  return at + 12 + 2 * digits;
}

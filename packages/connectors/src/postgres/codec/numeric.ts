// NUMERIC in the server's binary form (numeric_send: digits in base 10000, weight of the first, sign, decimals shown) and back.
import { type Decimal, powerOfTen } from '@tailrace/core/value';
import { ValueError } from '../../value-error.ts';

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
  const special = SPECIAL.get(sign);
  if (special !== undefined) throw specialNumber(special);
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

/** Appends the base-10000 digits of a value to `out` at `at`, behind a length word; returns the position after it. `out` must have `numericSize` bytes left. */
export function encodeNumeric(value: Decimal, out: Buffer, at: number): number {
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
  out.writeInt32BE(8 + 2 * digits, at);
  out.writeInt16BE(digits, at + 4);
  out.writeInt16BE(weight, at + 6);
  out.writeUInt16BE(negative ? NEGATIVE : 0, at + 8);
  out.writeInt16BE(value.scale, at + 10);
  for (let i = 0; i < digits; i += 1) {
    out.writeInt16BE(Number(aligned.slice(first + 4 * i, first + 4 * i + 4)), at + 12 + 2 * i);
  }
  return at + 12 + 2 * digits;
}

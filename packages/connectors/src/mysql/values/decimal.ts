// DECIMAL as stored: groups of nine digits in four big-endian bytes from the point outwards, fewer digits in fewer bytes at the ends, the
// first bit inverted, and all bits of a negative number inverted (MySQL, strings/decimal.cc, decimal2bin).
import type { Decimal } from '@tailrace/core/value';

/** Bytes of 0 to 9 digits. */
const BYTES_OF_DIGITS = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4] as const;

const bytesOf = (digits: number): number => (BYTES_OF_DIGITS[digits % 9] ?? 0) + Math.floor(digits / 9) * 4;

export function decimalBytes(precision: number, scale: number): number {
  return bytesOf(precision - scale) + bytesOf(scale);
}

/** A reader of DECIMAL(precision, scale) at a position. */
export function decimalReader(precision: number, scale: number): (buffer: Buffer, at: number) => Decimal {
  const digits = groups(precision, scale);
  return precision <= 15 ? shortReader(digits, scale) : longReader(digits, scale);
}

interface Group {
  readonly bytes: number;
  /** 10 ^ number of digits. */
  readonly power: number;
}

function groups(precision: number, scale: number): readonly Group[] {
  const group = (digits: number): Group => ({ bytes: BYTES_OF_DIGITS[digits] ?? 0, power: 10 ** digits });
  const whole = precision - scale;
  return [
    ...(whole % 9 === 0 ? [] : [group(whole % 9)]),
    ...Array.from({ length: Math.floor(whole / 9) + Math.floor(scale / 9) }, () => group(9)),
    ...(scale % 9 === 0 ? [] : [group(scale % 9)]),
  ];
}

/** Up to 15 digits: exact in a double. */
function shortReader(digits: readonly Group[], scale: number): (buffer: Buffer, at: number) => Decimal {
  return (buffer, start) => {
    const negative = (buffer[start] ?? 0) < 0x80;
    const mask = negative ? 0xff : 0;
    let flip = mask ^ 0x80;
    let at = start;
    let unscaled = 0;
    for (const { bytes, power } of digits) {
      let value = 0;
      for (const end = at + bytes; at < end; at++) {
        value = value * 256 + ((buffer[at] ?? 0) ^ flip);
        flip = mask;
      }
      unscaled = unscaled * power + value;
    }
    return { unscaled: BigInt(negative ? -unscaled : unscaled), scale };
  };
}

function longReader(digits: readonly Group[], scale: number): (buffer: Buffer, at: number) => Decimal {
  return (buffer, start) => {
    const negative = (buffer[start] ?? 0) < 0x80;
    const mask = negative ? 0xff : 0;
    let flip = mask ^ 0x80;
    let at = start;
    let unscaled = 0n;
    for (const { bytes, power } of digits) {
      let value = 0;
      for (const end = at + bytes; at < end; at++) {
        value = value * 256 + ((buffer[at] ?? 0) ^ flip);
        flip = mask;
      }
      unscaled = unscaled * BigInt(power) + BigInt(value);
    }
    return { unscaled: negative ? -unscaled : unscaled, scale };
  };
}

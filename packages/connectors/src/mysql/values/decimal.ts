// DECIMAL as stored: groups of nine digits in four big-endian bytes from the point outwards, fewer digits in fewer bytes at the ends, the
// first bit inverted, and all bits of a negative number inverted (MySQL, strings/decimal.cc, decimal2bin).
import type { Decimal } from '@tailrace/core/value';
import { bigintOf } from './integers.ts';

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
  const sizes = Int32Array.from(digits, ({ bytes }) => bytes);
  const powers = Float64Array.from(digits, ({ power }) => power);
  // The first bit, which is set in what is not negative.
  const sign = 0x80 * 256 ** ((sizes[0] ?? 1) - 1);
  return (buffer, start) => {
    const negative = (buffer[start] ?? 0) < 0x80;
    const mask = negative ? -1 : 0;
    let at = start;
    let unscaled = -sign;
    for (let group = 0; group < sizes.length; group++) {
      const size = sizes[group] ?? 0;
      if (group > 0) unscaled *= powers[group] ?? 1;
      unscaled += bigEndian(buffer, at, size, mask);
      at += size;
    }
    return { unscaled: bigintOf(negative ? -unscaled : unscaled), scale };
  };
}

/** 1 to 4 bytes, turned by the mask; without a sign. */
function bigEndian(buffer: Buffer, at: number, size: number, mask: number): number {
  let value = (buffer[at] ?? 0) ^ (mask & 0xff);
  for (let i = 1; i < size; i++) value = (value << 8) | ((buffer[at + i] ?? 0) ^ (mask & 0xff));
  return value >>> 0;
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

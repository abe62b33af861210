// Cells of a MySQL text result set straight to cells of COPY in binary form, without a value in between. What is not plainly one (a date that no
// calendar has) is left to the decoder.
import type { CopyWriter } from '../codec/copy-writer.ts';
import { daysFromCivil } from '@tailrace/core/value';
import * as oids from '../codec/oids.ts';

/** Appends the cell in bytes[at, at + length); false, with nothing appended, where the decoder has to look at it. */
export type TextConverter = (out: CopyWriter, bytes: Uint8Array, at: number, length: number) => boolean;

const MINUS = 0x2d;
const POINT = 0x2e;

/** Up to 15 digits. */
function digits(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  for (let i = from; i < end; i++) value = value * 10 + (bytes[i] ?? 0) - 48;
  return value;
}

function signed(bytes: Uint8Array, at: number, length: number): number {
  return bytes[at] === MINUS ? -digits(bytes, at + 1, at + length) : digits(bytes, at, at + length);
}

const integer =
  (size: 2 | 4): TextConverter =>
  (out, bytes, at, length) => {
    out.reserve(4 + size);
    const { buffer } = out;
    const value = signed(bytes, at, length);
    int32(buffer, out.at, size);
    if (size === 4) int32(buffer, out.at + 4, value);
    else {
      buffer[out.at + 4] = (value >> 8) & 0xff;
      buffer[out.at + 5] = value & 0xff;
    }
    out.at += 4 + size;
    return true;
  };

function int32(buffer: Buffer, at: number, value: number): void {
  buffer[at] = value >>> 24;
  buffer[at + 1] = (value >>> 16) & 0xff;
  buffer[at + 2] = (value >>> 8) & 0xff;
  buffer[at + 3] = value & 0xff;
}

const TWO_32 = 4_294_967_296;

/** A length of 8, and a number that a double holds. */
function int64(out: CopyWriter, value: number): void {
  out.reserve(12);
  const { buffer, at } = out;
  int32(buffer, at, 8);
  const high = Math.floor(value / TWO_32);
  int32(buffer, at + 4, high);
  int32(buffer, at + 8, value - high * TWO_32);
  out.at = at + 12;
}

const bigint: TextConverter = (out, bytes, at, length) => {
  if (length > 15) return false;
  int64(out, signed(bytes, at, length));
  return true;
};

const boolean: TextConverter = (out, bytes, at, length) => {
  out.reserve(5);
  int32(out.buffer, out.at, 1);
  out.buffer[out.at + 4] = length === 1 && bytes[at] === 0x30 ? 0 : 1;
  out.at += 5;
  return true;
};

const text: TextConverter = (out, bytes, at, length) => {
  out.reserve(4);
  int32(out.buffer, out.at, length);
  out.at += 4;
  out.copy(bytes, at, at + length);
  return true;
};

interface Digits {
  readonly bytes: Uint8Array;
  readonly first: number;
  readonly point: number;
  readonly end: number;
}

/** Digits in base 10000, aligned to the point (numeric_send). */
const numeric: TextConverter = (out, bytes, start, length) => {
  const end = start + length;
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  let point = first;
  while (point < end && bytes[point] !== POINT) point += 1;
  const scale = point < end ? end - point - 1 : 0;
  out.reserve(16 + length);
  const { buffer, at } = out;
  const { to, weight } = writeDigits(buffer, at + 12, { bytes, first, point, end });
  const count = (to - at - 12) / 2;
  int32(buffer, at, 8 + 2 * count);
  int32(buffer, at + 4, (count << 16) | (weight & 0xffff));
  int32(buffer, at + 8, ((negative && count > 0 ? 0x4000 : 0) << 16) | scale);
  out.at = to;
  return true;
};

/** Without zeros at either end; gives where they end and the weight of the first. */
function writeDigits(
  buffer: Buffer,
  start: number,
  { bytes, first, point, end }: Digits,
): { readonly to: number; readonly weight: number } {
  const groups = Math.ceil((point - first) / 4);
  let to = start;
  let weight = groups - 1;
  const add = (value: number): void => {
    if (value === 0 && to === start) weight -= 1;
    else to = digit(buffer, to, value);
  };
  for (let stop = point - (groups - 1) * 4; stop <= point; stop += 4) {
    add(digits(bytes, Math.max(first, stop - 4), stop));
  }
  for (let from = point + 1; from < end; from += 4) {
    const stop = Math.min(from + 4, end);
    add(digits(bytes, from, stop) * 10 ** (4 - (stop - from)));
  }
  while (to > start && buffer[to - 1] === 0 && buffer[to - 2] === 0) to -= 2;
  return { to, weight: to === start ? 0 : weight };
}

function digit(buffer: Buffer, at: number, value: number): number {
  buffer[at] = value >> 8;
  buffer[at + 1] = value & 0xff;
  return at + 2;
}

/** Days from 1970 to 2000. */
const EPOCH_DAYS = 10_957;
const DAY = 86_400_000_000;

/** Microseconds since 2000. */
const timestamp: TextConverter = (out, bytes, at, length) => {
  const [year, month, day] = [
    digits(bytes, at, at + 4),
    digits(bytes, at + 5, at + 7),
    digits(bytes, at + 8, at + 10),
  ];
  // Microseconds of years further away are more than a double holds.
  if (length < 19 || month === 0 || day === 0 || year < 1800 || year > 2250) return false;
  const time =
    (digits(bytes, at + 11, at + 13) * 60 + digits(bytes, at + 14, at + 16)) * 60 +
    digits(bytes, at + 17, at + 19);
  const fraction = length > 20 ? digits(bytes, at + 20, at + length) * 10 ** (26 - length) : 0;
  int64(out, (daysFromCivil(year, month, day) - EPOCH_DAYS) * DAY + time * 1_000_000 + fraction);
  return true;
};

/** By kind of cell and type of the target. */
const WAYS: Readonly<Record<string, ReadonlyMap<number, TextConverter>>> = {
  integer: new Map([
    [oids.INT2, integer(2)],
    [oids.INT4, integer(4)],
    [oids.INT8, bigint],
  ]),
  boolean: new Map([[oids.BOOL, boolean]]),
  text: new Map([
    [oids.TEXT, text],
    [oids.VARCHAR, text],
    [oids.BPCHAR, text],
  ]),
  decimal: new Map([[oids.NUMERIC, numeric]]),
  datetime: new Map([[oids.TIMESTAMP, timestamp]]),
  timestamp: new Map([[oids.TIMESTAMPTZ, timestamp]]),
};

/** The way from a kind of cell, as EncodedRows names them, to a type of the target; undefined where there is none. */
export function textConverter(kind: string, oid: number): TextConverter | undefined {
  return Object.hasOwn(WAYS, kind) ? WAYS[kind]?.get(oid) : undefined;
}

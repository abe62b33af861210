// Cells of a MySQL text result set straight to cells of COPY in binary form, without a value in between. What is not plainly one (a date that no
// calendar has) is left to the decoder.
import * as oids from '../codec/oids.ts';
import {
  addDigit,
  beginNumeric,
  daysSince2000,
  DAY_MICROS,
  endNumeric,
  isNearYear,
  writeBool,
  writeBytes,
  writeInt16,
  writeInt32,
  writeInt64,
  type CellConverter,
} from './cell-bytes.ts';

const MINUS = 0x2d;
const POINT = 0x2e;

/** Up to 9 digits, in whole numbers of 32 bits. */
function digits(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  for (let i = from; i < end; i++) value = (Math.imul(value, 10) + (bytes[i] ?? 0) - 48) | 0;
  return value;
}

/** Two digits. */
const two = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) * 10 + (bytes[at + 1] ?? 0) - 528;

/** Up to 15 digits, with a sign or without. */
function signed(bytes: Uint8Array, at: number, length: number): number {
  const negative = bytes[at] === MINUS;
  const from = negative ? at + 1 : at;
  const end = at + length;
  const low = Math.max(from, end - 9);
  const value = digits(bytes, low, end) + (low > from ? digits(bytes, from, low) * 1e9 : 0);
  return negative ? -value : value;
}

const smallint: CellConverter = (out, bytes, at, length) => {
  writeInt16(out, signed(bytes, at, length));
  return true;
};

const integer: CellConverter = (out, bytes, at, length) => {
  writeInt32(out, signed(bytes, at, length));
  return true;
};

const bigint: CellConverter = (out, bytes, at, length) => {
  if (length > 15) return false;
  writeInt64(out, signed(bytes, at, length));
  return true;
};

const boolean: CellConverter = (out, bytes, at, length) => {
  writeBool(out, !(length === 1 && bytes[at] === 0x30));
  return true;
};

const text: CellConverter = (out, bytes, at, length) => {
  writeBytes(out, bytes, at, length);
  return true;
};

/** What fills up 1 to 3 digits to four. */
const FILLED = [1, 1000, 100, 10] as const;

const numeric: CellConverter = (out, bytes, start, length) => {
  const end = start + length;
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  let point = first;
  while (point < end && bytes[point] !== POINT) point += 1;
  const whole = (point - first + 3) >> 2;
  const cell = beginNumeric(out, whole + ((end - point + 3) >> 2), whole - 1);
  for (let stop = point - (whole - 1) * 4; stop <= point; stop += 4) {
    addDigit(out, cell, digits(bytes, Math.max(first, stop - 4), stop));
  }
  for (let from = point + 1; from < end; from += 4) {
    const value = digits(bytes, from, Math.min(from + 4, end));
    addDigit(out, cell, value * (FILLED[end - from] ?? 1));
  }
  endNumeric(out, cell, { negative, scale: point < end ? end - point - 1 : 0 });
  return true;
};

/** Microseconds since 2000. */
const timestamp: CellConverter = (out, bytes, at, length) => {
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  if (length < 19 || month === 0 || day === 0 || !isNearYear(year)) return false;
  const time = (two(bytes, at + 11) * 60 + two(bytes, at + 14)) * 60 + two(bytes, at + 17);
  const fraction = length > 20 ? digits(bytes, at + 20, at + length) * 10 ** (26 - length) : 0;
  writeInt64(out, daysSince2000(year, month, day) * DAY_MICROS + time * 1_000_000 + fraction);
  return true;
};

/** By kind of cell and type of the target. */
const WAYS: Readonly<Record<string, ReadonlyMap<number, CellConverter>>> = {
  integer: new Map([
    [oids.INT2, smallint],
    [oids.INT4, integer],
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
export function textConverter(kind: string, oid: number): CellConverter | undefined {
  return Object.hasOwn(WAYS, kind) ? WAYS[kind]?.get(oid) : undefined;
}

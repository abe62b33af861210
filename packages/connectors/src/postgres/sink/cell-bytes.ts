// Cells of COPY in binary form, byte by byte: a call into native code costs more than the few bytes of a number.
import type { CopyWriter } from '../codec/copy-writer.ts';

/**
 * Appends the cell that another system has in bytes[at, at + length); false, with nothing appended, where it has to be decoded: because
 * the value is not plainly one (a date that no calendar has), or a rare one.
 */
export type CellConverter = (out: CopyWriter, bytes: Uint8Array, at: number, length: number) => boolean;

/** Days from 1970 to 2000, from where PostgreSQL counts. */
export const EPOCH_DAYS = 10_957;
export const DAY_MICROS = 86_400_000_000;

/** Microseconds of years further away are more than a double holds. */
export const isNearYear = (year: number): boolean => year >= 1800 && year <= 2250;

const TWO_32 = 4_294_967_296;

export function putInt32(buffer: Buffer, at: number, value: number): void {
  buffer[at] = value >>> 24;
  buffer[at + 1] = (value >>> 16) & 0xff;
  buffer[at + 2] = (value >>> 8) & 0xff;
  buffer[at + 3] = value & 0xff;
}

export function writeBool(out: CopyWriter, value: boolean): void {
  out.reserve(5);
  putInt32(out.buffer, out.at, 1);
  out.buffer[out.at + 4] = value ? 1 : 0;
  out.at += 5;
}

export function writeInt16(out: CopyWriter, value: number): void {
  out.reserve(6);
  const { buffer, at } = out;
  putInt32(buffer, at, 2);
  buffer[at + 4] = (value >> 8) & 0xff;
  buffer[at + 5] = value & 0xff;
  out.at = at + 6;
}

export function writeInt32(out: CopyWriter, value: number): void {
  out.reserve(8);
  putInt32(out.buffer, out.at, 4);
  putInt32(out.buffer, out.at + 4, value);
  out.at += 8;
}

/** A number that a double holds. */
export function writeInt64(out: CopyWriter, value: number): void {
  const high = Math.floor(value / TWO_32);
  writeWords(out, high, value - high * TWO_32);
}

/** Eight bytes by their halves. */
export function writeWords(out: CopyWriter, high: number, low: number): void {
  out.reserve(12);
  const { buffer, at } = out;
  putInt32(buffer, at, 8);
  putInt32(buffer, at + 4, high);
  putInt32(buffer, at + 8, low);
  out.at = at + 12;
}

/** A cell whose bytes are those of the value. */
export function writeBytes(out: CopyWriter, bytes: Uint8Array, at: number, length: number): void {
  out.reserve(4 + length);
  putInt32(out.buffer, out.at, length);
  out.at += 4;
  out.copy(bytes, at, at + length);
}

/** The cell of a NUMERIC as it grows: digits in base 10000, aligned to the point (numeric_send). */
export interface NumericCell {
  readonly start: number;
  to: number;
  weight: number;
}

/** `weight`: of the first digit that will be added. */
export function beginNumeric(out: CopyWriter, digits: number, weight: number): NumericCell {
  out.reserve(12 + 2 * digits);
  return { start: out.at + 12, to: out.at + 12, weight };
}

export function addDigit(out: CopyWriter, cell: NumericCell, value: number): void {
  if (value === 0 && cell.to === cell.start) {
    cell.weight -= 1;
    return;
  }
  out.buffer[cell.to] = value >> 8;
  out.buffer[cell.to + 1] = value & 0xff;
  cell.to += 2;
}

/** Without zeros at either end. */
export function endNumeric(
  out: CopyWriter,
  cell: NumericCell,
  { negative, scale }: { readonly negative: boolean; readonly scale: number },
): void {
  const { buffer, at } = out;
  let { to } = cell;
  while (to > cell.start && buffer[to - 1] === 0 && buffer[to - 2] === 0) to -= 2;
  const count = (to - cell.start) / 2;
  putInt32(buffer, at, 8 + 2 * count);
  putInt32(buffer, at + 4, (count << 16) | ((count === 0 ? 0 : cell.weight) & 0xffff));
  putInt32(buffer, at + 8, ((negative && count > 0 ? 0x4000 : 0) << 16) | scale);
  out.at = to;
}

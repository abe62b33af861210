// Cells of COPY in binary form, byte by byte: a call into native code costs more than the few bytes of a number.
import { daysFromCivil } from '@tailrace/core/value';
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

let lastDate = -1;
let lastDays = 0;

/** Days since 2000 of a date of the calendar; that of the last date is known, since neighbouring rows often have one. */
export function daysSince2000(year: number, month: number, day: number): number {
  const date = (year * 16 + month) * 32 + day;
  if (date !== lastDate) {
    lastDays = daysFromCivil(year, month, day) - EPOCH_DAYS;
    lastDate = date;
  }
  return lastDays;
}

export function writeBool(out: CopyWriter, value: boolean): void {
  out.reserve(5);
  const { view, at } = out;
  view.setInt32(at, 1);
  view.setInt8(at + 4, value ? 1 : 0);
  out.at = at + 5;
}

export function writeInt16(out: CopyWriter, value: number): void {
  out.reserve(6);
  const { view, at } = out;
  view.setInt32(at, 2);
  view.setInt16(at + 4, value);
  out.at = at + 6;
}

export function writeInt32(out: CopyWriter, value: number): void {
  out.reserve(8);
  const { view, at } = out;
  view.setInt32(at, 4);
  view.setInt32(at + 4, value);
  out.at = at + 8;
}

/** A number that a double holds. */
export function writeInt64(out: CopyWriter, value: number): void {
  const high = Math.floor(value / TWO_32);
  writeWords(out, high, value - high * TWO_32);
}

/** Eight bytes by their halves. */
export function writeWords(out: CopyWriter, high: number, low: number): void {
  out.reserve(12);
  const { view, at } = out;
  view.setInt32(at, 8);
  view.setInt32(at + 4, high);
  view.setInt32(at + 8, low);
  out.at = at + 12;
}

/** A cell whose bytes are those of the value. */
export function writeBytes(out: CopyWriter, bytes: Uint8Array, at: number, length: number): void {
  out.reserve(4 + length);
  out.view.setInt32(out.at, length);
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
  out.view.setInt16(cell.to, value);
  cell.to += 2;
}

/** Without zeros at either end. */
export function endNumeric(
  out: CopyWriter,
  cell: NumericCell,
  { negative, scale }: { readonly negative: boolean; readonly scale: number },
): void {
  const { view, at } = out;
  let { to } = cell;
  while (to > cell.start && view.getInt16(to - 2) === 0) to -= 2;
  const count = (to - cell.start) / 2;
  view.setInt32(at, 8 + 2 * count);
  view.setInt32(at + 4, (count << 16) | ((count === 0 ? 0 : cell.weight) & 0xffff));
  view.setInt32(at + 8, ((negative && count > 0 ? 0x4000 : 0) << 16) | scale);
  out.at = to;
}

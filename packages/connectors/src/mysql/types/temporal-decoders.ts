// Dates and times of the log as values of the pipeline. What MySQL keeps and no calendar has (a year, month or day of 0) becomes NULL, in a
// column that allows none the beginning of 1970, as Flink CDC does; a TIME outside of one day is refused.
import { daysFromCivil, MS_PER_DAY, type Timestamp, type Value } from '@tailrace/core/value';
import { COLUMN, type LoggedColumn } from '../binlog/column-type.ts';
import { ValueError } from '../../value-error.ts';
import type { CellDecoder } from '../values/cell-decoder.ts';
import {
  dateText,
  datetimeText,
  readDate,
  readDatetime,
  readDatetime2,
  readTime,
  readTime2,
  timeText,
  type DateTimeFields,
  type TimeFields,
} from '../values/temporal.ts';

interface ZeroDates {
  readonly nullable: boolean;
  readonly onZeroDate: (text: string) => void;
}

const EPOCH: Timestamp = { ms: 0, nanos: 0 };

export function dateDecoder(column: LoggedColumn, zero: ZeroDates): CellDecoder | undefined {
  if (column.type !== COLUMN.DATE && column.type !== COLUMN.NEWDATE) return undefined;
  return (buffer, at) => dateValue(readDate(buffer, at), zero);
}

export function dateValue(fields: DateTimeFields, zero: ZeroDates): Value {
  if (fields.year === 0 || fields.month === 0 || fields.day === 0) {
    zero.onZeroDate(dateText(fields));
    return zero.nullable ? null : 0;
  }
  return daysFromCivil(fields.year, fields.month, fields.day);
}

export function datetimeDecoder(column: LoggedColumn, zero: ZeroDates): CellDecoder | undefined {
  if (column.type === COLUMN.DATETIME)
    return (buffer, at) => datetimeValue(readDatetime(buffer, at), 0, zero);
  if (column.type !== COLUMN.DATETIME2) return undefined;
  const fsp = column.fsp ?? 0;
  return (buffer, at, length) => datetimeValue(readDatetime2(buffer, at, length), fsp, zero);
}

export function datetimeValue(fields: DateTimeFields, fsp: number, zero: ZeroDates): Value {
  const { year, month, day, micros } = fields;
  if (year === 0 || month === 0 || day === 0) {
    zero.onZeroDate(datetimeText(fields, fsp));
    return zero.nullable ? null : EPOCH;
  }
  const seconds = (fields.hour * 60 + fields.minute) * 60 + fields.second;
  const milli = Math.floor(micros / 1000);
  return {
    ms: daysFromCivil(year, month, day) * MS_PER_DAY + seconds * 1000 + milli,
    nanos: (micros - milli * 1000) * 1000,
  };
}

export function timestampDecoder(column: LoggedColumn, zero: ZeroDates): CellDecoder | undefined {
  const fsp = column.fsp ?? 0;
  const value = (seconds: number, micros: number): Value => {
    if (seconds === 0 && micros === 0) {
      zero.onZeroDate(`0000-00-00 00:00:00${fsp === 0 ? '' : `.${'0'.repeat(fsp)}`}`);
      return zero.nullable ? null : EPOCH;
    }
    const milli = Math.floor(micros / 1000);
    return { ms: seconds * 1000 + milli, nanos: (micros - milli * 1000) * 1000 };
  };
  if (column.type === COLUMN.TIMESTAMP) return (buffer, at) => value(buffer.readUInt32LE(at), 0);
  if (column.type !== COLUMN.TIMESTAMP2) return undefined;
  return (buffer, at, length) => {
    const seconds = readUint32BE(buffer, at);
    return value(seconds, length === 4 ? 0 : fractionMicros(buffer, at + 4, length - 4));
  };
}

const readUint32BE = (buffer: Buffer, at: number): number =>
  (((buffer[at] ?? 0) << 24) |
    ((buffer[at + 1] ?? 0) << 16) |
    ((buffer[at + 2] ?? 0) << 8) |
    (buffer[at + 3] ?? 0)) >>>
  0;

function fractionMicros(buffer: Buffer, at: number, size: number): number {
  return buffer.readUIntBE(at, size) * (size === 1 ? 10_000 : size === 2 ? 100 : 1);
}

export function timeDecoder(column: LoggedColumn): CellDecoder | undefined {
  if (column.type === COLUMN.TIME) return (buffer, at) => timeValue(readTime(buffer, at), 0);
  if (column.type !== COLUMN.TIME2) return undefined;
  const fsp = column.fsp ?? 0;
  return (buffer, at, length) => timeValue(readTime2(buffer, at, length), fsp);
}

/** Nanoseconds of the day. */
export function timeValue(fields: TimeFields, fsp: number): Value {
  const { negative, hour, minute, second, micros } = fields;
  if (hour > 23 || (negative && hour + minute + second + micros > 0)) {
    throw new ValueError(
      `the TIME ${timeText(fields, fsp)} is not a time of a day. Read the column as text: CAST it in a view, or leave the table out with tables.exclude.`,
    );
  }
  return (((hour * 60 + minute) * 60 + second) * 1_000_000 + micros) * 1000;
}

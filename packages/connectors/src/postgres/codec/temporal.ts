// Dates and times in the server's binary form: days and microseconds counted from 2000-01-01, with the outermost integers for infinity.
import type { Timestamp } from '@tailrace/core/value';
import { ValueError } from '../../value-error.ts';

/** Days from 1970-01-01 to 2000-01-01. */
const EPOCH_DAYS = 10_957;
const EPOCH_MS = EPOCH_DAYS * 86_400_000;
const MAX_INT32 = 2_147_483_647;
const TWO_32 = 4_294_967_296;
/** High words beyond this make microseconds that a double cannot hold. */
const SAFE_HIGH = 2 ** 20;

export function infinite(text: string, type: string): ValueError {
  return new ValueError(
    `${text} has no place in a ${type}. Replace it at the source (a far date, or NULL), or leave the column out.`,
  );
}

export function decodeDate(buffer: Buffer, at: number): number {
  const days = buffer.readInt32BE(at);
  if (days === MAX_INT32) throw infinite('infinity', 'DATE');
  if (days === -MAX_INT32 - 1) throw infinite('-infinity', 'DATE');
  return days + EPOCH_DAYS;
}

export function decodeTime(buffer: Buffer, at: number): number {
  return (buffer.readInt32BE(at) * TWO_32 + buffer.readUInt32BE(at + 4)) * 1000;
}

export function decodeTimestamp(buffer: Buffer, at: number): Timestamp {
  const high = buffer.readInt32BE(at);
  if (high > -SAFE_HIGH && high < SAFE_HIGH) {
    const micros = high * TWO_32 + buffer.readUInt32BE(at + 4);
    const ms = Math.floor(micros / 1000);
    return { ms: ms + EPOCH_MS, nanos: (micros - ms * 1000) * 1000 };
  }
  return farTimestamp(buffer.readBigInt64BE(at));
}

function farTimestamp(micros: bigint): Timestamp {
  if (micros === 0x7fff_ffff_ffff_ffffn) throw infinite('infinity', 'TIMESTAMP');
  if (micros === -0x8000_0000_0000_0000n) throw infinite('-infinity', 'TIMESTAMP');
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const ms = Number((micros - rest) / 1000n) + EPOCH_MS;
  if (!Number.isSafeInteger(ms))
    throw new ValueError(`${micros} microseconds after 2000 lie beyond what a TIMESTAMP here can hold.`);
  return { ms, nanos: Number(rest) * 1000 };
}

export function encodeDate(days: number, out: Buffer, at: number): number {
  const value = days - EPOCH_DAYS;
  if (!Number.isInteger(value) || Math.abs(value) >= MAX_INT32)
    throw new ValueError(`day ${days} lies beyond PostgreSQL's dates.`);
  out.writeInt32BE(4, at);
  out.writeInt32BE(value, at + 4);
  return at + 8;
}

/** Nanoseconds of the day; PostgreSQL keeps microseconds, so that a finer one is refused. */
export function encodeTime(nanos: number, out: Buffer, at: number): number {
  return writeMicros(out, at, nanos / 1000, `time of ${nanos} ns`);
}

export function encodeTimestamp(value: Timestamp, out: Buffer, at: number): number {
  const ms = value.ms - EPOCH_MS;
  if (Math.abs(ms) < 9e12)
    return writeMicros(out, at, ms * 1000 + value.nanos / 1000, `timestamp with ${value.nanos} ns`);
  if (value.nanos % 1000 !== 0) throw finer(`timestamp with ${value.nanos} ns`);
  out.writeInt32BE(8, at);
  out.writeBigInt64BE(BigInt(ms) * 1000n + BigInt(value.nanos / 1000), at + 4);
  return at + 12;
}

function writeMicros(out: Buffer, at: number, micros: number, what: string): number {
  if (!Number.isInteger(micros)) throw finer(what);
  const high = Math.floor(micros / TWO_32);
  out.writeInt32BE(8, at);
  out.writeInt32BE(high, at + 4);
  out.writeUInt32BE(micros - high * TWO_32, at + 8);
  return at + 12;
}

function finer(what: string): ValueError {
  return new ValueError(
    `a ${what} is finer than the microseconds that PostgreSQL keeps. Round it in the projection with CAST(… AS TIMESTAMP(6)) or DATE_FORMAT.`,
  );
}

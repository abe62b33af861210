// Cells of COPY … (FORMAT binary) as values: what each type's send function writes (src/backend/utils/adt of PostgreSQL).
import type { Value } from '@tailrace/core/value';
import { decodeBits } from './bits.ts';
import { decodeInterval, intervalMicros, intervalText } from './interval.ts';
import { decodeNumeric } from './numeric.ts';
import { decodeDate, decodeTime, decodeTimestamp } from './temporal.ts';
import { ValueError } from '../../value-error.ts';

/** The value of the cell buffer[at, at + length); never called for NULL. */
export type CellDecoder = (buffer: Buffer, at: number, length: number) => Value;

export const binary = {
  bool: (buffer, at) => buffer[at] === 1,
  int2: (buffer, at) => buffer.readInt16BE(at),
  int4: (buffer, at) => buffer.readInt32BE(at),
  int8: (buffer, at) => decodeInt8(buffer, at),
  oid: (buffer, at) => BigInt(buffer.readUInt32BE(at)),
  float4: (buffer, at) => buffer.readFloatBE(at),
  float8: (buffer, at) => buffer.readDoubleBE(at),
  numeric: (buffer, at) => decodeNumeric(buffer, at),
  text: (buffer, at, length) => buffer.toString('utf8', at, at + length),
  uuid: (buffer, at) => {
    const hex = buffer.toString('hex', at, at + 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
  // jsonb_send: a version, then the text.
  jsonb: (buffer, at, length) => {
    if (buffer[at] !== 1) throw new ValueError(`a jsonb of version ${buffer[at]}; version 1 is known.`);
    return buffer.toString('utf8', at + 1, at + length);
  },
  // A copy: a view would keep the whole batch alive.
  bytea: (buffer, at, length) => new Uint8Array(buffer.subarray(at, at + length)),
  date: (buffer, at) => decodeDate(buffer, at),
  time: (buffer, at) => decodeTime(buffer, at),
  timestamp: (buffer, at) => decodeTimestamp(buffer, at),
  bit: (buffer, at) => decodeBits(buffer, at + 4, buffer.readInt32BE(at)),
  bool1: (buffer, at) => ((buffer[at + 4] ?? 0) & 0x80) !== 0,
  intervalMicros: (buffer, at) => intervalMicros(decodeInterval(buffer, at)),
  intervalText: (buffer, at) => intervalText(decodeInterval(buffer, at)),
} satisfies Record<string, CellDecoder>;

function decodeInt8(buffer: Buffer, at: number): bigint {
  const high = buffer.readInt32BE(at);
  // Small numbers, the common ones, are cheaper to make from a double.
  return high >= -0x20_0000 && high < 0x20_0000
    ? BigInt(high * 4_294_967_296 + buffer.readUInt32BE(at + 4))
    : buffer.readBigInt64BE(at);
}

/** MONEY is a 64-bit count of its smallest unit. */
export function binaryMoney(scale: number): CellDecoder {
  return (buffer, at) => ({ unscaled: buffer.readBigInt64BE(at), scale });
}

/** array_send: dimensions, flag, element type, then size and lower bound of each dimension, then the elements with their lengths. */
export function binaryArray(element: CellDecoder): CellDecoder {
  return (buffer, at) => {
    const dimensions = buffer.readInt32BE(at);
    if (dimensions === 0) return [];
    if (dimensions > 1) throw new ValueError(`an array of ${dimensions} dimensions; ARRAY has one.`);
    const size = buffer.readInt32BE(at + 12);
    assertLowerBound(buffer.readInt32BE(at + 16));
    const values: Value[] = [];
    let from = at + 20;
    for (let i = 0; i < size; i += 1) {
      const length = buffer.readInt32BE(from);
      from += 4;
      values.push(length < 0 ? null : element(buffer, from, length));
      from += Math.max(length, 0);
    }
    return values;
  };
}

export function assertLowerBound(bound: number): void {
  if (bound !== 1)
    throw new ValueError(`an array that begins at index ${bound}; ARRAY begins at 1 and would lose that.`);
}

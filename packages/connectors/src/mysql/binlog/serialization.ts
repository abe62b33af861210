// Integers of MySQL's serialization library, which the tagged GTID event (8.3) is written in: the number of one-bits at the low end of the
// first byte tells how many bytes follow; a sign stands in the lowest bit of the value.
import type { ByteReader } from './byte-reader.ts';
import { unreadable } from './unreadable.ts';

export function readVarUint(reader: ByteReader): bigint {
  const first = reader.u8();
  let more = 0;
  while (more < 8 && ((first >> more) & 1) === 1) more += 1;
  let value = 0n;
  for (let i = 0; i < more; i++) value |= BigInt(reader.u8()) << BigInt(8 * i);
  if (more === 8) return value;
  return (value << BigInt(7 - more)) | BigInt(first >> (more + 1));
}

export function readVarInt(reader: ByteReader): bigint {
  const value = readVarUint(reader);
  return (value & 1n) === 1n ? -(value >> 1n) - 1n : value >> 1n;
}

/** An array of bytes of known length, each a variable integer. */
export function readFixedBytes(reader: ByteReader, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) {
    const value = readVarUint(reader);
    if (value > 255n) throw unreadable(`${value} in the place of a byte`);
    bytes[i] = Number(value);
  }
  return bytes;
}

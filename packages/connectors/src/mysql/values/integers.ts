// Integers, little-endian.
import type { CellDecoder } from './cell-decoder.ts';

/** Signed, 1 to 4 bytes. */
export function readInt(size: number): CellDecoder {
  if (size === 1) return (buffer, at) => ((buffer[at] ?? 0) << 24) >> 24;
  if (size === 2) return (buffer, at) => (((buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8)) << 16) >> 16;
  if (size === 3) {
    return (buffer, at) =>
      (((buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8) | ((buffer[at + 2] ?? 0) << 16)) << 8) >> 8;
  }
  return int32;
}

/** Unsigned, 1 to 4 bytes. */
export function readUint(size: number): CellDecoder {
  if (size === 1) return (buffer, at) => buffer[at] ?? 0;
  if (size === 2) return (buffer, at) => (buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8);
  if (size === 3) {
    return (buffer, at) => (buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8) | ((buffer[at + 2] ?? 0) << 16);
  }
  return (buffer, at) => int32(buffer, at) >>> 0;
}

function int32(buffer: Buffer, at: number): number {
  return (
    (buffer[at] ?? 0) |
    ((buffer[at + 1] ?? 0) << 8) |
    ((buffer[at + 2] ?? 0) << 16) |
    ((buffer[at + 3] ?? 0) << 24)
  );
}

/** Numbers up to 2^53 are made by way of a double, which is several times quicker. */
export const readBigInt: CellDecoder = (buffer, at) => {
  const high = int32(buffer, at + 4);
  if (high >= -0x200000 && high < 0x200000) return BigInt(high * 0x100000000 + (int32(buffer, at) >>> 0));
  return buffer.readBigInt64LE(at);
};

export const readBigUint: CellDecoder = (buffer, at) => {
  const high = int32(buffer, at + 4) >>> 0;
  if (high < 0x200000) return BigInt(high * 0x100000000 + (int32(buffer, at) >>> 0));
  return buffer.readBigUInt64LE(at);
};

// Reads fields one after the other, little-endian as everywhere in MySQL, and fails where the bytes end. For all but the rows, which
// have a quicker way.
import { unreadable } from './unreadable.ts';

export class ByteReader {
  readonly buffer: Buffer;
  readonly end: number;
  at: number;

  constructor(buffer: Buffer, at = 0, end = buffer.length) {
    this.buffer = buffer;
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** Position of the next `size` bytes, which are passed over. */
  skip(size: number): number {
    const at = this.at;
    if (size < 0 || size > this.end - at) {
      throw unreadable(`${size} bytes were expected where ${this.end - at} are left`);
    }
    this.at = at + size;
    return at;
  }

  u8(): number {
    return this.buffer[this.skip(1)] ?? 0;
  }

  /** Unsigned, 1 to 6 bytes. */
  uint(size: number): number {
    return this.buffer.readUIntLE(this.skip(size), size);
  }

  u64(): bigint {
    return this.buffer.readBigUInt64LE(this.skip(8));
  }

  i64(): bigint {
    return this.buffer.readBigInt64LE(this.skip(8));
  }

  bytes(size: number): Buffer {
    const at = this.skip(size);
    return this.buffer.subarray(at, at + size);
  }

  rest(): Buffer {
    return this.bytes(this.left);
  }

  text(size: number): string {
    return this.bytes(size).toString('utf8');
  }

  /** Length-encoded integer: one byte up to 250, else 0xfc, 0xfd or 0xfe and 2, 3 or 8 bytes. */
  lenenc(): number {
    const first = this.u8();
    if (first < 0xfb) return first;
    if (first === 0xfc) return this.uint(2);
    if (first === 0xfd) return this.uint(3);
    if (first !== 0xfe) throw unreadable(`0x${first.toString(16)} begins no length-encoded integer`);
    const value = this.u64();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw unreadable(`a length of ${value}`);
    return Number(value);
  }

  lenencBytes(): Buffer {
    return this.bytes(this.lenenc());
  }
}

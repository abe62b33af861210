// MariaDB's own types, which the log has as bytes and does not name: read as the text that the server prints. The bytes of a UUID
// are in the order of its text there, however the storage engine keeps them.
import { formatUuid } from '../gtid/gtid-set.ts';
import type { CellDecoder } from '../values/cell-decoder.ts';

export function specialDecoder(typeName: string): CellDecoder | undefined {
  if (typeName === 'uuid') return (buffer, at, length) => formatUuid(padded(buffer, at, length, 16));
  if (typeName === 'inet4') return (buffer, at, length) => [...padded(buffer, at, length, 4)].join('.');
  if (typeName === 'inet6') return (buffer, at, length) => inet6Text(padded(buffer, at, length, 16));
  return undefined;
}

/** The log leaves out zero bytes at the end, as of BINARY(n). */
function padded(buffer: Buffer, at: number, length: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  buffer.copy(bytes, 0, at, at + length);
  return bytes;
}

/** The longest run of two or more zero groups is left out (RFC 5952); IPv4 within IPv6 is written as such. */
function inet6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2));
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return `::ffff:${[...bytes.subarray(12)].join('.')}`;
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  if (best.start < 0) return hex(0, 8);
  return `${hex(0, best.start)}::${hex(best.start + best.length, 8)}`;
}

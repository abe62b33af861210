// MariaDB's compression of queries and rows (log_bin_compress) and of columns (COMPRESSED): a byte that tells how, the length before
// compression in big-endian, and what zlib made of it.
import { inflateRawSync, inflateSync } from 'node:zlib';
import { unreadable } from './unreadable.ts';

/** No event may be longer: the most that a server lets through in one packet. */
const MAX_INFLATED = 1 << 30;

/** The compressed part of a QUERY_COMPRESSED or a compressed rows event. */
export function inflateMariadb(bytes: Buffer): Buffer {
  const first = bytes[0] ?? 0;
  if ((first & 0x80) === 0 || (first & 0x70) !== 0)
    throw unreadable('compression of a kind that is not known');
  return inflate(bytes, { lengthBytes: first & 7, raw: false });
}

/** The value of a COMPRESSED column. */
export function inflateColumn(bytes: Buffer): Buffer {
  const first = bytes[0];
  if (first === undefined) return bytes;
  if (first >> 4 === 0) return bytes.subarray(1);
  if (first >> 4 !== 8) throw unreadable('a compressed column of a kind that is not known');
  return inflate(bytes, { lengthBytes: first & 7, raw: (first & 8) !== 0 });
}

function inflate(bytes: Buffer, how: { readonly lengthBytes: number; readonly raw: boolean }): Buffer {
  const { lengthBytes, raw } = how;
  if (lengthBytes < 1 || lengthBytes > 4 || bytes.length < 1 + lengthBytes) {
    throw unreadable('compressed bytes that end early');
  }
  const length = bytes.readUIntBE(1, lengthBytes);
  if (length > MAX_INFLATED) throw unreadable(`${length} bytes in compressed form`);
  const packed = bytes.subarray(1 + lengthBytes);
  let inflated: Buffer;
  try {
    const options = { maxOutputLength: length + 1 };
    inflated = raw ? inflateRawSync(packed, options) : inflateSync(packed, options);
  } catch (error) {
    throw unreadable(
      `compressed bytes are damaged (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  if (inflated.length !== length)
    throw unreadable(`${inflated.length} bytes came out where ${length} were compressed`);
  return inflated;
}

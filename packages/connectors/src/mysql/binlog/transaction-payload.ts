// TRANSACTION_PAYLOAD (MySQL 8.0.20, binlog_transaction_compression): a whole transaction in one event, compressed by zstd. The events
// inside have no checksums and no positions.
import { decompress } from 'fzstd';
import { ByteReader } from './byte-reader.ts';
import { unreadable } from './unreadable.ts';

export interface TransactionPayload {
  /** 0: zstd, 255: none. */
  readonly compressionType: number;
  readonly uncompressedSize: number;
  readonly payload: Buffer;
}

const ZSTD = 0;
const NONE = 255;
/** max_allowed_packet of a replica can be no larger. */
const MAX_SIZE = 1 << 30;

/** Fields of a number, a length and an integer, up to field 0; what is behind that is the payload. */
export function readTransactionPayload(body: Buffer): TransactionPayload {
  const reader = new ByteReader(body);
  const fields = new Map<number, number>();
  for (let field = reader.lenenc(); field !== 0; field = reader.lenenc()) {
    fields.set(field, new ByteReader(reader.lenencBytes()).lenenc());
  }
  const size = fields.get(1);
  const compressionType = fields.get(2);
  if (size === undefined || compressionType === undefined)
    throw unreadable('a transaction payload without its size or kind');
  return { compressionType, uncompressedSize: fields.get(3) ?? size, payload: reader.bytes(size) };
}

/** The events of the payload, one behind the other. */
export function inflatePayload({ compressionType, uncompressedSize, payload }: TransactionPayload): Buffer {
  if (compressionType === NONE) return payload;
  if (compressionType !== ZSTD) throw unreadable(`transactions compressed in the way ${compressionType}`);
  if (uncompressedSize > MAX_SIZE)
    throw unreadable(`a transaction of ${uncompressedSize} bytes in one event`);
  const target = new Uint8Array(uncompressedSize);
  let result: Uint8Array;
  try {
    result = decompress(payload, target);
  } catch (error) {
    throw unreadable(
      `a compressed transaction is damaged (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  if (result.length !== uncompressedSize) {
    throw unreadable(`a transaction of ${result.length} bytes that should have ${uncompressedSize}`);
  }
  return Buffer.from(result.buffer, result.byteOffset, result.length);
}

// Values as cells of COPY in binary form (length, then bytes), each for one type of column: the other direction of binary-decoders.ts.
import { encodeUtf8, type Decimal, type JsonValue, type Timestamp, type Value } from '@tailrace/core/value';
import type { CopyWriter } from './copy-writer.ts';
import { encodeNumeric, numericSize } from './numeric.ts';
import { encodeDate, encodeTime, encodeTimestamp } from './temporal.ts';
import { ValueError } from '../../value-error.ts';

/** Appends one cell. Values have the form that the column's type says (core/value); never called for NULL or UNSENT. */
export type CellEncoder = (out: CopyWriter, value: Value) => void;

export function writeNull(out: CopyWriter): void {
  out.reserve(4);
  out.view.setInt32(out.at, -1);
  out.at += 4;
}

const fixed =
  (size: number, write: (buffer: Buffer, at: number, value: Value) => void): CellEncoder =>
  (out, value) => {
    out.reserve(size + 4);
    out.buffer.writeInt32BE(size, out.at);
    write(out.buffer, out.at + 4, value);
    out.at += size + 4;
  };

function text(out: CopyWriter, value: Value): void {
  const string = value as string;
  // Three bytes hold any UTF-16 unit.
  out.reserve(4 + 3 * string.length);
  const size = out.buffer.write(string, out.at + 4);
  out.buffer.writeInt32BE(size, out.at);
  out.at += 4 + size;
}

function bytes(out: CopyWriter, value: Value): void {
  const content = value as Uint8Array;
  out.reserve(4 + content.length);
  out.buffer.writeInt32BE(content.length, out.at);
  out.buffer.set(content, out.at + 4);
  out.at += 4 + content.length;
}

function numeric(out: CopyWriter, value: Value): void {
  const number = value as Decimal;
  out.reserve(numericSize(number));
  out.at = encodeNumeric(number, out.buffer, out.at);
}

const temporal =
  (encode: (value: Value, buffer: Buffer, at: number) => number): CellEncoder =>
  (out, value) => {
    out.reserve(12);
    out.at = encode(value, out.buffer, out.at);
  };

/** jsonb_send: a version byte, then the text. */
function jsonb(out: CopyWriter, json: JsonValue): void {
  const content = encodeUtf8(JSON.stringify(json));
  out.reserve(5 + content.length);
  out.buffer.writeInt32BE(content.length + 1, out.at);
  out.buffer[out.at + 4] = 1;
  out.buffer.set(content, out.at + 5);
  out.at += 5 + content.length;
}

function int8(buffer: Buffer, at: number, value: Value): void {
  const number = Number(value);
  if (Number.isSafeInteger(number)) {
    const high = Math.floor(number / 4_294_967_296);
    buffer.writeInt32BE(high, at);
    buffer.writeUInt32BE(number - high * 4_294_967_296, at + 4);
  } else buffer.writeBigInt64BE(BigInt(value as bigint), at);
}

export const encoders = {
  bool: fixed(1, (buffer, at, value) => {
    buffer[at] = value === true ? 1 : 0;
  }),
  int2: fixed(2, (buffer, at, value) => void buffer.writeInt16BE(Number(value), at)),
  int4: fixed(4, (buffer, at, value) => void buffer.writeInt32BE(Number(value), at)),
  int8: fixed(8, int8),
  float4: fixed(4, (buffer, at, value) => void buffer.writeFloatBE(Number(value), at)),
  float8: fixed(8, (buffer, at, value) => void buffer.writeDoubleBE(Number(value), at)),
  text,
  bytes,
  numeric,
  date: temporal((value, buffer, at) => encodeDate(value as number, buffer, at)),
  time: temporal((value, buffer, at) => encodeTime(value as number, buffer, at)),
  timestamp: temporal((value, buffer, at) => encodeTimestamp(value as Timestamp, buffer, at)),
} satisfies Record<string, CellEncoder>;

/** JSON of a value for JSONB columns: by the type of the pipeline, see `jsonOf`. */
export function jsonEncoder(toJson: (value: Value) => JsonValue): CellEncoder {
  return (out, value) => jsonb(out, toJson(value));
}

/** array_recv: one dimension from 1 on. */
export function arrayEncoder(elementOid: number, element: CellEncoder): CellEncoder {
  return (out, value) => {
    if (!Array.isArray(value)) throw new ValueError('an ARRAY was expected.');
    const items: readonly Value[] = value as readonly Value[];
    out.reserve(24);
    const start = out.at;
    out.at += 4;
    const head =
      items.length === 0
        ? [0, 0, elementOid]
        : [1, items.includes(null) ? 1 : 0, elementOid, items.length, 1];
    for (const word of head) {
      out.buffer.writeInt32BE(word, out.at);
      out.at += 4;
    }
    for (const item of items) {
      if (item === null) writeNull(out);
      else element(out, item);
    }
    out.buffer.writeInt32BE(out.at - start - 4, start);
  };
}

// JSON as MySQL stores it: tables of offsets within each object and array (MySQL, sql-common/json_binary.h). Read into a tree whose
// scalars are already the text that MySQL prints, since numbers of 64 bits and decimals are no JavaScript numbers.
import { formatDecimal } from '@tailrace/core/value';
import { decimalBytes, decimalReader } from './decimal.ts';
import { formatJsonDouble } from './json-double.ts';
import { dateText, datetimeText, readPackedDatetime, readPackedTime, timeText } from './temporal.ts';
import { COLUMN } from '../binlog/column-type.ts';
import { unreadable } from '../binlog/unreadable.ts';

/** A scalar is its text; an object keeps its members in stored order (by length of the name, then by its bytes). */
export type JsonNode = string | JsonNode[] | Map<string, JsonNode>;

// 0 and 2 are the small forms of 1 and 3: offsets of two bytes in the place of four.
const LARGE_OBJECT = 1;
const LARGE_ARRAY = 3;
const LITERAL = 4;
const INT16 = 5;
const UINT16 = 6;
const INT32 = 7;
const UINT32 = 8;
const INT64 = 9;
const UINT64 = 10;
const DOUBLE = 11;
const STRING = 12;
const OPAQUE = 15;

/** MySQL allows 100. */
const MAX_DEPTH = 128;

/** Reads a document from its type byte on. */
export function readJsonDocument(buffer: Buffer, at: number, end: number): JsonNode {
  if (at >= end) throw unreadable('a JSON document of no bytes');
  return readValue({ buffer, at: at + 1, end, depth: 0 }, buffer[at] ?? 0);
}

interface Place {
  readonly buffer: Buffer;
  readonly at: number;
  readonly end: number;
  readonly depth: number;
}

function room(place: Place, size: number, at = place.at): number {
  if (at < place.at || at + size > place.end) throw unreadable('a JSON document that ends early');
  return at;
}

function readValue(place: Place, type: number): JsonNode {
  if (type <= LARGE_ARRAY) {
    if (place.depth > MAX_DEPTH) throw unreadable('a JSON document of too many levels');
    const large = type === LARGE_OBJECT || type === LARGE_ARRAY;
    return type <= LARGE_OBJECT ? readObject(place, large) : readArray(place, large);
  }
  return readScalar(place, type);
}

function readScalar(place: Place, type: number): string {
  const { buffer } = place;
  switch (type) {
    case LITERAL:
      return literal(buffer[room(place, 1)] ?? 0);
    case INT16:
      return String(buffer.readInt16LE(room(place, 2)));
    case UINT16:
      return String(buffer.readUInt16LE(room(place, 2)));
    case INT32:
      return String(buffer.readInt32LE(room(place, 4)));
    case UINT32:
      return String(buffer.readUInt32LE(room(place, 4)));
    case INT64:
      return String(buffer.readBigInt64LE(room(place, 8)));
    case UINT64:
      return String(buffer.readBigUInt64LE(room(place, 8)));
    case DOUBLE:
      return formatJsonDouble(buffer.readDoubleLE(room(place, 8)));
    case STRING: {
      const { start, length } = readJsonLength(buffer, place.at, place.end);
      room(place, length, start);
      return JSON.stringify(buffer.toString('utf8', start, start + length));
    }
    case OPAQUE:
      return readOpaque(place);
    default:
      throw unreadable(`a JSON value of type ${type}`);
  }
}

function literal(code: number): string {
  const text = ['null', 'true', 'false'][code];
  if (text === undefined) throw unreadable(`the JSON literal ${code}`);
  return text;
}

/** Seven bits a byte, the lowest first, the top bit set on all but the last. */
export function readJsonLength(
  buffer: Buffer,
  from: number,
  end: number,
): { readonly length: number; readonly start: number } {
  let length = 0;
  for (let at = from, factor = 1; at < end && at < from + 5; at++, factor *= 128) {
    const byte = buffer[at] ?? 0;
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) return { length, start: at + 1 };
  }
  throw unreadable('the length of a JSON value ends early');
}

function readContainer(
  place: Place,
  large: boolean,
): { count: number; entries: number; at: (from: number) => number } {
  const { buffer } = place;
  const width = large ? 4 : 2;
  room(place, 2 * width);
  const count = buffer.readUIntLE(place.at, width);
  const size = buffer.readUIntLE(place.at + width, width);
  room(place, size);
  return {
    count,
    entries: place.at + 2 * width,
    at: (from) => buffer.readUIntLE(room(place, width, from), width),
  };
}

function readEntry(place: Place, entry: number, large: boolean): JsonNode {
  const { buffer } = place;
  const type = buffer[room(place, large ? 5 : 3, entry)] ?? 0;
  const inline =
    type === LITERAL || type === INT16 || type === UINT16 || (large && (type === INT32 || type === UINT32));
  if (inline) return readScalar({ ...place, at: entry + 1 }, type);
  const offset = large ? buffer.readUInt32LE(entry + 1) : buffer.readUInt16LE(entry + 1);
  // Every value stands behind the tables: an offset into them would go round in circles.
  if (offset < (large ? 8 : 4)) throw unreadable('a JSON value that stands in its own header');
  return readValue({ ...place, at: room(place, 1, place.at + offset), depth: place.depth + 1 }, type);
}

function readObject(place: Place, large: boolean): JsonNode {
  const { count, entries, at } = readContainer(place, large);
  const keySize = large ? 6 : 4;
  const width = large ? 4 : 2;
  const values = entries + count * keySize;
  room(place, count * (keySize + width + 1), entries);
  const members = new Map<string, JsonNode>();
  for (let i = 0; i < count; i++) {
    const key = entries + i * keySize;
    const length = place.buffer.readUInt16LE(key + width);
    const start = room(place, length, place.at + at(key));
    const name = place.buffer.toString('utf8', start, start + length);
    members.set(name, readEntry(place, values + i * (width + 1), large));
  }
  return members;
}

function readArray(place: Place, large: boolean): JsonNode {
  const { count, entries } = readContainer(place, large);
  const size = large ? 5 : 3;
  room(place, count * size, entries);
  return Array.from({ length: count }, (_, i) => readEntry(place, entries + i * size, large));
}

/** Values that JSON has no type for: a column type and its bytes. */
function readOpaque(place: Place): string {
  const { buffer } = place;
  const type = buffer[room(place, 1)] ?? 0;
  const { length, start } = readJsonLength(buffer, place.at + 1, place.end);
  room(place, length, start);
  switch (type) {
    case COLUMN.NEWDECIMAL:
      return opaqueDecimal(buffer, start, length);
    case COLUMN.DATE:
      return JSON.stringify(dateText(readPackedDatetime(buffer, eight(start, length))));
    case COLUMN.DATETIME:
    case COLUMN.TIMESTAMP:
      return JSON.stringify(datetimeText(readPackedDatetime(buffer, eight(start, length)), 6));
    case COLUMN.TIME:
      return JSON.stringify(timeText(readPackedTime(buffer, eight(start, length)), 6));
    default:
      return JSON.stringify(`base64:type${type}:${buffer.toString('base64', start, start + length)}`);
  }
}

function eight(start: number, length: number): number {
  if (length < 8) throw unreadable(`a time of ${length} bytes in a JSON document`);
  return start;
}

function opaqueDecimal(buffer: Buffer, start: number, length: number): string {
  const [precision, scale] = [buffer[start] ?? 0, buffer[start + 1] ?? 0];
  if (scale > precision || length < 2 + decimalBytes(precision, scale)) {
    throw unreadable('a decimal that ends early in a JSON document');
  }
  return formatDecimal(decimalReader(precision, scale)(buffer, start + 2));
}

export interface JsonStyle {
  readonly comma: string;
  readonly colon: string;
}

export const COMPACT: JsonStyle = { comma: ',', colon: ':' };
/** As the server prints. */
export const SPACED: JsonStyle = { comma: ', ', colon: ': ' };

export function jsonText(node: JsonNode, style: JsonStyle): string {
  if (typeof node === 'string') return node;
  if (Array.isArray(node)) return `[${node.map((item) => jsonText(item, style)).join(style.comma)}]`;
  const members = Array.from(
    node,
    ([name, value]) => `${JSON.stringify(name)}${style.colon}${jsonText(value, style)}`,
  );
  return `{${members.join(style.comma)}}`;
}

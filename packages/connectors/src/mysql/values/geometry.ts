// GEOMETRY: four bytes of the spatial reference system, then well-known binary (OGC 06-103r4, 8.2). Written as Flink CDC's MySQL source does:
// {"coordinates":[1,2],"type":"Point","srid":0}; a collection has "geometries" instead.
import { unreadable } from '../binlog/unreadable.ts';

const NAMES = [
  '',
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
];
const COLLECTION = 7;
const MAX_DEPTH = 64;

interface Cursor {
  readonly buffer: Buffer;
  at: number;
  readonly end: number;
}

export function geometryText(buffer: Buffer, at: number, length: number): string {
  if (length < 4) throw unreadable(`a geometry of ${length} bytes`);
  const srid = buffer.readUInt32LE(at);
  const cursor: Cursor = { buffer, at: at + 4, end: at + length };
  const { name, content } = readGeometry(cursor, 0);
  return `{${content},"type":"${name}","srid":${srid}}`;
}

function take(cursor: Cursor, size: number): number {
  const { at } = cursor;
  if (size > cursor.end - at) throw unreadable('a geometry that ends early');
  cursor.at = at + size;
  return at;
}

interface Geometry {
  readonly name: string;
  /** "coordinates":[…] or "geometries":[…]. */
  readonly content: string;
}

function readGeometry(cursor: Cursor, depth: number): Geometry {
  const { type, little } = readHead(cursor, depth);
  const name = NAMES[type] ?? '';
  if (type === COLLECTION) {
    const parts = repeat(cursor, little, () => {
      const part = readGeometry(cursor, depth + 1);
      return `{"type":"${part.name}",${part.content}}`;
    });
    return { name, content: `"geometries":${parts}` };
  }
  return { name, content: `"coordinates":${coordinates(cursor, { type, little, depth })}` };
}

function readHead(cursor: Cursor, depth: number): { readonly type: number; readonly little: boolean } {
  if (depth > MAX_DEPTH) throw unreadable('a geometry of too many levels');
  const little = cursor.buffer[take(cursor, 1)] === 1;
  const type = uint(cursor, little);
  if (type < 1 || type > COLLECTION) throw unreadable(`a geometry of type ${type}`);
  return { type, little };
}

function uint(cursor: Cursor, little: boolean): number {
  const at = take(cursor, 4);
  return little ? cursor.buffer.readUInt32LE(at) : cursor.buffer.readUInt32BE(at);
}

function repeat(cursor: Cursor, little: boolean, read: () => string): string {
  const count = uint(cursor, little);
  if (count > cursor.end - cursor.at) throw unreadable('a geometry that ends early');
  return `[${Array.from({ length: count }, read).join(',')}]`;
}

function coordinates(
  cursor: Cursor,
  { type, little, depth }: { readonly type: number; readonly little: boolean; readonly depth: number },
): string {
  const point = (): string => `[${double(cursor, little)},${double(cursor, little)}]`;
  const line = (): string => repeat(cursor, little, point);
  if (type === 1) return point();
  if (type === 2) return line();
  if (type === 3) return repeat(cursor, little, line);
  return repeat(cursor, little, () =>
    coordinates(cursor, { ...readHead(cursor, depth + 1), depth: depth + 1 }),
  );
}

function double(cursor: Cursor, little: boolean): string {
  const at = take(cursor, 8);
  return String(little ? cursor.buffer.readDoubleLE(at) : cursor.buffer.readDoubleBE(at));
}

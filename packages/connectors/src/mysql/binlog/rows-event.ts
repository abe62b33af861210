// WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS in all their versions: which table, which columns, where each row and each of its cells lies. No
// cell is decoded here: that is for whoever wants its value.
import { ByteReader } from './byte-reader.ts';
import { COLUMN, type LoggedColumn } from './column-type.ts';
import { EVENT, eventName } from './event-type.ts';
import type { LogFormat } from './format-description.ts';
import { inflateMariadb } from './mariadb-compression.ts';
import type { RawEvent } from './read-event.ts';
import { unreadable } from './unreadable.ts';

export type RowsKind = 'insert' | 'update' | 'delete';

interface Shape {
  readonly kind: RowsKind;
  /** Version 2 has room for extra data in the header. */
  readonly version: 1 | 2;
  readonly compressed: boolean;
}

const shape = (kind: RowsKind, version: 1 | 2, compressed = false): Shape => ({ kind, version, compressed });

const SHAPES = new Map<number, Shape>([
  [EVENT.WRITE_ROWS_V1, shape('insert', 1)],
  [EVENT.UPDATE_ROWS_V1, shape('update', 1)],
  [EVENT.DELETE_ROWS_V1, shape('delete', 1)],
  [EVENT.WRITE_ROWS, shape('insert', 2)],
  [EVENT.UPDATE_ROWS, shape('update', 2)],
  [EVENT.DELETE_ROWS, shape('delete', 2)],
  [EVENT.PARTIAL_UPDATE_ROWS, shape('update', 2)],
  [EVENT.MARIADB_WRITE_ROWS_COMPRESSED_V1, shape('insert', 1, true)],
  [EVENT.MARIADB_UPDATE_ROWS_COMPRESSED_V1, shape('update', 1, true)],
  [EVENT.MARIADB_DELETE_ROWS_COMPRESSED_V1, shape('delete', 1, true)],
  [EVENT.MARIADB_WRITE_ROWS_COMPRESSED, shape('insert', 2, true)],
  [EVENT.MARIADB_UPDATE_ROWS_COMPRESSED, shape('update', 2, true)],
  [EVENT.MARIADB_DELETE_ROWS_COMPRESSED, shape('delete', 2, true)],
]);

export const isRowsEvent = (type: number): boolean => SHAPES.has(type);

/** The body of a rows event. What few ask for is cut out when they do. */
export class RowsEvent {
  readonly kind: RowsKind;
  /** After images may hold changes within a JSON document in the place of it. */
  readonly partial: boolean;
  readonly tableId: number;
  readonly flags: number;
  readonly columnCount: number;
  /** Where the rows lie: in the event's buffer, or in one of their own where they were compressed. */
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
  readonly #head: Buffer;
  readonly #extra: readonly [number, number];
  readonly #present: number;
  readonly #presentAfter: number;

  constructor({ header, buffer, start, end }: RawEvent, format: LogFormat) {
    const found = SHAPES.get(header.type);
    if (found === undefined) throw new Error(`internal: ${eventName(header.type)} holds no rows`);
    const reader = new ByteReader(buffer, start, end);
    this.kind = found.kind;
    this.partial = header.type === EVENT.PARTIAL_UPDATE_ROWS;
    this.tableId = reader.uint(format.tableIdBytes);
    this.flags = reader.uint(2);
    const extra = found.version === 2 ? reader.uint(2) - 2 : 0;
    this.#extra = [reader.skip(extra), extra];
    this.columnCount = reader.lenenc();
    const bytes = (this.columnCount + 7) >> 3;
    this.#head = buffer;
    this.#present = reader.skip(bytes);
    this.#presentAfter = found.kind === 'update' ? reader.skip(bytes) : this.#present;
    this.buffer = found.compressed ? inflateMariadb(reader.rest()) : buffer;
    this.start = found.compressed ? 0 : reader.at;
    this.end = found.compressed ? this.buffer.length : end;
  }

  /** What a storage engine added for replicas like itself (NDB's own, numbers of partitions). */
  get extra(): Buffer {
    const [at, size] = this.#extra;
    return this.#head.subarray(at, at + size);
  }

  /** Bit per column, from the lowest of the first byte on: the columns of each image; of an update's after image in `presentAfter`. */
  get present(): Buffer {
    return this.#bits(this.#present);
  }

  get presentAfter(): Buffer {
    return this.#bits(this.#presentAfter);
  }

  /** Whether the images have these columns. */
  hasColumns(present: Buffer, presentAfter: Buffer): boolean {
    const head = this.#head;
    for (let i = 0; i < present.length; i++) {
      if (head[this.#present + i] !== present[i] || head[this.#presentAfter + i] !== presentAfter[i])
        return false;
    }
    return true;
  }

  #bits(at: number): Buffer {
    return this.#head.subarray(at, at + ((this.columnCount + 7) >> 3));
  }
}

/** Lengths of cells that have no bytes; a length of PARTIAL - n is n bytes of changes within a JSON document. */
export const NULL_CELL = -1;
export const ABSENT_CELL = -2;
export const PARTIAL_CELL = -3;

/** What is needed of a table to find its cells, made once. */
export interface RowLayout {
  readonly sizes: Int32Array;
  readonly json: readonly number[];
}

export function rowLayout(columns: readonly LoggedColumn[]): RowLayout {
  return {
    sizes: Int32Array.from(columns, (column) => column.size),
    json: columns.flatMap((column, at) => (column.type === COLUMN.JSON ? [at] : [])),
  };
}

/** How one image of a row is laid out. */
export interface ImageLayout {
  readonly row: RowLayout;
  /** Undefined where all columns are there. */
  readonly present: Buffer | undefined;
  /** Bytes of the null bitmap, which has a bit for each column that is there. */
  readonly nullBytes: number;
  /** Changes within JSON documents may stand in the place of them; in front of the image stands in which columns. */
  readonly partial: boolean;
}

/** `present`: a bit per column, from the lowest of the first byte on. */
export function imageLayout(row: RowLayout, present: Buffer, partial = false): ImageLayout {
  const columns = row.sizes.length;
  let count = 0;
  for (let at = 0; at < columns; at++) if (((present[at >> 3] ?? 0) & (1 << (at & 7))) !== 0) count += 1;
  return {
    row,
    present: count === columns ? undefined : Buffer.from(present),
    nullBytes: (count + 7) >> 3,
    partial,
  };
}

/** A length of 1 to 4 bytes. */
export function readPrefix(buffer: Buffer, at: number, bytes: number): number {
  let size = buffer[at] ?? 0;
  if (bytes > 1) size |= (buffer[at + 1] ?? 0) << 8;
  if (bytes > 2) size |= (buffer[at + 2] ?? 0) << 16;
  if (bytes > 3) size += (buffer[at + 3] ?? 0) * 0x1000000;
  return size;
}

/**
 * Notes where the cells of the image lie that begins at `start`: position of cell c at cells[2 * c], its length (or what it is instead)
 * behind it. Gives where the image ends; whether that is within its event, is for the caller to see.
 */
export function locateImage(layout: ImageLayout, cells: Int32Array, buffer: Buffer, start: number): number {
  if (layout.partial) return locatePartial(layout, cells, buffer, start);
  const { sizes } = layout.row;
  const { present } = layout;
  const columns = sizes.length;
  let at = start + layout.nullBytes;
  let bit = 0;
  for (let column = 0; column < columns; column++) {
    if (present !== undefined && ((present[column >> 3] ?? 0) & (1 << (column & 7))) === 0) {
      cells[2 * column + 1] = ABSENT_CELL;
      continue;
    }
    const isNull = ((buffer[start + (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
    bit += 1;
    if (isNull) {
      cells[2 * column + 1] = NULL_CELL;
      continue;
    }
    let size = sizes[column] ?? 0;
    if (size < 0) {
      const prefix = -size;
      size = readPrefix(buffer, at, prefix);
      at += prefix;
    }
    cells[2 * column] = at;
    cells[2 * column + 1] = size;
    at += size;
  }
  return at;
}

/** Where the image ends that begins at `start`, whatever its cells are. Its layout is not `partial`. */
function imageEnd(layout: ImageLayout, buffer: Buffer, start: number): number {
  const { sizes } = layout.row;
  const { present } = layout;
  let at = start + layout.nullBytes;
  let bit = 0;
  for (let column = 0; column < sizes.length; column++) {
    if (present !== undefined && ((present[column >> 3] ?? 0) & (1 << (column & 7))) === 0) continue;
    const isNull = ((buffer[start + (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
    bit += 1;
    if (isNull) continue;
    const size = sizes[column] ?? 0;
    at += size < 0 ? readPrefix(buffer, at, -size) - size : size;
  }
  return at;
}

/** In front of the image: a bit for every JSON column of the table, in the image or not. */
function locatePartial(layout: ImageLayout, cells: Int32Array, buffer: Buffer, start: number): number {
  const { json } = layout.row;
  const reader = new ByteReader(buffer, start);
  const options = reader.lenenc();
  if (options > 1) throw unreadable(`row options ${options}, which are not known`);
  const bits = options === 1 ? reader.bytes((json.length + 7) >> 3) : undefined;
  const at = locateImage({ ...layout, partial: false }, cells, buffer, reader.at);
  if (bits === undefined) return at;
  for (const [index, column] of json.entries()) {
    const length = cells[2 * column + 1] ?? 0;
    const isPartial = ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
    if (isPartial && length >= 0) cells[2 * column + 1] = PARTIAL_CELL - length;
  }
  return at;
}

/** The layouts of a row before and after the change. */
export interface RowImages {
  readonly before: ImageLayout;
  readonly after: ImageLayout;
}

export function rowImages(rows: RowsEvent, row: RowLayout): RowImages {
  return {
    before: imageLayout(row, rows.present),
    after: imageLayout(row, rows.presentAfter, rows.partial),
  };
}

/**
 * The rows of the event: where the images of each begin, -1 for one that is not there. Throws `binlog-unreadable` where a row goes beyond
 * the event.
 */
export function eachRow(
  rows: RowsEvent,
  { before, after }: RowImages,
  onRow: (old: number, now: number) => void,
): void {
  const { buffer, end, kind } = rows;
  const columns = before.row.sizes.length;
  if (rows.columnCount !== columns) {
    throw unreadable(`rows of ${rows.columnCount} columns under a table map of ${columns}`);
  }
  const cells = new Int32Array(columns * 2);
  const endOf = (layout: ImageLayout, start: number): number => {
    const at = layout.partial ? locateImage(layout, cells, buffer, start) : imageEnd(layout, buffer, start);
    if (at > end) throw unreadable(`a row goes ${at - end} bytes beyond its event`);
    return at;
  };
  for (let at = rows.start; at < end;) {
    const first = at;
    at = endOf(kind === 'insert' ? after : before, first);
    if (kind === 'insert') onRow(-1, first);
    else if (kind === 'delete') onRow(first, -1);
    else {
      const now = at;
      at = endOf(after, now);
      onRow(first, now);
    }
  }
}

// WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS in all their versions: which table, which columns, and where each cell lies. No cell is decoded
// here: that is for whoever wants its value.
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

const NO_BYTES = Buffer.alloc(0);

export interface RowsEvent {
  readonly kind: RowsKind;
  /** After images may hold changes within a JSON document in the place of it. */
  readonly partial: boolean;
  readonly tableId: number;
  readonly flags: number;
  /** What a storage engine added for replicas like itself (NDB's own, numbers of partitions). */
  readonly extra: Buffer;
  readonly columnCount: number;
  /** Bit per column, from the lowest of the first byte on: the columns of each image; of an update's after image in `presentAfter`. */
  readonly present: Buffer;
  readonly presentAfter: Buffer;
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

export function readRowsEvent(event: RawEvent, format: LogFormat): RowsEvent {
  const { type } = event.header;
  const found = SHAPES.get(type);
  if (found === undefined) throw new Error(`internal: ${eventName(type)} holds no rows`);
  const reader = new ByteReader(event.buffer, event.start, event.end);
  const tableId = reader.uint(format.tableIdBytes);
  const flags = reader.uint(2);
  const extra = found.version === 2 ? reader.bytes(reader.uint(2) - 2) : NO_BYTES;
  const columnCount = reader.lenenc();
  const present = reader.bytes((columnCount + 7) >> 3);
  const presentAfter = found.kind === 'update' ? reader.bytes((columnCount + 7) >> 3) : present;
  const common = {
    kind: found.kind,
    partial: type === EVENT.PARTIAL_UPDATE_ROWS,
    tableId,
    flags,
    extra,
    columnCount,
    present,
    presentAfter,
  };
  if (!found.compressed) return { ...common, buffer: event.buffer, start: reader.at, end: event.end };
  const buffer = inflateMariadb(reader.rest());
  return { ...common, buffer, start: 0, end: buffer.length };
}

/** Lengths of cells that have no bytes; a length of PARTIAL - n is n bytes of changes within a JSON document. */
export const NULL_CELL = -1;
export const ABSENT_CELL = -2;
export const PARTIAL_CELL = -3;

export interface LocatedRows {
  readonly buffer: Buffer;
  /** Images; an update has two, before and after. */
  readonly images: number;
  readonly columns: number;
  /** Cell c of image i: position at 2 * (i * columns + c), length behind it. */
  readonly offsets: Int32Array;
}

/** What `locateRows` needs of a table, made once. */
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

export function locateRows(rows: RowsEvent, layout: RowLayout): LocatedRows {
  const columns = layout.sizes.length;
  if (rows.columnCount !== columns) {
    throw unreadable(`rows of ${rows.columnCount} columns under a table map of ${columns}`);
  }
  return new Locator(rows, layout).run();
}

/** A length of 1 to 4 bytes. */
function readPrefix(buffer: Buffer, at: number, bytes: number): number {
  let size = buffer[at] ?? 0;
  if (bytes > 1) size |= (buffer[at + 1] ?? 0) << 8;
  if (bytes > 2) size |= (buffer[at + 2] ?? 0) << 16;
  if (bytes > 3) size += (buffer[at + 3] ?? 0) * 0x1000000;
  return size;
}

class Locator {
  readonly #rows: RowsEvent;
  readonly #layout: RowLayout;
  #offsets: Int32Array;
  #at: number;

  constructor(rows: RowsEvent, layout: RowLayout) {
    this.#rows = rows;
    this.#layout = layout;
    this.#at = rows.start;
    // A guess from bytes that the cells need at least; grown where it does not do.
    this.#offsets = new Int32Array(layout.sizes.length * 2 * 16);
  }

  run(): LocatedRows {
    const { buffer, end, kind, partial, present, presentAfter } = this.#rows;
    const columns = this.#layout.sizes.length;
    const [before, after] = [imageColumns(present, columns), imageColumns(presentAfter, columns)];
    let images = 0;
    while (this.#at < end) {
      this.#locate(images++, before);
      if (kind === 'update') {
        const changes = partial ? this.#readPartialColumns() : undefined;
        this.#locate(images++, after);
        if (changes !== undefined) this.#markPartial(images - 1, changes);
      }
    }
    if (this.#at !== end) throw unreadable(`a row ends ${this.#at - end} bytes beyond its event`);
    return { buffer, images, columns, offsets: this.#offsets };
  }

  #locate(image: number, { present, nullBytes }: ImageColumns): void {
    const { buffer, end } = this.#rows;
    const { sizes } = this.#layout;
    const columns = sizes.length;
    let cell = image * columns * 2;
    if (cell + columns * 2 > this.#offsets.length) this.#grow();
    const offsets = this.#offsets;
    const nulls = this.#at;
    let at = nulls + nullBytes;
    let bit = 0;
    for (let column = 0; column < columns; column++, cell += 2) {
      if (present !== undefined && ((present[column >> 3] ?? 0) & (1 << (column & 7))) === 0) {
        offsets[cell + 1] = ABSENT_CELL;
        continue;
      }
      const isNull = ((buffer[nulls + (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
      bit += 1;
      if (isNull) {
        offsets[cell + 1] = NULL_CELL;
        continue;
      }
      let size = sizes[column] ?? 0;
      if (size < 0) {
        const prefix = -size;
        size = readPrefix(buffer, at, prefix);
        at += prefix;
      }
      offsets[cell] = at;
      offsets[cell + 1] = size;
      at += size;
      if (at > end) throw unreadable(`a row goes ${at - end} bytes beyond its event`);
    }
    if (at > end) throw unreadable(`a row goes ${at - end} bytes beyond its event`);
    this.#at = at;
  }

  #grow(): void {
    const larger = new Int32Array(this.#offsets.length * 2);
    larger.set(this.#offsets);
    this.#offsets = larger;
  }

  /** A bit for every JSON column of the table, in the image or not; undefined where no column is partial. */
  #readPartialColumns(): Buffer | undefined {
    const reader = new ByteReader(this.#rows.buffer, this.#at, this.#rows.end);
    const options = reader.lenenc();
    if (options > 1) throw unreadable(`row options ${options}, which are not known`);
    const bits = options === 1 ? reader.bytes((this.#layout.json.length + 7) >> 3) : undefined;
    this.#at = reader.at;
    return bits;
  }

  #markPartial(image: number, bits: Buffer): void {
    const columns = this.#layout.sizes.length;
    this.#layout.json.forEach((column, index) => {
      if (((bits[index >> 3] ?? 0) & (1 << (index & 7))) === 0) return;
      const cell = 2 * (image * columns + column) + 1;
      const length = this.#offsets[cell] ?? 0;
      if (length >= 0) this.#offsets[cell] = PARTIAL_CELL - length;
    });
  }
}

interface ImageColumns {
  /** Undefined where all columns are there. */
  readonly present: Buffer | undefined;
  /** Bytes of the null bitmap, which has a bit for each column that is there. */
  readonly nullBytes: number;
}

function imageColumns(present: Buffer, columns: number): ImageColumns {
  let count = 0;
  for (let at = 0; at < columns; at++) if (((present[at >> 3] ?? 0) & (1 << (at & 7))) !== 0) count += 1;
  return { present: count === columns ? undefined : present, nullBytes: (count + 7) >> 3 };
}

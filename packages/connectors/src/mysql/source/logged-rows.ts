// Rows of a captured table as the log holds them: located when somebody asks, decoded by the columns that are wanted.
import type { EncodedTable } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import { UNSENT, type Row, type Value } from '@tailrace/core/value';
import type { ChangedTable, ChangePlace } from '../../encoded-changes.ts';
import { nameColumn } from '../../value-error.ts';
import {
  ABSENT_CELL,
  locateImage,
  NULL_CELL,
  PARTIAL_CELL,
  readPrefix,
  type ImageLayout,
  type RowImages,
} from '../binlog/rows-event.ts';
import { applyJsonDiffs, readJsonDiffs } from '../values/json-diff.ts';
import { COMPACT, jsonText, readJsonDocument, SPACED } from '../values/json-document.ts';
import type { BoundTable } from './bind-table.ts';

/** `images`: which columns the rows of these events have. */
export function createLoggedRows(bound: BoundTable, images: RowImages): ChangedTable {
  return new LoggedRows(bound, images);
}

class LoggedRows implements ChangedTable {
  readonly encoded: EncodedTable;
  readonly #bound: BoundTable;
  readonly #images: RowImages;
  /** Of the image at hand, by logged column. */
  readonly #cells: Int32Array;
  readonly #blank: Row;
  readonly #all: readonly number[];
  /** The columns of the pipeline are those of the log. */
  readonly #inOrder: boolean;

  constructor(bound: BoundTable, images: RowImages) {
    this.#bound = bound;
    this.#images = images;
    this.#cells = new Int32Array(bound.layout.sizes.length * 2);
    this.#blank = bound.decoders.map((): Value => UNSENT);
    this.#all = bound.decoders.map((_, at) => at);
    this.#inOrder =
      bound.positions.length === bound.layout.sizes.length &&
      bound.positions.every((position, at) => position === at);
    this.encoded = this.#encodedTable();
  }

  before({ bytes, old }: ChangePlace, columns?: readonly number[]): Row {
    return this.#read(this.#images.before, { bytes, old: -1, now: old }, columns ?? this.#all);
  }

  /** What the new image of an UPDATE lacks did not change, and is taken from the old one where that has it (binlog_row_image). */
  after(place: ChangePlace, columns?: readonly number[]): Row {
    const wanted = columns ?? this.#all;
    const row = this.#read(this.#images.after, place, wanted);
    if (place.old < 0 || this.#images.after.present === undefined) return row;
    const unchanged = wanted.filter((column) => row[column] === UNSENT);
    if (unchanged.length === 0) return row;
    const before = this.before(place, unchanged);
    const missing = new Set(unchanged);
    return row.map((value, at) => (missing.has(at) ? (before[at] ?? null) : value));
  }

  keyOnly(): Row {
    throw new Error('internal: an update without its old row');
  }

  #read(layout: ImageLayout, place: ChangePlace, columns: readonly number[]): Row {
    const whole = columns === this.#all && this.#inOrder && layout.present === undefined && !layout.partial;
    return whole ? this.#decodeWhole(layout, place.bytes, place.now) : this.#decode(layout, place, columns);
  }

  /** As `#decode` of all columns, where the image has them all and in the pipeline's order. */
  #decodeWhole(layout: ImageLayout, bytes: Buffer, start: number): Row {
    const { decoders } = this.#bound;
    const { sizes } = layout.row;
    const row = this.#blank.slice();
    let at = start + layout.nullBytes;
    let column = 0;
    try {
      for (; column < row.length; column += 1) {
        if (((bytes[start + (column >> 3)] ?? 0) & (1 << (column & 7))) !== 0) {
          row[column] = null;
          continue;
        }
        let size = sizes[column] ?? 0;
        if (size < 0) {
          const prefix = -size;
          size = readPrefix(bytes, at, prefix);
          at += prefix;
        }
        row[column] = decoders[column]?.(bytes, at, size) ?? null;
        at += size;
      }
    } catch (error) {
      throw nameColumn(error, formatTableId(this.#bound.id), this.#bound.names[column] ?? '');
    }
    return row;
  }

  /** `place.old`: the image that changes within JSON documents refer to. */
  #decode(layout: ImageLayout, place: ChangePlace, columns: readonly number[]): Row {
    const { positions, decoders } = this.#bound;
    const { bytes } = place;
    const cells = this.#cells;
    locateImage(layout, cells, bytes, place.now);
    const row = this.#blank.slice();
    let column = 0;
    try {
      for (column of columns) {
        const position = positions[column] ?? -1;
        const length = position < 0 ? NULL_CELL : (cells[2 * position + 1] ?? NULL_CELL);
        if (length >= 0) row[column] = decoders[column]?.(bytes, cells[2 * position] ?? 0, length) ?? null;
        else if (length === NULL_CELL) row[column] = null;
        else if (length !== ABSENT_CELL) row[column] = this.#patchedJson(position, length, place);
      }
    } catch (error) {
      throw nameColumn(error, formatTableId(this.#bound.id), this.#bound.names[column] ?? '');
    }
    return row;
  }

  #patchedJson(position: number, length: number, { bytes, old }: ChangePlace): Value {
    const { layout, id, compactJson } = this.#bound;
    const before = new Int32Array(layout.sizes.length * 2);
    if (old >= 0) locateImage(this.#images.before, before, bytes, old);
    const oldLength = old < 0 ? ABSENT_CELL : (before[2 * position + 1] ?? ABSENT_CELL);
    if (oldLength < 0) {
      throw new TailraceError(
        'mysql-partial-json',
        `Table ${formatTableId(id)}: the log holds a change within a JSON document and not the document before it. Set binlog_row_value_options = '' or binlog_row_image = FULL on the server.`,
        { data: { table: formatTableId(id) } },
      );
    }
    const start = before[2 * position] ?? 0;
    const diffs = readJsonDiffs(bytes, this.#cells[2 * position] ?? 0, PARTIAL_CELL - length);
    const document = applyJsonDiffs(readJsonDocument(bytes, start, start + oldLength), diffs);
    return jsonText(document, compactJson ? COMPACT : SPACED);
  }

  #encodedTable(): EncodedTable {
    const { id, names, kinds, decoders } = this.#bound;
    const { before, after } = this.#images;
    const isWhole = before.present === undefined && after.present === undefined && !after.partial;
    return {
      table: id,
      columnTypes: kinds,
      bytewise: kinds.map((kind) => BYTEWISE.test(kind)),
      isWhole,
      wholeOldRows: isWhole,
      locate: this.#locator(isWhole),
      decode(column, bytes, at, length) {
        try {
          return decoders[column]?.(bytes, at, length) ?? null;
        } catch (error) {
          throw nameColumn(error, formatTableId(id), names[column] ?? '');
        }
      },
    };
  }

  /** By column of the pipeline, which has them in another order where the schema was kept as it was. */
  #locator(isWhole: boolean): EncodedTable['locate'] {
    const { positions } = this.#bound;
    const { after } = this.#images;
    const logged = this.#cells;
    if (!isWhole) {
      return () => {
        throw new Error('internal: rows that are not whole can only be decoded');
      };
    }
    if (this.#inOrder) {
      return (bytes, at, cells) => {
        locateImage(after, cells, bytes, at);
        return false;
      };
    }
    return (bytes, at, cells) => {
      locateImage(after, logged, bytes, at);
      for (const [column, position] of positions.entries()) {
        cells[2 * column] = position < 0 ? 0 : (logged[2 * position] ?? 0);
        cells[2 * column + 1] = position < 0 ? NULL_CELL : (logged[2 * position + 1] ?? NULL_CELL);
      }
      return false;
    };
  }
}

/** Texts are those that are UTF-8 already; a DECIMAL or a date may have more than one form. */
const BYTEWISE = /^(?:integer:|unsigned:|text$)/u;

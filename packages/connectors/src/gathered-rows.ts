// Rows of a snapshot as they came from the server: their bytes in one buffer, and where each cell lies. Nothing is decoded until somebody
// asks for a column.
import type { EncodedRows, SnapshotBatch } from '@tailrace/engine/api';
import type { EventMeta } from '@tailrace/core/event';
import { formatTableId, type TableId } from '@tailrace/core/table';
import { UNSENT, type Row, type Value } from '@tailrace/core/value';
import { nameColumn } from './value-error.ts';

export interface RowShape extends Pick<EncodedRows, 'format' | 'columnTypes'> {
  readonly table: TableId;
  readonly names: readonly string[];
  /** By column: the value of the cell in buffer[at, at + length), which is not NULL. */
  readonly decoders: readonly ((buffer: Buffer, at: number, length: number) => Value)[];
  readonly meta?: EventMeta;
}

export interface RowMemory {
  readonly buffer: Buffer;
  /** As in EncodedRows. */
  readonly offsets: Int32Array;
}

export interface Gathered extends RowMemory {
  /** Bytes of the buffer that are used. */
  readonly used: number;
  readonly rowCount: number;
}

export class GatheredRows implements SnapshotBatch {
  readonly table: TableId;
  readonly rowCount: number;
  readonly encoded: EncodedRows;
  declare readonly meta?: EventMeta;
  readonly #shape: RowShape;
  readonly #memory: RowMemory;
  readonly #spare: RowMemory[];

  /** `spare` gets the memory back when the batch is released. */
  constructor(shape: RowShape, { buffer, offsets, used, rowCount }: Gathered, spare: RowMemory[]) {
    this.table = shape.table;
    this.rowCount = rowCount;
    this.encoded = {
      format: shape.format,
      bytes: buffer.subarray(0, used),
      offsets,
      columns: shape.decoders.length,
      columnTypes: shape.columnTypes,
    };
    if (shape.meta !== undefined) this.meta = shape.meta;
    this.#shape = shape;
    this.#memory = { buffer, offsets };
    this.#spare = spare;
  }

  rows(wanted: readonly number[] = this.#shape.decoders.map((_, at) => at)): readonly Row[] {
    const { decoders, names, table } = this.#shape;
    const { buffer, offsets } = this.#memory;
    const columns = decoders.length;
    const blank = decoders.map((): Value => UNSENT);
    const rows: Row[] = [];
    let column = 0;
    try {
      for (let at = 0; at < this.rowCount; at += 1) {
        const row = blank.slice();
        for (column of wanted) {
          const cell = (at * columns + column) * 2;
          const length = offsets[cell + 1] ?? -1;
          row[column] = length < 0 ? null : (decoders[column]?.(buffer, offsets[cell] ?? 0, length) ?? null);
        }
        rows.push(row);
      }
    } catch (error) {
      throw nameColumn(error, formatTableId(table), names[column] ?? '');
    }
    return rows;
  }

  release(): void {
    this.#spare.push(this.#memory);
  }
}

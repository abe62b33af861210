// Rows of a text result set gathered from the socket: the packets' payloads in one buffer, and where each cell lies. Nothing is decoded
// until somebody asks for a column. A row is its cells, each with a length-encoded length before it, 0xfb for NULL (MySQL, "Text Resultset Row").
import type { SnapshotBatch } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { EventMeta } from '@tailrace/core/event';
import { formatTableId, type TableId } from '@tailrace/core/table';
import { UNSENT, type Row, type Value } from '@tailrace/core/value';
import { nameColumn } from '../../value-error.ts';
import type { CellDecoder } from '../values/cell-decoder.ts';

export interface RowShape {
  readonly table: TableId;
  readonly names: readonly string[];
  readonly decoders: readonly CellDecoder[];
  /** How a sink may read the cells, see EncodedRows. */
  readonly kinds: readonly string[];
  readonly meta?: EventMeta;
}

export interface RowBatchBuilder {
  /** Takes the payload of a row's packet. */
  add(source: Buffer, start: number, end: number): void;
  readonly bytes: number;
  readonly rowCount: number;
  /** The batch so far; the builder begins anew. */
  take(): SnapshotBatch;
}

export function createRowBatchBuilder(shape: RowShape, capacity: number): RowBatchBuilder {
  const columns = shape.decoders.length;
  let buffer: Buffer = Buffer.allocUnsafeSlow(capacity);
  let used = 0;
  let offsets: Int32Array = new Int32Array(1024 * columns * 2);
  /** Of batches that were released. */
  const spare: { readonly buffer: Buffer; readonly offsets: Int32Array }[] = [];
  let rows = 0;

  function makeRoom(size: number): void {
    if (used + size > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, used + size));
      buffer.copy(larger, 0, 0, used);
      buffer = larger;
    }
    if ((rows + 1) * columns * 2 > offsets.length) {
      const larger = new Int32Array(offsets.length * 2);
      larger.set(offsets);
      offsets = larger;
    }
  }

  return {
    add(source, start, end) {
      makeRoom(end - start);
      source.copy(buffer, used, start, end);
      let at = used;
      used += end - start;
      let cell = rows * columns * 2;
      for (let column = 0; column < columns; column++, cell += 2) {
        let length = buffer[at] ?? 0;
        at += 1;
        if (length === 0xfb) {
          offsets[cell + 1] = -1;
          continue;
        }
        if (length === 0xfc) {
          length = (buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8);
          at += 2;
        } else if (length === 0xfd) {
          length = (buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8) | ((buffer[at + 2] ?? 0) << 16);
          at += 3;
        } else if (length === 0xfe) {
          length = buffer.readUInt32LE(at);
          at += 8;
        }
        offsets[cell] = at;
        offsets[cell + 1] = length;
        at += length;
      }
      if (at !== used)
        throw new TailraceError(
          'mysql-protocol',
          `Rows of ${formatTableId(shape.table)}: a row of ${end - start} bytes does not hold ${columns} cells.`,
        );
      rows += 1;
    },
    get bytes() {
      return used;
    },
    get rowCount() {
      return rows;
    },
    take() {
      const memory = { buffer, offsets };
      const batch = createBatch(shape, { bytes: buffer.subarray(0, used), offsets, rows });
      const next = spare.pop();
      buffer = next?.buffer ?? Buffer.allocUnsafeSlow(capacity);
      offsets = next?.offsets ?? new Int32Array(offsets.length);
      used = 0;
      rows = 0;
      return { ...batch, release: () => void spare.push(memory) };
    },
  };
}

interface Cells {
  readonly bytes: Buffer;
  readonly offsets: Int32Array;
  readonly rows: number;
}

function createBatch(shape: RowShape, { bytes, offsets, rows }: Cells): SnapshotBatch {
  const columns = shape.decoders.length;
  const all = shape.decoders.map((_, at) => at);
  return {
    table: shape.table,
    rowCount: rows,
    encoded: { format: 'mysql-text', bytes, offsets, columns, columnTypes: shape.kinds },
    ...(shape.meta === undefined ? {} : { meta: shape.meta }),
    rows(wanted = all) {
      const result: Row[] = [];
      const blank = shape.decoders.map((): Value => UNSENT);
      for (let i = 0; i < rows; i++) {
        const row = blank.slice();
        for (const column of wanted) {
          const cell = (i * columns + column) * 2;
          const length = offsets[cell + 1] ?? -1;
          row[column] = length < 0 ? null : decode(shape, column, { bytes, at: offsets[cell] ?? 0, length });
        }
        result.push(row);
      }
      return result;
    },
  };
}

function decode(
  shape: RowShape,
  column: number,
  { bytes, at, length }: { readonly bytes: Buffer; readonly at: number; readonly length: number },
): Value {
  try {
    return shape.decoders[column]?.(bytes, at, length) ?? null;
  } catch (error) {
    throw nameColumn(error, formatTableId(shape.table), shape.names[column] ?? '');
  }
}

// Rows of a text result set gathered from the socket: the packets' payloads in one buffer, and where each cell lies. Nothing is decoded
// until somebody asks for a column. A row is its cells, each with a length-encoded length before it, 0xfb for NULL (MySQL, "Text Resultset Row").
import type { SnapshotBatch } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import { GatheredRows, type RowMemory, type RowShape } from '../../gathered-rows.ts';

export interface RowBatchBuilder {
  /** Takes the payload of a row's packet. Another chunk of the socket is another `source`, and its packets come in their order. */
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
  const spare: RowMemory[] = [];
  let rows = 0;

  /** The chunk whose rest has been copied, and how far from its bytes the copies lie. */
  let copied: Buffer | undefined;
  let shift = 0;

  /** All that is left of a chunk at once, since its other rows come next: the end of it may be the beginning of a row that has to come again. */
  function copyRest(source: Buffer, start: number): void {
    const size = source.length - start;
    if (used + size > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, used + size));
      buffer.copy(larger, 0, 0, used);
      buffer = larger;
    }
    source.copy(buffer, used, start);
    copied = source;
    shift = used - start;
  }

  function makeRoomForCells(): void {
    if ((rows + 1) * columns * 2 <= offsets.length) return;
    const larger = new Int32Array(offsets.length * 2);
    larger.set(offsets);
    offsets = larger;
  }

  return {
    add(source, start, end) {
      if (copied !== source) copyRest(source, start);
      makeRoomForCells();
      let at = start + shift;
      used = end + shift;
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
      const batch = new GatheredRows(shape, { buffer, offsets, used, rowCount: rows }, spare);
      const next = spare.pop();
      buffer = next?.buffer ?? Buffer.allocUnsafeSlow(capacity);
      offsets = next?.offsets ?? new Int32Array(offsets.length);
      used = 0;
      rows = 0;
      copied = undefined;
      return batch;
    },
  };
}

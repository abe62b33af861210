// Rows of COPY … TO STDOUT (FORMAT binary) gathered from the socket: the frames as they came in one buffer, and where each cell lies.
// Nothing is decoded until somebody asks for a column. Layout of a frame: "d", length, number of fields, then each field as length and
// bytes (PostgreSQL, COPY, "Binary Format"); the server sends one row a frame.
import type { SnapshotBatch } from '@tailrace/engine/api';
import { GatheredRows, type RowMemory, type RowShape } from '../../gathered-rows.ts';

export interface RowBatchBuilder {
  /** Takes complete frames. */
  add(buffer: Buffer, start: number, end: number): void;
  readonly bytes: number;
  readonly rowCount: number;
  /** The batch so far; the builder begins anew. */
  take(): SnapshotBatch;
}

/** Signature, flags and the length of the header's extension. */
const HEADER_SIZE = 19;

export function createRowBatchBuilder(shape: RowShape, capacity: number): RowBatchBuilder {
  const columns = shape.decoders.length;
  let buffer: Buffer = Buffer.allocUnsafeSlow(capacity);
  let used = 0;
  let offsets: Int32Array = new Int32Array(4096 * columns * 2);
  /** Of batches that were released. */
  const spare: RowMemory[] = [];
  let rows = 0;
  let headerSeen = false;

  function makeRoom(size: number): void {
    if (used + size > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, used + size));
      buffer.copy(larger, 0, 0, used);
      buffer = larger;
    }
  }

  /** Notes the cells of the row whose field count stands at `at`; -1 for the end of the data. */
  function row(at: number): void {
    const fields = ((((buffer[at] ?? 0) << 8) | (buffer[at + 1] ?? 0)) << 16) >> 16;
    if (fields === -1) return;
    if (fields !== columns) throw new Error(`internal: ${fields} fields where ${columns} were asked for`);
    let cell = rows * columns * 2;
    if (cell + columns * 2 > offsets.length) {
      const larger = new Int32Array(offsets.length * 2);
      larger.set(offsets);
      offsets = larger;
    }
    let from = at + 2;
    for (let i = 0; i < columns; i += 1) {
      const length =
        ((buffer[from] ?? 0) << 24) |
        ((buffer[from + 1] ?? 0) << 16) |
        ((buffer[from + 2] ?? 0) << 8) |
        (buffer[from + 3] ?? 0);
      from += 4;
      offsets[cell] = from;
      offsets[cell + 1] = length;
      cell += 2;
      if (length > 0) from += length;
    }
    rows += 1;
  }

  return {
    add(source, start, end) {
      makeRoom(end - start);
      source.copy(buffer, used, start, end);
      let at = used;
      used += end - start;
      while (at < used) {
        const next = at + 1 + buffer.readUInt32BE(at + 1);
        let content = at + 5;
        if (!headerSeen) {
          headerSeen = true;
          content += HEADER_SIZE;
        }
        if (content < next) row(content);
        at = next;
      }
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
      return batch;
    },
  };
}

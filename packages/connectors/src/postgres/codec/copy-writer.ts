// A growing buffer in which COPY … FROM STDIN (FORMAT binary) is made: CopyData frames around rows of cells. Cells are written by the
// encoders; runs of cells that are in the right form already are copied.

export interface CopyWriter {
  buffer: Buffer;
  /** Where the next byte goes. */
  at: number;
  /** Makes room for `size` bytes more. */
  reserve(size: number): void;
  beginRow(columns: number): void;
  copy(source: Uint8Array, start: number, end: number): void;
  /** Closes the frame and gives it away; undefined when it is empty. */
  take(): Buffer | undefined;
  /** Takes back a frame that `take` gave and nobody needs any more, for those to come. */
  reuse(frame: Buffer): void;
}

const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\u00ff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);
const FRAME_HEAD = 5;
const MAX_BY_HAND = 192;
const NO_VIEW: DataView = new DataView(new ArrayBuffer(0));
const views = new WeakMap<Uint8Array, DataView>();

function viewOf(bytes: Uint8Array): DataView {
  let view = views.get(bytes);
  if (view === undefined) {
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    views.set(bytes, view);
  }
  return view;
}

export function createCopyWriter(capacity: number): CopyWriter {
  const spare: Buffer[] = [];
  // Four bytes at a time, which only a view does wherever they lie. Made once for a buffer, found again while that is the same.
  let target: Uint8Array | undefined;
  let targetView = NO_VIEW;
  let origin: Uint8Array | undefined;
  let originView = NO_VIEW;
  const writer: CopyWriter = {
    buffer: Buffer.allocUnsafeSlow(capacity),
    at: FRAME_HEAD,
    reserve(size) {
      if (writer.at + size <= writer.buffer.length) return;
      const larger = Buffer.allocUnsafeSlow(Math.max(writer.buffer.length * 2, writer.at + size));
      writer.buffer.copy(larger, 0, 0, writer.at);
      writer.buffer = larger;
    },
    beginRow(columns) {
      writer.reserve(2);
      writer.buffer[writer.at] = columns >> 8;
      writer.buffer[writer.at + 1] = columns & 0xff;
      writer.at += 2;
    },
    copy(source, start, end) {
      const size = end - start;
      writer.reserve(size);
      const { buffer, at } = writer;
      writer.at = at + size;
      // A call into native code costs more than this many bytes by hand.
      if (size > MAX_BY_HAND) {
        buffer.set(source.subarray(start, end), at);
        return;
      }
      if (target !== buffer) {
        target = buffer;
        targetView = viewOf(buffer);
      }
      if (origin !== source) {
        origin = source;
        originView = viewOf(source);
      }
      let from = start;
      let to = at;
      for (; from + 4 <= end; from += 4, to += 4) targetView.setInt32(to, originView.getInt32(from));
      for (; from < end; from += 1, to += 1) buffer[to] = source[from] ?? 0;
    },
    take() {
      if (writer.at === FRAME_HEAD) return undefined;
      const { buffer, at } = writer;
      buffer[0] = 0x64;
      buffer.writeInt32BE(at - 1, 1);
      writer.buffer = spare.pop() ?? Buffer.allocUnsafeSlow(capacity);
      writer.at = FRAME_HEAD;
      return buffer.subarray(0, at);
    },
    reuse(frame) {
      // One that had to grow would be kept large for ever.
      if (frame.buffer.byteLength === capacity) spare.push(Buffer.from(frame.buffer));
    },
  };
  return writer;
}

export function writeHeader(writer: CopyWriter): void {
  writer.copy(HEADER, 0, HEADER.length);
}

export function writeTrailer(writer: CopyWriter): void {
  writer.copy(TRAILER, 0, 2);
}

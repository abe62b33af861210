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

export function createCopyWriter(capacity: number): CopyWriter {
  const spare: Buffer[] = [];
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
      writer.buffer.writeInt16BE(columns, writer.at);
      writer.at += 2;
    },
    copy(source, start, end) {
      const size = end - start;
      writer.reserve(size);
      const { buffer, at } = writer;
      // A call into native code costs more than a hundred bytes by hand.
      if (size <= 160) for (let i = 0; i < size; i += 1) buffer[at + i] = source[start + i] ?? 0;
      else buffer.set(source.subarray(start, end), at);
      writer.at = at + size;
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

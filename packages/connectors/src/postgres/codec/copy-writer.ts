// A growing buffer in which COPY … FROM STDIN (FORMAT binary) is made: CopyData frames around rows of cells. Cells are written by the
// encoders; runs of cells that are in the right form already are copied.

export interface CopyWriter {
  /** Only `reserve` and `take` exchange it. */
  readonly buffer: Buffer;
  /** Of `buffer`. */
  readonly view: DataView;
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
/** A call into native code costs more than this many bytes by hand. */
const MAX_BY_HAND = 320;
/** Frames that are kept for those to come: as many as a batch of a stream has, and the one behind it. */
const MAX_SPARE = 64;
const NO_VIEW: DataView = new DataView(new ArrayBuffer(0));

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function createCopyWriter(capacity: number): CopyWriter {
  return new Writer(capacity);
}

class Writer implements CopyWriter {
  buffer: Buffer;
  view: DataView;
  at = FRAME_HEAD;
  readonly #capacity: number;
  readonly #spare: Buffer[] = [];
  /** What was copied from last, and a view of it. */
  #origin: Uint8Array | undefined;
  #originView = NO_VIEW;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.buffer = Buffer.allocUnsafeSlow(capacity);
    this.view = viewOf(this.buffer);
  }

  reserve(size: number): void {
    if (this.at + size > this.buffer.length) this.#grow(size);
  }

  beginRow(columns: number): void {
    this.reserve(2);
    this.view.setInt16(this.at, columns);
    this.at += 2;
  }

  copy(source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    this.reserve(size);
    const { buffer, view, at } = this;
    this.at = at + size;
    if (size > MAX_BY_HAND) {
      buffer.set(source.subarray(start, end), at);
      return;
    }
    if (this.#origin !== source) {
      this.#origin = source;
      this.#originView = viewOf(source);
    }
    copyByHand(view, at, { view: this.#originView, start, end });
  }

  take(): Buffer | undefined {
    if (this.at === FRAME_HEAD) return undefined;
    const { buffer, at } = this;
    buffer[0] = 0x64;
    buffer.writeInt32BE(at - 1, 1);
    this.#begin(this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.#capacity), FRAME_HEAD);
    return buffer.subarray(0, at);
  }

  reuse(frame: Buffer): void {
    // One that had to grow would be kept large for ever, and so would all those of a large transaction.
    if (frame.buffer.byteLength === this.#capacity && this.#spare.length < MAX_SPARE)
      this.#spare.push(Buffer.from(frame.buffer));
  }

  #grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.at + size));
    this.buffer.copy(larger, 0, 0, this.at);
    this.#begin(larger, this.at);
  }

  #begin(buffer: Buffer, at: number): void {
    this.buffer = buffer;
    this.view = viewOf(buffer);
    this.at = at;
  }
}

interface Run {
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

/** Sixteen bytes at a time, then four; the last four by going back a little, or one by one where there are fewer. */
function copyByHand(into: DataView, at: number, { view, start, end }: Run): void {
  let from = start;
  let to = at;
  for (; from + 16 <= end; from += 16, to += 16) {
    into.setInt32(to, view.getInt32(from));
    into.setInt32(to + 4, view.getInt32(from + 4));
    into.setInt32(to + 8, view.getInt32(from + 8));
    into.setInt32(to + 12, view.getInt32(from + 12));
  }
  for (; from + 4 <= end; from += 4, to += 4) into.setInt32(to, view.getInt32(from));
  if (from === end) return;
  if (end - start >= 4) into.setInt32(at + end - start - 4, view.getInt32(end - 4));
  else for (; from < end; from += 1, to += 1) into.setInt8(to, view.getInt8(from));
}

export function writeHeader(writer: CopyWriter): void {
  writer.copy(HEADER, 0, HEADER.length);
}

export function writeTrailer(writer: CopyWriter): void {
  writer.copy(TRAILER, 0, 2);
}

// Texts out of buffers whose bytes never change, as those of the binary log are. Making a string costs a call into the runtime, however short
// it is; cutting one out of another costs little. So the bytes of several cells and rows are made one string, and the texts are cut from it.
import type { CellDecoder } from './cell-decoder.ts';

type TextDecoder = (buffer: Buffer, at: number, length: number) => string;

/**
 * Bytes that are made one string. A text that was cut from it keeps it in memory as long as it is kept itself: this is the most that a text
 * can hold besides its own length. Of the 20,000 rows that a sink lets wait, each the only one kept of its window, that is 40 MB.
 */
const WINDOW = 2048;
/** A longer text gets a string of its own. */
const LONG = WINDOW / 4;
/** A text this far behind the one before is likely to be the only one wanted of its row, and gets a string of its own. */
const FAR = 256;
/** The buffer of the last text is kept until the next one is read: not one as large as a whole packet can be. */
const MAX_BUFFER = 1 << 20;

let bytes: Buffer | undefined;
let view: DataView = new DataView(new ArrayBuffer(0));
/** A character for each of bytes[from, to), whatever it is. */
let window = '';
let from = 0;
let to = 0;
/** Where the last text ended. */
let last = 0;

/** For texts in a character set in which ASCII stands for itself. `other` reads those that are not ASCII alone. */
export function keptText(other: TextDecoder): CellDecoder {
  return (buffer, at, length) => {
    if (bytes !== buffer) {
      if (buffer.length > MAX_BUFFER) return other(buffer, at, length);
      turnTo(buffer);
    }
    return isAscii(at, at + length) ? asciiText(buffer, at, at + length) : other(buffer, at, length);
  };
}

function turnTo(buffer: Buffer): void {
  bytes = buffer;
  view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  from = 0;
  to = 0;
  last = -FAR;
}

function asciiText(buffer: Buffer, at: number, end: number): string {
  const behind = at - last;
  last = end;
  if (at < from || end > to) {
    if (behind < 0 || behind >= FAR || end - at > LONG) return buffer.toString('latin1', at, end);
    from = at;
    to = Math.min(buffer.length, at + WINDOW);
    window = buffer.toString('latin1', from, to);
  }
  return window.slice(at - from, end - from);
}

/** Sixteen bytes at a time, then four, then one. */
function isAscii(at: number, end: number): boolean {
  let high = 0;
  let i = at;
  for (; i + 16 <= end; i += 16) {
    high |= view.getInt32(i) | view.getInt32(i + 4) | view.getInt32(i + 8) | view.getInt32(i + 12);
  }
  for (; i + 4 <= end; i += 4) high |= view.getInt32(i);
  for (; i < end; i++) high |= view.getInt8(i);
  return (high & 0x80808080) === 0;
}

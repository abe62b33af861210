// Events of a log file.
import { HEADER_SIZE } from '../event-header.ts';
import { unreadable } from '../unreadable.ts';

const MAGIC = Buffer.from([0xfe, 0x62, 0x69, 0x6e]);

/** Gives each event of a log file as [buffer, start, end]; the file begins with its magic number. */
export function* fileEvents(file: Buffer): Generator<readonly [Buffer, number, number], void, undefined> {
  if (!file.subarray(0, MAGIC.length).equals(MAGIC))
    throw unreadable('the file does not begin as a binary log does');
  for (let at = MAGIC.length; at < file.length;) {
    if (file.length - at < HEADER_SIZE) throw unreadable('the file ends within an event');
    const size = file.readUInt32LE(at + 9);
    if (size < HEADER_SIZE || at + size > file.length) throw unreadable('the file ends within an event');
    yield [file, at, at + size];
    at += size;
  }
}

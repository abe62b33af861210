// One event out of a buffer: header, checksum seen to, and where its body lies.
import { crc32 } from 'node:zlib';
import { EVENT_FLAG, HEADER_SIZE, readEventHeader, type EventHeader } from './event-header.ts';
import { EVENT, eventName } from './event-type.ts';
import { UNTOLD_FORMAT, readFormatDescription, type LogFormat } from './format-description.ts';
import { unreadable } from './unreadable.ts';

export interface RawEvent {
  readonly header: EventHeader;
  readonly buffer: Buffer;
  /** The body without checksum. */
  readonly start: number;
  readonly end: number;
}

export interface EventReader {
  /** Format of the log being read, as its last format description told. */
  readonly format: LogFormat;
  /** Reads the event in buffer[at, end), which is all of it. Throws `binlog-unreadable` where size or checksum do not fit. */
  read(buffer: Buffer, at: number, end: number): RawEvent;
}

/** `verify`: every checksum is computed; else only taken off. */
export function createEventReader(verify: boolean): EventReader {
  let format = UNTOLD_FORMAT;
  return {
    get format() {
      return format;
    },
    read(buffer, at, end) {
      if (end - at < HEADER_SIZE) throw unreadable(`an event of ${end - at} bytes`);
      const header = readEventHeader(buffer, at);
      if (header.size !== end - at) {
        throw unreadable(`${eventName(header.type)} says it has ${header.size} bytes, and has ${end - at}`);
      }
      const start = at + HEADER_SIZE;
      if (header.type === EVENT.FORMAT_DESCRIPTION) {
        format = readFormatDescription(buffer.subarray(start, end));
      }
      const madeUp = header.type === EVENT.ROTATE && header.timestamp === 0;
      // The made-up ROTATE comes before the format of the log it announces: only the bytes tell.
      const hasChecksum = madeUp ? checksumFits(buffer, at, end) : format.checksum === 'crc32';
      if (!hasChecksum) return { header, buffer, start, end };
      if (end - 4 < start) throw unreadable(`${eventName(header.type)} is too short for its checksum`);
      if (verify && !checksumFits(buffer, at, end)) {
        throw unreadable(
          `the checksum of ${eventName(header.type)} that ends at ${header.nextPosition} is wrong`,
        );
      }
      return { header, buffer, start, end: end - 4 };
    },
  };
}

export function checksumFits(buffer: Buffer, at: number, end: number): boolean {
  const told = buffer.readUInt32LE(end - 4);
  if (crc32(buffer.subarray(at, end - 4)) === told) return true;
  if (((buffer[at + 17] ?? 0) & EVENT_FLAG.IN_USE) === 0) return false;
  const closed = Buffer.from(buffer.subarray(at, end - 4));
  closed[17] = (closed[17] ?? 0) & ~EVENT_FLAG.IN_USE;
  return crc32(closed) === told;
}

/** Events inside a transaction payload: one behind the other, without checksums. */
export function payloadEvents(buffer: Buffer): readonly RawEvent[] {
  const events: RawEvent[] = [];
  for (let at = 0; at < buffer.length;) {
    if (buffer.length - at < HEADER_SIZE) throw unreadable('a transaction payload that ends within an event');
    const header = readEventHeader(buffer, at);
    if (header.size < HEADER_SIZE || at + header.size > buffer.length) {
      throw unreadable('a transaction payload that ends within an event');
    }
    events.push({ header, buffer, start: at + HEADER_SIZE, end: at + header.size });
    at += header.size;
  }
  return events;
}

// Rows of a transaction that is prepared and not ended, as its log has them, until it is ended. They stay in memory while all such rows together
// are few; beyond that they go to a file without a name, which goes with the process, however that ends.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import { HEADER_SIZE, readEventHeader } from '../binlog/event-header.ts';
import type { LogFormat } from '../binlog/format-description.ts';
import type { RawEvent } from '../binlog/read-event.ts';

export interface HeldRows {
  readonly format: LogFormat;
  /** A table map, or rows of which the first `skip` do not count. */
  add(event: RawEvent, skip: number): void;
  /** What was added, in its order; once. */
  read(): Generator<{ readonly event: RawEvent; readonly skip: number }, void, undefined>;
  /** Gives up what is held. */
  close(): void;
}

/** Shared by all that is held by one stream. */
export interface HeldMemory {
  readonly limitBytes: number;
  bytes: number;
}

/** Size of the body and what to skip, before header and body of each event. */
const PREFIX = 8;

export function createHeldRows(memory: HeldMemory, format: LogFormat): HeldRows {
  let records: Buffer[] = [];
  let waiting = 0;
  let file: number | undefined;
  let written = 0;

  function forget(): void {
    memory.bytes -= waiting;
    waiting = 0;
    records = [];
  }

  function writeOut(): void {
    try {
      file ??= namelessFile();
      const bytes = Buffer.concat(records);
      for (let at = 0; at < bytes.length;) {
        at += writeSync(file, bytes, at, bytes.length - at, written + at);
      }
      written += bytes.length;
    } catch (error) {
      throw new TailraceError(
        'held-rows-unwritable',
        `Rows of an XA transaction that is not ended are too many to be held in memory, and cannot be written to ${tmpdir()}: ${error instanceof Error ? error.message : String(error)}.`,
        { retryable: true, cause: error },
      );
    }
    forget();
  }

  function* fromFile(from: number): Generator<Buffer, void, undefined> {
    for (let at = 0; at < written;) {
      const prefix = readAt(from, at, PREFIX);
      const size = PREFIX + HEADER_SIZE + prefix.readUInt32LE(0);
      yield readAt(from, at, size);
      at += size;
    }
  }

  return {
    format,
    add({ buffer, start, end }, skip) {
      const record = Buffer.alloc(PREFIX + HEADER_SIZE + end - start);
      record.writeUInt32LE(end - start, 0);
      record.writeUInt32LE(skip, 4);
      buffer.copy(record, PREFIX, start - HEADER_SIZE, end);
      records.push(record);
      waiting += record.length;
      memory.bytes += record.length;
      if (memory.bytes > memory.limitBytes) writeOut();
    },
    *read() {
      if (file !== undefined) for (const record of fromFile(file)) yield eventOf(record);
      for (const record of records) yield eventOf(record);
    },
    close() {
      forget();
      if (file !== undefined) closeSync(file);
      file = undefined;
      written = 0;
    },
  };
}

function eventOf(record: Buffer): { readonly event: RawEvent; readonly skip: number } {
  const header = readEventHeader(record, PREFIX);
  const event = { header, buffer: record, start: PREFIX + HEADER_SIZE, end: record.length };
  return { event, skip: record.readUInt32LE(4) };
}

function readAt(file: number, position: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size;) {
    const read = readSync(file, bytes, at, size - at, position + at);
    if (read === 0) throw new Error('internal: held rows end early');
    at += read;
  }
  return bytes;
}

function namelessFile(): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'tailrace-held-'));
  try {
    return openSync(path.join(folder, 'rows'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

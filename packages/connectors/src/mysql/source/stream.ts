// The changes, from a position on, until the signal ends it. Pulled batch by batch: what nobody pulls stays in the socket.
import type { ChangeEvent } from '@tailrace/core/event';
import type { DiscoveredTable, Offset, StreamBatch } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { tableId } from '@tailrace/core/table';
import { changeImages } from './catalog.ts';
import { encodedBatch, type BatchPlace } from '../../encoded-changes.ts';
import { createDdlFollower } from './ddl-effects.ts';
import { openDump, type Dump } from './dump.ts';
import { dumpError } from './dump-error.ts';
import { createEventQueue, type EventQueue } from './event-queue.ts';
import { metaOf } from './event-meta.ts';
import { nameOf } from './known-tables.ts';
import { LogDecoder } from './log-decoder.ts';
import { comparePositions, formatPosition, parsePosition, type LogPosition } from './position.ts';
import { createQueryReader } from './query-reader.ts';
import type { ReaderContext } from './reader-context.ts';
import { createRowsReader } from './rows-reader.ts';
import { zeroDateLog } from './zero-date-log.ts';

export interface Stream {
  read(from: Offset, signal: AbortSignal): AsyncGenerator<StreamBatch, void, undefined>;
  /** Somebody waits for this position: it is told as soon as it is reached. */
  expect(position: LogPosition): void;
  close(): void;
}

/** Heartbeats come every few seconds: a server that is silent for so long is gone. */
const SILENCE_MS = 30_000;

export function createStream(context: ReaderContext): Stream {
  let dump: Dump | undefined;
  let expected: LogPosition | undefined;

  async function* read(from: Offset, signal: AbortSignal): AsyncGenerator<StreamBatch, void, undefined> {
    const position = parsePosition(from);
    const how = howToAsk(context, position);
    const opened = await openDump({
      ...how,
      options: context.options,
      facts: context.facts,
      serverId: context.serverId,
      signal,
    });
    dump = opened;
    const queue = createEventQueue(opened.wire);
    const outcome: Outcome = { heardAt: performance.now() };
    opened.wire.onRead(() => (outcome.heardAt = performance.now()));
    opened.wire
      .command(opened.command, (buffer, start, end) => {
        // 0xfe of less than nine bytes: the server has nothing more, which it says only when asked not to wait.
        if (buffer[start] === 0xfe && end - start < 9) return true;
        queue.add(buffer, start + 1, end);
        return false;
      })
      .then(
        () =>
          (outcome.failure = new TailraceError(
            'mysql-connection-lost',
            `${opened.wire.where}: the server ended the stream.`,
            { retryable: true },
          )),
        (error: unknown) => (outcome.failure = dumpError(error, position)),
      )
      .finally(() => queue.wake());
    const wake = (): void => queue.wake();
    signal.addEventListener('abort', wake, { once: true });
    let decoder: LogDecoder | undefined;
    try {
      decoder = createDecoder(context, position, how);
      yield* batches({
        context,
        decoder,
        queue,
        signal,
        outcome,
        from: position,
        serverNowMs: opened.serverNowMs,
        expected: () => expected,
      });
    } finally {
      signal.removeEventListener('abort', wake);
      opened.wire.destroy();
      decoder?.close();
      dump = undefined;
    }
  }

  return {
    read,
    expect: (position) => {
      expected = position;
    },
    close: () => dump?.wire.destroy(),
  };
}

interface Ask {
  readonly from: LogPosition;
  readonly by: 'gtid' | 'file';
}

/** By GTIDs where all transactions have them; held transactions are read again from where they stand in the file. */
function howToAsk({ facts }: ReaderContext, from: LogPosition): Ask {
  const held = from.held?.[0];
  if (held !== undefined) {
    if (from.server !== facts.server) {
      throw new TailraceError(
        'mysql-held-transactions',
        `The run stands behind XA transactions that were prepared and not ended on server ${from.server}, and now meets server ${facts.server}. Start the pipeline anew from a snapshot.`,
      );
    }
    return { from: { ...from, file: held.file, pos: held.pos }, by: 'file' };
  }
  const byGtid = facts.gtids && (from.gtids !== '' || from.server !== facts.server) && from.file !== '';
  return { from, by: byGtid || from.file === '' ? 'gtid' : 'file' };
}

function createDecoder(context: ReaderContext, from: LogPosition, { from: begin }: Ask): LogDecoder {
  const { options, tables, facts, version, log } = context;
  const foldNames = (facts.variables.get('lower_case_table_names') ?? '0') !== '0';
  const ddl = createDdlFollower({
    tables,
    schema: options.schema,
    tells: options.schemaChanges,
    foldNames,
    charsets: context.charsets,
    log,
    captures: ({ database, table }) =>
      context.request.captures?.({ table: tableId(database, table) }) === true,
    adopts: options.newTables,
  });
  return new LogDecoder({
    from,
    begin,
    server: facts.server,
    sinceMs: options.startup.mode === 'timestamp' ? options.startup.millis : 0,
    // Of a first start: a position that was read up to has nothing to skip.
    skip:
      options.startup.mode === 'specific-offset' && context.request.resumeFrom === undefined
        ? options.startup.skip
        : { events: 0, rows: 0 },
    mariadb: facts.mariadb,
    rows: createRowsReader({
      tables,
      foldNames,
      compactJson: options.compactJson,
      schemaChanges: options.schemaChanges,
      onZeroDate: zeroDateLog(log),
      metaOf: metaOf(options),
    }),
    queries: createQueryReader({
      version,
      tables,
      ddl,
      foldNames,
      explicitTimestamps: facts.variables.get('explicit_defaults_for_timestamp') === 'ON',
    }),
  });
}

interface Outcome {
  failure?: TailraceError;
  /** By `performance.now()`. */
  heardAt: number;
}

interface Batching {
  readonly context: ReaderContext;
  readonly decoder: LogDecoder;
  readonly queue: EventQueue;
  readonly signal: AbortSignal;
  readonly outcome: Outcome;
  readonly from: LogPosition;
  readonly serverNowMs: () => number;
  readonly expected: () => LogPosition | undefined;
}

/** By the server's clock, from when on what comes is a backlog: more than a second old, whatever fractions the two seconds have lost. */
const BACKLOG_MS = 2000;

async function* batches(batching: Batching): AsyncGenerator<StreamBatch, void, undefined> {
  const { decoder, queue, signal, context, outcome } = batching;
  let emittedAt = performance.now();
  let emitted = batching.from;
  /** The last batch ended within a transaction; that it is complete by now has to be told. */
  let within = false;
  while (!signal.aborted) {
    const idle = decodeWaiting(batching);
    const due =
      within || performance.now() - emittedAt >= context.options.heartbeatMs || isAwaited(batching, emitted);
    if (decoder.partialCount > 0 && decoder.full) {
      within = true;
      yield batchOf(batching, idle);
      continue;
    }
    const whole = decoder.eventCount - decoder.partialCount;
    if (
      (whole > 0 && decoder.partialCount === 0) ||
      (due && decoder.partialCount === 0 && hasMoved(decoder, emitted))
    ) {
      emitted = decoder.position();
      emittedAt = performance.now();
      within = false;
      yield batchOf(batching, idle);
      continue;
    }
    if (!idle) continue;
    if (outcome.failure !== undefined) throw outcome.failure;
    if (performance.now() - outcome.heardAt > SILENCE_MS) {
      throw new TailraceError(
        'mysql-connection-lost',
        `The server has said nothing for ${SILENCE_MS / 1000} seconds, not even a heartbeat.`,
        { retryable: true },
      );
    }
    await queue.wait(Math.min(context.options.heartbeatMs, 1000));
  }
}

/** Decodes what is there, up to a full batch. True when nothing is left to decode now. */
function decodeWaiting({ decoder, queue, signal }: Batching): boolean {
  while (!signal.aborted) {
    if (decoder.replays) decoder.replay();
    else {
      const event = queue.next();
      if (event === undefined) return true;
      decoder.read(event.buffer, event.start, event.end);
    }
    if (decoder.full) return false;
  }
  return false;
}

function hasMoved(decoder: LogDecoder, emitted: LogPosition): boolean {
  const { file, pos } = decoder.position();
  return file !== emitted.file || pos !== emitted.pos;
}

function isAwaited({ decoder, expected }: Batching, emitted: LogPosition): boolean {
  const awaited = expected();
  return (
    awaited !== undefined &&
    comparePositions(emitted, awaited) < 0 &&
    comparePositions(decoder.position(), awaited) >= 0
  );
}

/** With what the log holds of their changed rows, which the rules may need. */
function newTables(
  { tables, facts, options }: ReaderContext,
  events: readonly ChangeEvent[],
): DiscoveredTable[] {
  const images = changeImages(facts, options);
  return events.flatMap((event) => {
    if (event.type !== 'create.table' || tables.captured(nameOf(event.table))?.isNew !== true) return [];
    const { table, schema } = event;
    return [{ table, schema, ...(images === undefined ? {} : { changeImages: images }) }];
  });
}

function batchOf({ decoder, context, serverNowMs }: Batching, idle: boolean): StreamBatch {
  const partial = decoder.partialCount > 0;
  const { commitTimeMs } = decoder;
  const age = commitTimeMs === undefined ? 0 : serverNowMs() - commitTimeMs;
  const { changes, statements } = decoder.take();
  const made = 'format' in changes ? [] : newTables(context, changes);
  const place: BatchPlace = {
    offset: formatPosition(decoder.position()),
    ...(commitTimeMs === undefined ? {} : { commitTimeMs }),
    ...(statements.size === 0 ? {} : { statements }),
    ...(made.length === 0 ? {} : { newTables: made }),
    ...(partial ? { partial: true } : {}),
    ...(idle && age <= BACKLOG_MS ? {} : { more: true }),
  };
  return 'format' in changes ? encodedBatch(place, changes) : { ...place, events: changes };
}

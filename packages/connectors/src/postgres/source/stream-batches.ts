// Frames in, batches out: whole transactions, or a heartbeat that only moves the position.
import type { StreamBatch } from '@tailrace/engine/api';
import { encodedBatch, type BatchPlace } from '../../encoded-changes.ts';
import type { FrameQueue } from './frame-queue.ts';
import type { SourceTable } from '../catalog/source-table.ts';
import { formatLsn } from './lsn.ts';
import { asDiscovered, type NewTables } from './new-tables.ts';
import type { PublicationWatch } from './publication-watch.ts';
import type { Silence } from './silence.ts';
import type { StatusUpdates } from './status-updates.ts';
import type { TableRewrites } from './table-rewrites.ts';
import type { TransactionDecoder } from './transaction-decoder.ts';

/** How the server ended the stream; it does so only in failure. */
export interface Outcome {
  failure?: Error;
  ended: boolean;
}

export interface BatchingContext {
  readonly decoder: TransactionDecoder;
  readonly queue: FrameQueue;
  readonly updates: StatusUpdates;
  readonly signal: AbortSignal;
  readonly outcome: Outcome;
  readonly start: bigint;
  readonly heartbeatMs: number;
  /** A position that somebody waits for: heartbeats up to it come at once. */
  readonly expected: () => bigint;
  readonly newTables: NewTables;
  readonly rewrites: TableRewrites;
  /** The table has the columns that the stream knows. */
  readonly isKnown: (table: SourceTable) => boolean;
  readonly publication: PublicationWatch;
  readonly silence: Silence;
  /** From here on changes of this table are given. */
  readonly adopt: (table: SourceTable) => Promise<void>;
}

export async function* batches(context: BatchingContext): AsyncGenerator<StreamBatch, void, undefined> {
  const { decoder, queue, signal } = context;
  let emitted = context.start;
  let emittedAt = performance.now();
  let asked = 0n;
  /** The last batch ended within a transaction; that it is complete by now has to be told. */
  let within = false;
  while (!signal.aborted) {
    context.newTables.look();
    context.rewrites.look(context.isKnown);
    context.publication.look();
    const made = isBetween(decoder) ? ((await takeNewTable(context)) ?? takeRewritten(context)) : undefined;
    if (made !== undefined) {
      emitted = decoder.position;
      emittedAt = performance.now();
      yield made;
      continue;
    }
    const idle = await decodeWaiting(context);
    const expected = later(context.expected(), context.newTables.waitsFor);
    const awaited = expected > emitted && decoder.position >= expected;
    const due = awaited || performance.now() - emittedAt >= context.heartbeatMs;
    queue.backlog = decoder.delayMs > BACKLOG_MS;
    const over = within && !decoder.inTransaction;
    if (over || isWorth(decoder, due && decoder.position > emitted)) {
      emitted = decoder.position;
      emittedAt = performance.now();
      const batch = takeBatch(decoder, queue);
      within = batch.partial === true;
      yield batch;
      continue;
    }
    if (expected > decoder.position && asked !== expected) {
      // The answer is a keepalive with the server's position, which is beyond what we wait for when nothing else comes.
      asked = expected;
      context.updates.send(true);
    }
    if (idle) context.silence.check(queue.heardAt, () => context.updates.send(true));
    if (idle) await queue.wait(Math.min(context.heartbeatMs, 1000));
  }
}

const later = (a: bigint, b: bigint = 0n): bigint => (a > b ? a : b);

/** Nothing is held that came before, and no transaction is open. */
const isBetween = ({ events, changes, inTransaction }: TransactionDecoder): boolean =>
  events.length === 0 && changes.count === 0 && !inTransaction;

/** The create.table of a table that is new, and the wish that its rows be read behind it. */
async function takeNewTable(context: BatchingContext): Promise<StreamBatch | undefined> {
  const { newTables, decoder, signal } = context;
  if (newTables.waitsFor === undefined) return undefined;
  const table = await newTables.take(decoder.position, signal);
  if (table === undefined) return undefined;
  await context.adopt(table);
  const found = asDiscovered(table);
  return {
    offset: formatLsn(decoder.position),
    events: [{ type: 'create.table', table: found.table, schema: found.schema }],
    newTables: [found],
    retake: [{ table: found.table, reason: 'it is new, and is followed from here on', isNew: true }],
  };
}

/** No change, and the wish that the table's rows be read. */
function takeRewritten({ rewrites, decoder }: BatchingContext): StreamBatch | undefined {
  const retaken = rewrites.take();
  return retaken === undefined
    ? undefined
    : { offset: formatLsn(decoder.position), events: [], retake: [retaken] };
}

/** Within a transaction only what is too much to hold on to, or a schema change, which the changes before it must not wait behind. */
function isWorth(decoder: TransactionDecoder, heartbeat: boolean): boolean {
  if (decoder.events.length > 0) return true;
  if (decoder.inTransaction) return decoder.full;
  return decoder.changes.count > 0 || heartbeat;
}

/** Decodes what is there, up to a full batch. True when nothing is left to decode now. */
async function decodeWaiting({ decoder, queue, outcome, signal }: BatchingContext): Promise<boolean> {
  while (!signal.aborted) {
    if (decoder.events.length > 0 || decoder.full) return false;
    const run = queue.next();
    if (run === undefined) {
      if (outcome.ended && outcome.failure !== undefined) throw outcome.failure;
      return true;
    }
    await decoder.read(run);
    if (run.at < run.end) queue.putBack(run);
  }
  return false;
}

/** By the server's clock, from when on what comes is a backlog. */
const BACKLOG_MS = 1000;

function takeBatch(decoder: TransactionDecoder, queue: FrameQueue): StreamBatch {
  const encoded = decoder.changes.count > 0 ? decoder.changes.take() : undefined;
  const changed = encoded === undefined ? decoder.takeEvents() : { events: [] };
  const place: BatchPlace = {
    offset: formatLsn(decoder.position),
    more: queue.bytes > 0 || queue.backlog,
    partial: decoder.inTransaction || decoder.events.length > 0,
    ...(decoder.commitTimeMs === undefined ? {} : { commitTimeMs: decoder.commitTimeMs }),
  };
  return encoded === undefined ? { ...place, ...changed } : encodedBatch(place, encoded);
}

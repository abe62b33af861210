// Frames in, batches out: whole transactions, or a heartbeat that only moves the position.
import type { StreamBatch } from '@tailrace/engine/api';
import type { FrameQueue } from './frame-queue.ts';
import { formatLsn } from './lsn.ts';
import type { StatusUpdates } from './status-updates.ts';
import type { TransactionDecoder } from './transaction-decoder.ts';

/** Events after which the next commit boundary ends a batch. */
export const BATCH_EVENTS = 8192;

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
}

export async function* batches(context: BatchingContext): AsyncGenerator<StreamBatch, void, undefined> {
  const { decoder, queue, signal } = context;
  let emitted = context.start;
  let emittedAt = Date.now();
  let asked = 0n;
  while (!signal.aborted) {
    const idle = await decodeWaiting(context);
    const expected = context.expected();
    const awaited = expected > emitted && decoder.position >= expected;
    const due = awaited || Date.now() - emittedAt >= context.heartbeatMs;
    const worth = decoder.events.length > 0 || (due && decoder.position > emitted);
    if (worth && !decoder.inTransaction) {
      emitted = decoder.position;
      emittedAt = Date.now();
      yield batchOf(decoder, queue);
      continue;
    }
    if (expected > decoder.position && asked !== expected) {
      // The answer is a keepalive with the server's position, which is beyond what we wait for when nothing else comes.
      asked = expected;
      context.updates.send(true);
    }
    if (idle) await queue.wait(Math.min(context.heartbeatMs, 1000));
  }
}

/** Decodes what is there, up to a full batch. True when nothing is left to decode now. */
async function decodeWaiting({ decoder, queue, outcome, signal }: BatchingContext): Promise<boolean> {
  while (!signal.aborted) {
    const run = queue.next();
    if (run === undefined) {
      if (outcome.ended && outcome.failure !== undefined) throw outcome.failure;
      return true;
    }
    await decoder.read(run);
    if (run.at < run.end) queue.putBack(run);
    if (!decoder.inTransaction && decoder.events.length >= BATCH_EVENTS) return false;
  }
  return false;
}

function batchOf(decoder: TransactionDecoder, queue: FrameQueue): StreamBatch {
  const beyond = decoder.serverPosition - decoder.position;
  return {
    events: decoder.take(),
    offset: formatLsn(decoder.position),
    behindBytes: queue.bytes + (beyond > 0n ? Number(beyond) : 0),
    ...(decoder.commitTimeMs === undefined ? {} : { commitTimeMs: decoder.commitTimeMs }),
  };
}

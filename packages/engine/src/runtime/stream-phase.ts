// Follows the log: events through the chain into the lane, committed at commit boundaries of the source. A schema change closes what
// came before it: earlier batches are committed at their own end, the rows before it are written, then the sink changes.
import { isDataChange, type ChangeEvent, type DataChangeEvent } from '@tailrace/core/event';
import type { Offset, StreamBatch } from '../api/index.ts';
import type { AttemptContext } from './attempt-context.ts';
import { readAhead, type ReadAhead } from './read-ahead.ts';

/** A position without rows is committed this often: the server may forget its log, and an idle sink is left in peace. */
const IDLE_COMMIT_MS = 3000;

/** Returns true when `until` was reached and is durable, false when it was halted at a checkpoint. */
export async function runStream(context: AttemptContext, until: Offset | undefined): Promise<boolean> {
  const { lane, reader, halt } = context;
  const isReached = (offset: Offset): boolean =>
    until !== undefined && reader.compareOffsets(offset, until) >= 0;
  if (isReached(lane.checkpoint.source.offset)) return true;
  const batches = readAhead((signal) => reader.stream(lane.checkpoint.source.offset, signal), halt);
  try {
    const reached = await follow(context, batches, isReached);
    if (lane.dirty !== undefined) await lane.commit();
    return reached;
  } finally {
    await batches.close();
  }
}

/** Ends before the last commit: with true at a batch that reaches the end, with false when halted. */
async function follow(
  context: AttemptContext,
  batches: ReadAhead<StreamBatch>,
  isReached: (offset: Offset) => boolean,
): Promise<boolean> {
  const { lane, halt, clock } = context;
  let positionSince: number | undefined;
  for (;;) {
    const waitMs = waitFor(context, positionSince);
    const next = waitMs <= 0 ? undefined : await nextWithin(context, batches, waitMs);
    if (halt.aborted) return false;
    if (next?.done === true) throw new Error('internal: the stream of the source ended by itself');
    if (next !== undefined) {
      batches.take();
      await takeBatch(context, next.value);
      positionSince ??= clock.now();
      if (isReached(next.value.offset)) return true;
    }
    if (lane.pending.full || (next === undefined && lane.dirty !== undefined)) {
      await lane.commit();
      positionSince = undefined;
    }
  }
}

function waitFor({ lane, clock }: AttemptContext, positionSince: number | undefined): number {
  const rows = lane.pending.msLeft();
  if (rows !== undefined) return rows;
  return positionSince === undefined ? IDLE_COMMIT_MS : positionSince + IDLE_COMMIT_MS - clock.now();
}

/** The next batch, or undefined when none came in time. */
async function nextWithin(
  { clock, halt }: AttemptContext,
  batches: ReadAhead<StreamBatch>,
  ms: number,
): Promise<IteratorResult<StreamBatch, unknown> | undefined> {
  const timer = new AbortController();
  const stop = AbortSignal.any([halt, timer.signal]);
  try {
    return await Promise.race([batches.peek(), clock.sleep(ms, stop).then(() => undefined)]);
  } catch (error) {
    if (halt.aborted) return undefined;
    throw error;
  } finally {
    timer.abort();
  }
}

async function takeBatch(context: AttemptContext, batch: StreamBatch): Promise<void> {
  const { lane, counters } = context;
  const changesSchema = batch.events.some((event) => !isDataChange(event));
  if (changesSchema && lane.dirty === 'rows') await lane.commit();
  const now = context.clock.now();
  let from = lane.pending.rows.length;
  const out: ChangeEvent[] = [];
  for (const [index, event] of batch.events.entries()) {
    if (isDataChange(event)) {
      takeRow(context, event, { now, out });
      continue;
    }
    lane.pending.note(from);
    await lane.write();
    from = 0;
    const statement = batch.statements?.get(index);
    await context.changer.apply(event, {
      offset: batch.offset,
      ...(statement === undefined ? {} : { statement }),
      ...(batch.commitTimeMs === undefined ? {} : { committedAt: batch.commitTimeMs }),
    });
    lane.schemaChanged();
  }
  lane.pending.note(from);
  lane.advance({ offset: batch.offset }, batch.events.length > 0 ? batch.commitTimeMs : undefined);
  if (batch.behindBytes !== undefined) counters.totals.lagBytes = batch.behindBytes;
  counters.touch();
  if (changesSchema) await lane.commit();
}

function takeRow(
  { chain, lane, counters }: AttemptContext,
  event: DataChangeEvent,
  scratch: { readonly now: number; readonly out: ChangeEvent[] },
): void {
  const { out } = scratch;
  counters.read(event, scratch.now);
  out.length = 0;
  chain.process(event, out);
  for (const result of out) {
    if (!isDataChange(result)) throw new Error('internal: a row became a schema change');
    lane.pending.rows.push(result);
  }
}

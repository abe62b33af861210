// Follows the log: events through the chain into the lane, committed at commit boundaries of the source. A schema change closes what
// came before it: earlier batches are committed at their own end, the rows before it are written, then the sink changes.
// While a commit is under way, the next one gathers.
import { TailraceError } from '@tailrace/core/diagnostics';
import { isDataChange, type ChangeEvent, type DataChangeEvent } from '@tailrace/core/event';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { DiscoveredTable, EncodedChanges, Offset, Retaken, StreamBatch } from '../api/index.ts';
import type { AttemptContext } from './attempt-context.ts';
import { createEncodedLane, type EncodedLane } from './encoded-changes.ts';
import { readAhead, type ReadAhead } from './read-ahead.ts';
import { tellObstacles } from './retake-obstacle.ts';
import { retakeTable } from './retake-table.ts';

/** A position without rows is committed this often: the server may forget its log, and an idle sink is left in peace. */
const IDLE_COMMIT_MS = 3000;

/** While a commit takes longer, nothing more is read: what waits for the sink is to be seen as waiting. */
const MAX_COMMIT_MS = 200;

/** Returns true when `until` was reached and is durable, false when it was halted at a checkpoint. */
export async function runStream(context: AttemptContext, until: Offset | undefined): Promise<boolean> {
  const { lane, reader, halt } = context;
  const isReached = (offset: Offset): boolean =>
    until !== undefined && reader.compareOffsets(offset, until) >= 0;
  if (isReached(lane.checkpoint.source.offset)) return true;
  tellObstacles(context, context.tables);
  const use = context.counters.readers.open();
  const batches = readAhead((signal) => reader.stream(lane.checkpoint.source.offset, signal), halt, use);
  try {
    const reached = await follow(context, batches, isReached);
    // Of a transaction that is not complete nothing is committed: it comes again, whole, when the run goes on.
    if (lane.dirty !== undefined && !lane.within) await lane.commit();
    await lane.committed();
    return reached;
  } finally {
    await batches.close();
  }
}

/** What `nextWithin` gives. */
type Taken = IteratorResult<StreamBatch, unknown> | 'committed' | undefined;

/** Ends before the last commit: with true at a batch that reaches the end, with false when halted. */
async function follow(
  context: AttemptContext,
  batches: ReadAhead<StreamBatch>,
  isReached: (offset: Offset) => boolean,
): Promise<boolean> {
  const { lane, halt, clock } = context;
  const encoded = createEncodedLane(context);
  let positionSince: number | undefined;
  let more = false;
  for (;;) {
    const next: Taken =
      lane.committingMs < MAX_COMMIT_MS
        ? await nextWithin(context, batches, waitFor(context, positionSince, more))
        : await commitWithin(context);
    if (halt.aborted) return false;
    if (next === 'committed') continue;
    if (next?.done === true) throw new Error('internal: the stream of the source ended by itself');
    if (next !== undefined) {
      batches.take();
      await takeBatch(context, encoded, next.value);
      more = next.value.more === true;
      positionSince ??= clock.elapsed();
      if (!lane.within && isReached(next.value.offset)) return true;
    }
    if (!lane.within && !(await retakeRequested(context))) return false;
    if (await commitWhereDue(context, next === undefined)) positionSince = undefined;
  }
}

/** False when halted in the midst of it. A request that was not done in full stays, for the next attempt. */
async function retakeRequested(context: AttemptContext): Promise<boolean> {
  const { requested, lane } = context;
  for (let table = requested[0]; table !== undefined; table = requested[0]) {
    if (lane.dirty !== undefined) await lane.commit();
    await lane.committed();
    lane.within = true;
    const outcome = await retakeAsked(context, table);
    if (outcome === 'halted') return false;
    lane.within = false;
    if (outcome === 'done') await lane.commit();
    requested.shift();
  }
  return true;
}

/** What cannot be done is said, and the run goes on as if nobody had asked: nothing of it was written. */
async function retakeAsked(
  context: AttemptContext,
  table: TableId,
): Promise<'done' | 'halted' | 'impossible'> {
  const { chain, emit, clock } = context;
  const refuse = (message: string) => {
    emit({ type: 'log', at: clock.now(), level: 'warning', message });
    return 'impossible' as const;
  };
  if (chain.sourceSchema(table) === undefined)
    return refuse(`${formatTableId(table)} cannot be read again: it is no table of this run`);
  try {
    return (await retakeTable(context, { table, reason: 'somebody asked for it' })) ? 'done' : 'halted';
  } catch (error) {
    if (error instanceof TailraceError && error.code === 'table-retake-impossible')
      return refuse(error.message);
    throw error;
  }
}

/** `nothingElse`: there is no other batch to take now. Within a transaction of the source rows are only handed over. */
async function commitWhereDue({ lane }: AttemptContext, nothingElse: boolean): Promise<boolean> {
  if (lane.within) {
    await lane.write();
    return false;
  }
  // While one is under way, the next gathers as much as it may.
  const worthIt = lane.pending.due || (nothingElse && lane.dirty !== undefined);
  const due = lane.pending.full || (worthIt && lane.committing === undefined);
  if (due) await lane.beginCommit();
  return due;
}

/** Rows wait for others only while there is a backlog; a position alone waits for its interval. */
function waitFor({ lane, clock }: AttemptContext, positionSince: number | undefined, more: boolean): number {
  if (lane.committing !== undefined) return Math.max(0, MAX_COMMIT_MS - lane.committingMs);
  if (lane.within) return IDLE_COMMIT_MS;
  const rows = lane.pending.msLeft();
  if (rows !== undefined) return more ? rows : 0;
  return positionSince === undefined ? IDLE_COMMIT_MS : positionSince + IDLE_COMMIT_MS - clock.elapsed();
}

/**
 * The next batch; "committed" when the commit that was under way is done before one comes; undefined when neither came in time. One that is
 * there already comes without a timer.
 */
async function nextWithin(
  { clock, halt, lane }: AttemptContext,
  batches: ReadAhead<StreamBatch>,
  ms: number,
): Promise<Taken> {
  const timer = new AbortController();
  try {
    const now = await Promise.race([batches.peek(), nextTurn()]);
    if (now !== undefined || ms <= 0 || halt.aborted) return now;
    const stop = AbortSignal.any([halt, timer.signal]);
    const waits: Promise<Taken>[] = [batches.peek(), clock.sleep(ms, stop).then(() => undefined)];
    if (lane.committing !== undefined) waits.push(lane.committing.then(() => 'committed' as const));
    return await Promise.race(waits);
  } catch (error) {
    if (halt.aborted) return undefined;
    throw error;
  } finally {
    timer.abort();
  }
}

/** Waits for the commit that is under way, and for nothing else. */
async function commitWithin({ clock, halt, lane }: AttemptContext): Promise<'committed'> {
  const over = new AbortController();
  try {
    await Promise.race([lane.committing, clock.sleep(IDLE_COMMIT_MS, AbortSignal.any([halt, over.signal]))]);
    return 'committed';
  } finally {
    over.abort();
  }
}

const nextTurn = async (): Promise<undefined> =>
  new Promise((resolve) => {
    setImmediate(resolve, undefined);
  });

async function takeBatch(context: AttemptContext, encoded: EncodedLane, batch: StreamBatch): Promise<void> {
  const { lane, counters } = context;
  const wasWithin = lane.within;
  const partial = batch.partial === true;
  // A large transaction begins: what came before it is not put at stake with it.
  if (partial && !wasWithin && lane.dirty === 'rows') await lane.commit();
  const changed = await takeContents(context, encoded, batch);
  const complete = await retakeAll(context, batch.retake ?? []);
  lane.within = partial || !complete;
  const rows = batch.encoded?.count ?? batch.events.length;
  lane.advance({ offset: batch.offset }, rows > 0 || wasWithin ? batch.commitTimeMs : undefined);
  counters.touch();
  if (changed && !lane.within) await lane.commit();
}

/** True when a schema change was among them. */
async function takeContents(
  context: AttemptContext,
  encoded: EncodedLane,
  batch: StreamBatch,
): Promise<boolean> {
  if (batch.encoded === undefined) return takeEvents(context, encoded, batch);
  const asEvents = await encoded.write(batch.encoded);
  if (asEvents === undefined) takeRows(context, batch.encoded, allOf(batch.encoded));
  else if (asEvents.length > 0) takeRows(context, batch.encoded, asEvents);
  return false;
}

/** False when halted in the midst of it. */
async function retakeAll(context: AttemptContext, tables: readonly Retaken[]): Promise<boolean> {
  for (const retaken of tables) if (!(await retakeTable(context, retaken))) return false;
  return true;
}

function* allOf({ count }: EncodedChanges): Generator<number> {
  for (let at = 0; at < count; at += 1) yield at;
}

/** Changes of an encoded batch that need the whole chain, each decoded when its turn comes. */
function takeRows(context: AttemptContext, changes: EncodedChanges, numbers: Iterable<number>): void {
  const { lane, clock, counters } = context;
  const from = lane.pending.rows.length;
  const scratch: Scratch = { now: clock.now(), out: [] };
  counters.timed('rules', () => {
    for (const at of numbers) takeRow(context, changes.event(at), scratch);
  });
  lane.pending.note(from);
}

/** True when a schema change was among them. */
async function takeEvents(
  context: AttemptContext,
  encoded: EncodedLane,
  batch: StreamBatch,
): Promise<boolean> {
  const { lane } = context;
  const changesSchema = batch.events.some((event) => !isDataChange(event));
  // Within a large transaction there is no boundary to commit at; the sink changes in the midst of it, as the source did.
  if (changesSchema && lane.dirty === 'rows' && !lane.within) await lane.commit();
  if (changesSchema) await lane.committed();
  let from = lane.pending.rows.length;
  for (let index = 0; ; index += 1) {
    index = takeRowsFrom(context, batch.events, index);
    const event = batch.events[index];
    if (event === undefined || isDataChange(event)) break;
    lane.pending.note(from);
    await lane.write();
    from = 0;
    const statement = batch.statements?.get(index);
    const isNew = event.type === 'create.table' ? newTable(batch, event.table) : undefined;
    if (isNew !== undefined) context.adopted.refuse(isNew);
    const answers = await context.changer.apply(event, {
      offset: batch.offset,
      ...(statement === undefined ? {} : { statement }),
      ...(batch.commitTimeMs === undefined ? {} : { committedAt: batch.commitTimeMs }),
    });
    if (isNew !== undefined) context.adopted.adopt(isNew, answers);
    // A new table, or another key.
    tellObstacles(context, [event]);
    lane.schemaChanged();
    encoded.forget();
  }
  lane.pending.note(from);
  return changesSchema;
}

function newTable({ newTables }: StreamBatch, table: TableId): DiscoveredTable | undefined {
  return newTables?.find((each) => formatTableId(each.table) === formatTableId(table));
}

/** The changes of rows from this number on, up to a schema change; gives the number of what follows them. */
function takeRowsFrom(context: AttemptContext, events: readonly ChangeEvent[], from: number): number {
  const scratch: Scratch = { now: context.clock.now(), out: [] };
  const take = (): number => {
    let at = from;
    for (let event = events[at]; event !== undefined && isDataChange(event); event = events[at]) {
      takeRow(context, event, scratch);
      at += 1;
    }
    return at;
  };
  const first = events[from];
  return first === undefined || !isDataChange(first) ? from : context.counters.timed('rules', take);
}

interface Scratch {
  readonly now: number;
  readonly out: ChangeEvent[];
}

function takeRow({ chain, lane, counters }: AttemptContext, event: DataChangeEvent, scratch: Scratch): void {
  const { out } = scratch;
  counters.read(event, scratch.now);
  out.length = 0;
  chain.process(event, out);
  for (const result of out) {
    if (!isDataChange(result)) throw new Error('internal: a row became a schema change');
    lane.pending.rows.push(result);
  }
}

// Copies the tables as they are: split by split, in bulk where the chain lets the rows pass column by column. A commit holds whole
// splits only, so that a split that was interrupted is repeated and never half counted.
import { isDataChange, type ChangeEvent } from '@tailrace/core/event';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { BulkPlan } from '@tailrace/core/chain';
import type { Row } from '@tailrace/core/value';
import type { DiscoveredTable, SnapshotBatch, SnapshotSplit } from '../api/index.ts';
import type { AttemptContext } from './attempt-context.ts';
import { readAhead } from './read-ahead.ts';

/** Returns true when every table is copied, false when it was halted; what is complete by then is committed. */
export async function runSnapshot(context: AttemptContext): Promise<boolean> {
  const { lane, counters, reader, halt } = context;
  const start = lane.checkpoint.source;
  if (start.snapshot === undefined) return true;
  const finishedSplits = new Set(start.snapshot.finishedSplits);
  const finishedTables = new Set(start.snapshot.finishedTables);
  const position = () => ({
    offset: start.offset,
    snapshot: { finishedSplits: [...finishedSplits], finishedTables: [...finishedTables] },
  });
  for (const table of context.tables) {
    const name = formatTableId(table.table);
    if (finishedTables.has(name)) continue;
    beginTable(context, table);
    const splits = await reader.splits(table);
    for (const split of splits) {
      if (finishedSplits.has(split.id)) continue;
      if (!(await copySplit(context, split))) return false;
      finishedSplits.add(split.id);
      lane.advance(position());
      if (lane.pending.full) await lane.commit();
    }
    // A finished table needs no list of its splits any more.
    for (const split of splits) finishedSplits.delete(split.id);
    finishedTables.add(name);
    lane.advance(position());
    counters.table(table.table).phase = 'stream';
    counters.touch();
    if (halt.aborted) break;
  }
  if (halt.aborted && finishedTables.size < context.tables.length) {
    if (lane.dirty !== undefined) await lane.commit();
    return false;
  }
  if (reader.replays) lane.upsertUntil(reader.consistentFrom());
  lane.advance({ offset: start.offset });
  await lane.commit();
  return true;
}

function beginTable({ counters }: AttemptContext, table: DiscoveredTable): void {
  const counter = counters.table(table.table);
  counter.phase = 'snapshot';
  if (table.rowEstimate !== undefined) counter.snapshotEstimate = table.rowEstimate;
  counters.touch();
}

async function copySplit(context: AttemptContext, split: SnapshotSplit): Promise<boolean> {
  return copyRows(context, split.table, (signal) => context.reader.readSplit(split, signal));
}

/** Rows of a table into the sink; false when halted. */
export async function copyRows(
  context: AttemptContext,
  table: TableId,
  read: (signal: AbortSignal) => AsyncIterable<SnapshotBatch>,
): Promise<boolean> {
  const { chain, writer, halt } = context;
  const plan = writer.writeSnapshot === undefined ? undefined : chain.bulkPlan(table);
  const batches = readAhead(read, halt);
  try {
    for (;;) {
      const next = await batches.peek();
      if (halt.aborted) return false;
      if (next.done === true) return true;
      batches.take();
      if (plan === undefined) await writeRows(context, next.value);
      else await writeBulk(context, next.value, plan);
      noteRead(context, next.value);
    }
  } catch (error) {
    // An aborted read may end by an error of the connection.
    if (halt.aborted) return false;
    throw error;
  } finally {
    await batches.close();
  }
}

function noteRead({ counters }: AttemptContext, batch: SnapshotBatch): void {
  counters.totals.rowsRead += batch.rowCount;
  counters.table(batch.table).snapshotRows += batch.rowCount;
  counters.touch();
}

const NO_ROWS: readonly Row[] = [];

async function writeBulk(context: AttemptContext, batch: SnapshotBatch, plan: BulkPlan): Promise<void> {
  const { writer, lane, counters } = context;
  const needsRows =
    plan.filter !== undefined ||
    plan.targets.some(({ outputs }) => outputs.some(({ kind }) => kind === 'compute'));
  const rows = needsRows ? batch.rows(plan.usedColumns) : NO_ROWS;
  const selection = select(plan, rows, batch.rowCount);
  const dropped = batch.rowCount - selection.length;
  counters.totals.rowsDropped += dropped;
  counters.table(batch.table).dropped += dropped;
  const { transforms, routes } = context.rulesOf(batch.table);
  for (const index of transforms) counters.rule('transform', index, batch.rowCount, selection.length);
  for (const index of routes) counters.rule('route', index, selection.length, selection.length);
  if (selection.length === 0) return;
  for (const target of plan.targets) {
    const { upsertInserts } = lane.writeContext;
    await writer.writeSnapshot?.({ batch, selection, rows, target, upsertInserts });
    lane.pending.noteUnseen(selection.length);
    counters.totals.rowsWritten += selection.length;
  }
}

function select(plan: BulkPlan, rows: readonly Row[], count: number): Int32Array {
  const selection = new Int32Array(count);
  const { filter } = plan;
  let kept = 0;
  for (let at = 0; at < count; at += 1) {
    const row = rows[at];
    if (filter === undefined || (row !== undefined && filter(row))) {
      selection[kept] = at;
      kept += 1;
    }
  }
  return selection.subarray(0, kept);
}

/** The general way: each row as an insert through the chain. */
async function writeRows(context: AttemptContext, batch: SnapshotBatch): Promise<void> {
  const { chain, lane, plan } = context;
  const from = lane.pending.rows.length;
  const out: ChangeEvent[] = [];
  for (const after of batch.rows()) {
    chain.process({ type: 'insert', table: batch.table, after, meta: batch.meta ?? plan.snapshotMeta }, out);
  }
  for (const event of out) {
    if (!isDataChange(event)) throw new Error('internal: a row became a schema change');
    lane.pending.rows.push(event);
  }
  lane.pending.note(from);
  await lane.write();
}

// Rows of a table on their way into the sink: in bulk where the chain lets them pass column by column, else each as an insert.
import type { BulkPlan } from '@tailrace/core/chain';
import { isDataChange, type ChangeEvent } from '@tailrace/core/event';
import type { TableId } from '@tailrace/core/table';
import type { Row } from '@tailrace/core/value';
import type { SnapshotBatch, SnapshotLane } from '../api/index.ts';
import type { AttemptContext } from './attempt-context.ts';
import { readAhead } from './read-ahead.ts';

/** Rows of a table into the sink, or into a lane beside the writer; false when halted. */
export async function copyRows(
  context: AttemptContext,
  table: TableId,
  {
    read,
    into,
  }: {
    readonly read: (signal: AbortSignal) => AsyncIterable<SnapshotBatch>;
    readonly into?: SnapshotLane;
  },
): Promise<boolean> {
  const { chain, writer, halt } = context;
  const plan = writer.writeSnapshot === undefined ? undefined : chain.bulkPlan(table);
  const batches = readAhead(read, halt, context.counters.readers.open());
  try {
    for (;;) {
      const next = await batches.peek();
      if (halt.aborted) return false;
      if (next.done === true) return true;
      batches.take();
      if (plan === undefined) await writeRows(context, next.value);
      else await writeBulk(context, next.value, { plan, into });
      noteRead(context, next.value);
      next.value.release?.();
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

async function writeBulk(
  context: AttemptContext,
  batch: SnapshotBatch,
  { plan, into }: { readonly plan: BulkPlan; readonly into: SnapshotLane | undefined },
): Promise<void> {
  const { writer, lane, counters } = context;
  const needsRows =
    plan.filter !== undefined ||
    plan.targets.some(({ outputs }) => outputs.some(({ kind }) => kind === 'compute'));
  const { rows, selection } = counters.timed('rules', () => {
    const decoded = needsRows ? batch.rows(plan.usedColumns) : NO_ROWS;
    return { rows: decoded, selection: select(plan, decoded, batch.rowCount) };
  });
  const dropped = batch.rowCount - selection.length;
  counters.totals.rowsDropped += dropped;
  counters.table(batch.table).dropped += dropped;
  const { transforms, routes } = context.rulesOf(batch.table);
  for (const index of transforms) counters.rule('transform', index, batch.rowCount, selection.length);
  for (const index of routes) counters.rule('route', index, selection.length, selection.length);
  if (selection.length === 0) return;
  for (const target of plan.targets) {
    const { upsertInserts } = lane.writeContext;
    await counters.timedAsync('write', async () =>
      (into ?? writer).writeSnapshot?.({ batch, selection, rows, target, upsertInserts }),
    );
    if (into === undefined) lane.pending.noteUnseen(selection.length);
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
  const { chain, lane, plan, counters } = context;
  const from = lane.pending.rows.length;
  const out: ChangeEvent[] = [];
  const { table, meta = plan.snapshotMeta } = batch;
  counters.timed('rules', () => {
    for (const after of batch.rows()) chain.process({ type: 'insert', table, after, meta }, out);
  });
  for (const event of out) {
    if (!isDataChange(event)) throw new Error('internal: a row became a schema change');
    lane.pending.rows.push(event);
  }
  lane.pending.note(from);
  await lane.write();
}

// Copies the tables as they are: split by split, in bulk where the chain lets the rows pass column by column. A commit holds whole
// splits only, so that a split that was interrupted is repeated and never half counted.
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable, SnapshotSplit } from '../api/index.ts';
import type { AttemptContext } from './attempt-context.ts';
import { copyRows } from './copy-rows.ts';
import { copyInLanes, lanesFor } from './snapshot-lanes.ts';

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
    const open = splits.filter(({ id }) => !finishedSplits.has(id));
    const finished = (split: SnapshotSplit): void => {
      finishedSplits.add(split.id);
      lane.advance(position());
    };
    const count = lanesFor(context, table, open.length);
    const copied =
      count > 1
        ? copyInLanes(context, { splits: open, count, finished })
        : copyInTurn(context, open, finished);
    if (!(await copied)) return false;
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

/** One behind the other, through the writer itself. */
async function copyInTurn(
  context: AttemptContext,
  splits: readonly SnapshotSplit[],
  finished: (split: SnapshotSplit) => void,
): Promise<boolean> {
  const { lane } = context;
  for (const split of splits) {
    if (!(await copySplit(context, split))) return false;
    finished(split);
    if (lane.pending.full || lane.pending.due) await lane.commit();
  }
  return true;
}

async function copySplit(context: AttemptContext, split: SnapshotSplit): Promise<boolean> {
  return copyRows(context, split.table, { read: (signal) => context.reader.readSplit(split, signal) });
}

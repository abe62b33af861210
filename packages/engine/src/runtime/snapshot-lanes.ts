// Splits of one table copied at the same time, each lane a connection and a transaction of its own at the sink. A split is durable before the
// checkpoint knows of it; after a crash in between it is copied once more, by key, which is why tables without a key go in turn.
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable, SnapshotLane, SnapshotSplit } from '../api/index.ts';
import type { AttemptContext } from './attempt-context.ts';
import { copyRows } from './copy-rows.ts';

/** Enough for one connection to read and encode while another is waited for; pipeline.parallelism asks for more or less. */
const DEFAULT_LANES = 2;

/** How many lanes a table's splits may go through; 1: in turn, through the writer. */
export function lanesFor(
  context: AttemptContext,
  { table, schema }: DiscoveredTable,
  splits: number,
): number {
  const { chain, writer, reader, lane, plan } = context;
  const atOnce = Math.min(
    plan.pipeline.options.parallelism ?? DEFAULT_LANES,
    reader.parallelSplits ?? 1,
    splits,
  );
  if (atOnce < 2 || writer.openSnapshotLane === undefined || schema.primaryKeys.length === 0) return 1;
  // Rows that may be there already could meet between two lanes, each waiting for the other.
  if (lane.writeContext.upsertInserts) return 1;
  const bulk = chain.bulkPlan(table);
  const alone = bulk?.targets.every(
    (target) =>
      target.schema.primaryKeys.length > 0 && sourcesOf(context, formatTableId(target.sinkTable)) === 1,
  );
  return alone === true ? atOnce : 1;
}

function sourcesOf({ chain, tables }: AttemptContext, sinkTable: string): number {
  return tables.filter(({ table }) =>
    chain.sinkTables(table).some((sink) => formatTableId(sink) === sinkTable),
  ).length;
}

interface Splits {
  readonly splits: readonly SnapshotSplit[];
  readonly count: number;
  /** The split is durable. */
  readonly finished: (split: SnapshotSplit) => void;
}

/** False when halted. Throws what the first lane to fail threw, once the others have let go. */
export async function copyInLanes(
  context: AttemptContext,
  { splits, count, finished }: Splits,
): Promise<boolean> {
  const { lane, writer, reader } = context;
  const waiting = [...splits];
  let saved: Promise<void> = Promise.resolve();
  const work = async (into: SnapshotLane): Promise<boolean> => {
    try {
      for (let split = waiting.shift(); split !== undefined; split = waiting.shift()) {
        const { table } = split;
        const one = split;
        if (!(await copyRows(context, table, { read: (signal) => reader.readSplit(one, signal), into })))
          return false;
        await into.commit();
        finished(split);
        saved = saved.then(async () => lane.commit());
        await saved;
      }
      return true;
    } catch (error) {
      waiting.length = 0;
      throw error;
    } finally {
      await into.close();
    }
  };
  const open = Array.from({ length: count }, async () => {
    const into = await writer.openSnapshotLane?.();
    return into === undefined ? true : work(into);
  });
  const ended = await Promise.allSettled(open);
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
  return ended.every((result) => result.status === 'fulfilled' && result.value);
}

// A source that gives exactly the batches it is told to, for the tests of the engine that need DDL in between.
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable, Offset, Source, StreamBatch } from '@tailrace/engine/api';

export interface Script {
  readonly tables: readonly DiscoveredTable[];
  /** Batch n has the offset n, from 1. Without more of them the stream waits. */
  readonly batches: readonly Omit<StreamBatch, 'offset'>[];
}

const toOffset = (position: number): Offset => String(position) as Offset;

export function scriptedSource({ tables, batches }: Script): Source {
  return {
    discover: async () => tables,
    sample: async () => [],
    preflight: async () => [],
    open: async ({ resumeFrom }) => ({
      startOffset: resumeFrom?.offset ?? toOffset(0),
      replays: false,
      consistentFrom: () => toOffset(0),
      splits: async ({ table }) => [{ id: formatTableId(table), table }],
      async *readSplit() {
        // The tables are empty.
      },
      async *stream(from, signal) {
        for (let at = Number(from); at < batches.length && !signal.aborted; at += 1) {
          const batch = batches[at];
          if (batch !== undefined) yield { ...batch, offset: toOffset(at + 1) };
        }
        await new Promise((resolve) => {
          if (signal.aborted) resolve(undefined);
          else signal.addEventListener('abort', resolve, { once: true });
        });
      },
      acknowledge: () => undefined,
      currentOffset: async () => toOffset(batches.length),
      compareOffsets: (a, b) => Number(a) - Number(b),
      close: async () => undefined,
    }),
    cleanUp: async () => undefined,
    close: async () => undefined,
  };
}

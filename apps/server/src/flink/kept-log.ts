// What a source's server keeps for a reader that has gone: the replication slot that a stopped job leaves, with its log.
import type { KeptLog, Source } from '@tailrace/engine/api';
import type { StoredRun } from '../storage/index.ts';

export interface KeptLogs {
  /** null: nothing, or a source that keeps nothing for its readers. */
  read(run: StoredRun, signal: AbortSignal): Promise<KeptLog | null>;
  drop(run: StoredRun, signal: AbortSignal): Promise<void>;
}

/** `withSource` connects as the run's document says, and closes behind it; undefined where that connector does not run here. */
export function createKeptLogs(
  withSource: <T>(run: StoredRun, use: (source: Source) => Promise<T>) => Promise<T | undefined>,
): KeptLogs {
  return {
    read: async (run, signal) => (await withSource(run, async (source) => source.keptLog?.(signal))) ?? null,
    drop: async (run, signal) => {
      await withSource(run, async (source) => source.cleanUp(signal));
    },
  };
}

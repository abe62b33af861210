import type { RunCheckpoint } from './run-checkpoint.ts';

export interface CheckpointStore {
  /** The newest record; undefined when there never was one. Throws `checkpoint-unreadable` when there is one that is damaged. */
  load(): Promise<RunCheckpoint | undefined>;
  /** Resolves when the record survives a power cut. Throws `checkpoint-not-written`; the old record is then still whole. */
  save(checkpoint: RunCheckpoint): Promise<void>;
}

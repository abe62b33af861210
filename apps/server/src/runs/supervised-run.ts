// What the supervisor asks of a run that is going on, whichever engine does the work: a process of ours, or a job on a cluster.
import type { WorkerStart } from '@tailrace/engine';

/** Values behind the references of a document, resolved at the launch. */
export type References = Pick<WorkerStart, 'secrets' | 'env'>;

export interface SupervisedRun {
  /** Begins or takes up; what becomes of it is told by events. */
  start(): void;
  /** Resolves when the run stands still at a place that it can go on from. */
  pause(): Promise<void>;
  /**
   * As `pause`, and the run is over. `cleanUp` also removes what the source keeps for it; then there is no going on. With `cleanUp` it
   * may be called without `start`, for a run that is over already.
   */
  stop(options: { readonly cleanUp: boolean }): Promise<void>;
  /** Has one table (`shop.orders`) read again from its source while the run goes on. Throws `run-not-active`, `retake-not-here`. */
  retake(table: string): void;
  /** Ends at once and keeps no place to go on from, where the engine knows such an end; otherwise as `stop`. */
  cancel(): Promise<void>;
  /** The server goes away: lets go of the run, which stays wanted as it was. */
  leave(graceMs: number): Promise<void>;
}

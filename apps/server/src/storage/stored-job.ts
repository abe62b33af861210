// What is kept of a run's job on a Flink cluster.
import type { RunMetrics } from '@tailrace/engine/api';
import type { Savepoint } from '../contract/index.ts';
import { jsonOf } from './json.ts';

export interface StoredJob {
  readonly clusterId: string;
  /** As it was called when the run began: the cluster may be gone by now. */
  readonly clusterName: string;
  /** The present job, or the last one: each start from a savepoint is a job of its own. */
  readonly jobId: string;
  /**
   * `planned`: nothing was sent. `sent`: the call was made and its answer is not known; the job's id was chosen before, so that
   * the cluster can be asked for it. `accepted`: the cluster has, or had, the job.
   */
  readonly submission: 'planned' | 'sent' | 'accepted';
  readonly sentAt?: number;
  /** Instead of the document's own. */
  readonly parallelism?: number;
  /** Expressions are written so that the cluster's release computes what they say. */
  readonly rewrite: boolean;
  readonly startedFrom?: string;
  /** Newest first. */
  readonly savepoints: readonly Savepoint[];
  /** What the jobs before the present one counted. */
  readonly earlier?: RunMetrics;
}

export const storedJob = jsonOf<StoredJob>();

import type { Savepoint } from './clusters.ts';
import type { KeptLog, RunError, RunEvent, RunMetrics, RunState } from '@tailrace/engine/api';

export interface RunSummary {
  readonly id: string;
  readonly pipelineId: string;
  readonly pipelineName: string;
  /** Version of the document that runs. */
  readonly version: number;
  readonly state: RunState;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly error?: RunError;
  readonly rowsWritten: number;
  readonly lagMs?: number;
  readonly engine: 'embedded' | 'flink';
  /** Of the cluster, where it runs on one. */
  readonly clusterName?: string;
}

/** A run's place on a Flink cluster. */
export interface JobInfo {
  readonly clusterId: string;
  readonly clusterName: string;
  /** Of Flink's own page of the job; absent when the cluster was removed. */
  readonly page?: string;
  readonly jobId: string;
  /** Whether the cluster has, or had, the job. */
  readonly isAccepted: boolean;
  /** Where it is another than the document's. */
  readonly parallelism?: number;
  readonly isRewritten: boolean;
  readonly startedFrom?: string;
  /** Newest first. */
  readonly savepoints: readonly Savepoint[];
}

/** Where a launch goes, when not to this machine. */
export interface LaunchTarget {
  readonly clusterId: string;
  /** Instead of the document's own. */
  readonly parallelism?: number | undefined;
  /** Writes expressions so that the cluster's release of Flink CDC computes what they say. */
  readonly rewrite?: boolean | undefined;
  /** A savepoint; null: from nothing; absent: from the last run's, where the document makes the same rows. */
  readonly from?: string | null | undefined;
}

/** How a run on a cluster goes on. */
export interface ResumeOptions {
  /** A savepoint; null: from nothing, with a new snapshot; absent: the run's last one. */
  readonly from?: string | null | undefined;
  readonly parallelism?: number | undefined;
}

/** A savepoint of any run of a pipeline. */
export interface PipelineSavepoint extends Savepoint {
  readonly runId: string;
  readonly clusterId: string;
}

export interface RunDetail extends RunSummary {
  readonly metrics?: RunMetrics;
  /** The document as launched, with references instead of secrets. */
  readonly text: string;
  /** Present: the run is on a Flink cluster. */
  readonly job?: JobInfo;
}

export interface MetricsPoint {
  readonly at: number;
  readonly rowsPerSecond: number;
  readonly lagMs?: number;
  readonly retainedBytes?: number;
}

export interface RunLogLine {
  readonly at: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
}

/** `id` grows without gap within a run and is kept over restarts of the server. */
export interface StoredRunEvent {
  readonly id: number;
  readonly event: RunEvent;
}

export interface RunService {
  /** Without a target on this machine. Throws `pipeline-invalid`, `run-active`, `unresolved-reference`, `cluster-not-found`. */
  launch(pipelineId: string, target?: LaunchTarget): Promise<{ runId: string }>;
  /** Stops at a checkpoint or savepoint; throws `run-not-active` when there is nothing to pause. */
  pause(runId: string): Promise<void>;
  /** Throws `savepoint-missing` where a run on a cluster has none and none is given. */
  resume(runId: string, options?: ResumeOptions): Promise<void>;
  /** A run on a cluster is stopped with a savepoint; with `cleanUp` it is cancelled. */
  stop(runId: string, options: { cleanUp: boolean }): Promise<void>;
  /**
   * Has one table (`shop.orders`) read again from its source, while the others go on behind it; the run's log tells of it. Throws
   * `run-not-active`, and `retake-not-here` for a run on a cluster.
   */
  retake(runId: string, table: string): void;
  /** Ends a run on a cluster without a savepoint; one of this machine at its checkpoint. */
  cancel(runId: string): Promise<void>;
  /** Of a run on a cluster: stops it with a savepoint and starts it from there with another parallelism. */
  rescale(runId: string, parallelism: number): Promise<void>;
  savepoints(pipelineId: string): readonly PipelineSavepoint[];
  /** null: the source keeps nothing, or is no source that does. Throws what the source does. */
  keptLog(runId: string, signal: AbortSignal): Promise<KeptLog | null>;
  /** Drops it. Throws `run-active` while the run reads it. */
  dropKeptLog(runId: string, signal: AbortSignal): Promise<void>;
  list(pipelineId?: string): readonly RunSummary[];
  get(runId: string): RunDetail;
  points(runId: string): readonly MetricsPoint[];
  log(runId: string): readonly RunLogLine[];
  /** From after `lastEventId`; without it, from the run's present state on, with the newest of what has happened. Ends by the signal. */
  events(runId: string, lastEventId: number | undefined, signal: AbortSignal): AsyncIterable<StoredRunEvent>;
}

import type { RunError, RunEvent, RunMetrics, RunState } from '@tailrace/engine/api';

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
}

export interface RunDetail extends RunSummary {
  readonly metrics?: RunMetrics;
  /** The document as launched, with references instead of secrets. */
  readonly text: string;
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
  /** Throws `pipeline-invalid`, `run-active`, `unresolved-reference`. */
  launch(pipelineId: string): Promise<{ runId: string }>;
  /** Stops at a checkpoint; throws `run-not-active` when there is nothing to pause. */
  pause(runId: string): Promise<void>;
  resume(runId: string): Promise<void>;
  stop(runId: string, options: { cleanUp: boolean }): Promise<void>;
  list(pipelineId?: string): readonly RunSummary[];
  get(runId: string): RunDetail;
  points(runId: string): readonly MetricsPoint[];
  log(runId: string): readonly RunLogLine[];
  /** From after `lastEventId`; without it, from the run's present state on. Ends by the signal. */
  events(runId: string, lastEventId: number | undefined, signal: AbortSignal): AsyncIterable<StoredRunEvent>;
}

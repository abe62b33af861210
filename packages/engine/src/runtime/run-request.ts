// What a caller gives to `runPipeline` and gets back. Everything a run needs comes in by argument: connectors, secrets, clock.
import type { ConnectorRegistry, RunError, RunEvent, RunMetrics, RunState } from '../api/index.ts';
import type { Clock } from './clock.ts';
import type { RetryPolicy } from './backoff.ts';
import type { BatchLimits } from './batch-limits.ts';

/** The value behind `${secret.NAME}` or `${env.NAME}`; undefined when there is none, which fails the call with its name. */
export type ReferenceLookup = (kind: 'secret' | 'env', name: string) => string | undefined;

export interface RunRequest {
  /** The document. References in it stay references: resolved values never reach events, logs or checkpoints. */
  readonly text: string;
  readonly resolveReference: ReferenceLookup;
  readonly registry: ConnectorRegistry;
  /** Stable over restarts of the run: the sink keeps its position under it. */
  readonly runId: string;
  /** What slots and publications without a name of their own are called after; the pipeline's `name` when absent. */
  readonly pipelineName?: string;
  /** Folder of this run's checkpoints; made when missing. */
  readonly stateDir: string;
  /** `caught-up`: finishes at the source's position as it was when the stream began. */
  readonly until?: 'caught-up';
  /** The run is for this once: when it ends, what the source created on its server is removed, and it cannot be gone on with. */
  readonly once?: boolean;
  /** Called for each event, in order; must not throw. */
  readonly onEvent?: (event: RunEvent) => void;
  readonly limits?: Partial<BatchLimits>;
  readonly retry?: Partial<RetryPolicy>;
  readonly clock?: Clock;
  /** Used where the document names no zone; the machine's when absent. */
  readonly timeZone?: string;
}

export interface RunOutcome {
  readonly state: 'stopped' | 'finished' | 'failed';
  readonly error?: RunError;
}

export interface RunHandle {
  state(): RunState;
  metrics(): RunMetrics;
  /** Stops at the next checkpoint, lets go of both connections, and waits; resolves when paused (or when the run ended meanwhile). */
  pause(): Promise<void>;
  /**
   * Reads one captured table again, by its id, at the next commit boundary of the stream, while the others wait; once the snapshot is
   * over. Rows in the sink are overwritten by key, and none is removed. A table that cannot be read again fails the run.
   */
  retake(table: string): void;
  /** Goes on from the checkpoint. Does nothing unless paused or pausing. */
  resume(): void;
  /** Stops at the next checkpoint. `cleanUp` also removes what the source created on its server; then there is no going on. */
  stop(options?: { readonly cleanUp?: boolean }): Promise<RunOutcome>;
  /** Never rejects: failures are an outcome. */
  readonly done: Promise<RunOutcome>;
}

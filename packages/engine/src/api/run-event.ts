// What a run tells the world: written by the engine, kept by the server, drawn by the browser. Plain JSON; pinned by a test.
import type { DurationHistogram, RunOperator } from './histogram.ts';

/** States of a run; draft belongs to the pipeline before its first run. Those of `ClusterState` are told of runs on a cluster only. */
export type RunState = EngineState | ClusterState;

/**
 * What a run on a Flink cluster can be beyond the engine's own states: `restarting` after a failure, `cancelled` without a savepoint,
 * and `unknown` while the cluster cannot be asked.
 */
export type ClusterState = 'restarting' | 'cancelled' | 'unknown';

export type EngineState =
  | 'starting'
  | 'snapshotting'
  | 'streaming'
  | 'pausing'
  | 'paused'
  | 'stopping'
  | 'stopped'
  | 'failed'
  | 'finished';

export type RunEvent =
  | {
      readonly type: 'state';
      readonly at: number;
      readonly state: RunState;
      readonly reason?: string;
      readonly error?: RunError;
      readonly retryAtMs?: number;
    }
  | { readonly type: 'metrics'; readonly at: number; readonly metrics: RunMetrics }
  | { readonly type: 'schema-change'; readonly at: number; readonly change: SchemaChangeRecord }
  | {
      readonly type: 'log';
      readonly at: number;
      readonly level: 'info' | 'warning';
      readonly message: string;
      /** Of a warning that tools may wait for. */
      readonly code?: string;
    };

export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

/** Totals since the run began; rates are the reader's to compute from `at`. */
export interface RunMetrics {
  /** Commit time to durable in the sink, of the last batch; undefined while nothing streamed yet. */
  readonly lagMs?: number;
  /** Of the source's log, not read yet. */
  readonly lagBytes?: number;
  /** Of the source's log, kept because the sink has not made it durable yet. */
  readonly retainedBytes?: number;
  /** At least this may still come, or pass, until the source's server removes log that is needed. */
  readonly logLeftBytes?: number;
  readonly logLeftMs?: number;
  /** Why that log is in danger just now, as the warning said. */
  readonly logRisk?: { readonly code: string; readonly message: string };
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsDropped: number;
  readonly lastCheckpointAt?: number;
  readonly restarts: number;
  /** From commit at the source to durable in the sink, of each commit of the sink that brought changes. */
  readonly lag?: DurationHistogram;
  /** How long the engine's operators took over each batch, schema change or commit. */
  readonly durations?: Readonly<Partial<Record<RunOperator, DurationHistogram>>>;
  /** For how long readers were open, and for how much of it they stood still until the sink had taken what they gave. */
  readonly readerMs?: number;
  readonly readerHeldMs?: number;
  /** The share of the latter in the last seconds, between 0 and 1. */
  readonly backPressure?: number;
  /** Rows on their way into the sink that are not durable yet, and how much of what one commit takes they are (0 to 1). Absent where none is. */
  readonly pending?: { readonly rows: number; readonly share: number };
  /** Schema changes by what became of them at a sink table. */
  readonly schemaChanges?: Readonly<Record<string, number>>;
  /** By source table. */
  readonly tables: Readonly<Record<string, TableMetrics>>;
  /** By rule of the document, "transform:0", "route:1". */
  readonly rules: Readonly<Record<string, { readonly in: number; readonly out: number }>>;
  /** Of a run on a cluster: what Flink tells of the job. */
  readonly job?: JobMetrics;
}

/** What a Flink cluster tells of a job, as far as it does; what is absent was not told. */
export interface JobMetrics {
  readonly operators: readonly OperatorMetrics[];
  readonly checkpoints?: {
    readonly completed: number;
    readonly failed: number;
    readonly lastDurationMs?: number;
    readonly lastBytes?: number;
    /** Where the last one lies, for starting from it. */
    readonly lastPath?: string;
  };
  readonly snapshot?: {
    readonly tablesDone: number;
    readonly tablesLeft: number;
    readonly splitsDone: number;
    readonly splitsLeft: number;
  };
  /** Counters of the schema operator since this job began. */
  readonly schemaChanges?: {
    readonly seen: number;
    readonly finished: number;
    readonly failed: number;
    readonly ignored: number;
  };
}

/** One chain of operators, a vertex of the job. Ratios are between 0 and 1, of the busiest subtask. */
export interface OperatorMetrics {
  readonly id: string;
  readonly name: string;
  readonly parallelism: number;
  readonly status: string;
  readonly recordsIn: number;
  readonly recordsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly busy?: number;
  readonly backPressured?: number;
  readonly idle?: number;
}

export interface TableMetrics {
  readonly phase: 'waiting' | 'snapshot' | 'stream';
  readonly snapshotRows: number;
  readonly snapshotEstimate?: number;
  readonly inserts: number;
  readonly updates: number;
  readonly deletes: number;
  readonly dropped: number;
  readonly lastChangeAt?: number;
  /** While it is followed: why it cannot be read again, as the end of a sentence. Absent where it can. */
  readonly retakeObstacle?: string;
}

/** One schema change on its way, kept for the history. Events are in the JSON of the contract. */
export interface SchemaChangeRecord {
  readonly sourceTable: string;
  readonly kind: string;
  /** The event as the source gave it. */
  readonly event: unknown;
  /** DDL as the source said it, where known. */
  readonly statement?: string;
  readonly offset?: string;
  readonly committedAt?: number;
  /** Columns of the source table after the change: name, type, comment, default, key. */
  readonly schema: unknown;
  readonly results: readonly {
    readonly sinkTable: string;
    readonly events: readonly unknown[];
    readonly statements: readonly string[];
    readonly outcome:
      | 'applied'
      | 'already-there'
      | 'ignored'
      | 'rewritten'
      | 'refused'
      | 'failed'
      | 'unsupported'
      /** Of a job on a cluster that does not tell. */
      | 'unknown';
    readonly reason?: string;
    /** Absent where nobody tells: a job on a cluster. */
    readonly durationMs?: number;
    /** Columns of the sink table afterwards. */
    readonly schema?: unknown;
  }[];
}

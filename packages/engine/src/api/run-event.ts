// What a run tells the world: written by the engine, kept by the server, drawn by the browser. Plain JSON; pinned by a test.

/** draft belongs to the pipeline before its first run; the others are states of a run. */
export type RunState =
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
  readonly lagBytes?: number;
  readonly retainedBytes?: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsDropped: number;
  readonly lastCheckpointAt?: number;
  readonly restarts: number;
  /** By source table. */
  readonly tables: Readonly<Record<string, TableMetrics>>;
  /** By rule of the document, "transform:0", "route:1". */
  readonly rules: Readonly<Record<string, { readonly in: number; readonly out: number }>>;
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
      'applied' | 'already-there' | 'ignored' | 'rewritten' | 'refused' | 'failed' | 'unsupported';
    readonly reason?: string;
    readonly durationMs: number;
    /** Columns of the sink table afterwards. */
    readonly schema?: unknown;
  }[];
}

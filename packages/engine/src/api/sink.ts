// What a sink connector gives the engine.
import type { BulkTarget } from '@tailrace/core/chain';
import type { DataChangeEvent, SchemaChangeEvent } from '@tailrace/core/event';
import type { TableId, TableSchema } from '@tailrace/core/table';
import type { JsonValue, Row } from '@tailrace/core/value';
import type { EncodedChanges, PreflightCheck, SnapshotBatch } from './source.ts';

export interface SinkContext {
  readonly options: Readonly<Record<string, string>>;
  /** Identifies the run's position in the sink; stable over restarts of the run. */
  readonly runId: string;
  /** The pipeline's zone, for sinks whose types need one. */
  readonly timeZone: string;
  readonly log: (message: string) => void;
}

export interface Sink {
  /** See Source.placeOf. */
  placeOf?(table: TableId): string;
  preflight(tables: readonly PlannedTable[], signal: AbortSignal): Promise<readonly PreflightCheck[]>;
  /**
   * The statements that `applySchemaChange` would run, without connecting where that is possible: what the preview shows.
   * `schema` is the sink table's schema before the change, undefined before its create.table.
   */
  planSchemaChange(event: SchemaChangeEvent, schema: TableSchema | undefined): readonly string[];
  open(request: SinkOpenRequest): Promise<SinkWriter>;
  close(): Promise<void>;
}

export interface PlannedTable {
  readonly table: TableId;
  readonly schema: TableSchema;
}

export interface SinkOpenRequest {
  readonly signal: AbortSignal;
}

export interface SinkWriter {
  /** The last position committed under this run's id, where the sink keeps it with the rows; undefined: none, or it keeps none. */
  readonly committed: JsonValue | undefined;
  /** True when `commit` writes the position in the same transaction as the rows (effectively once). */
  readonly keepsPosition: boolean;
  /** Idempotent: after a crash the same change may come again. `schema` is the table's schema before it. */
  applySchemaChange(event: SchemaChangeEvent, schema: TableSchema | undefined): Promise<AppliedSchemaChange>;
  /** Takes events in order. `upsertInserts`: inserts may meet rows that are there already. */
  write(events: readonly DataChangeEvent[], context: WriteContext): Promise<void>;
  /** Bulk way of a snapshot; rows have passed the filter, `selection` holds their numbers in the batch. Absent: the engine uses `write`. */
  writeSnapshot?(request: SnapshotWrite): Promise<void>;
  /** Another way into the sink beside the writer's own, for splits that are copied at the same time. Absent: there is none. */
  openSnapshotLane?(): Promise<SnapshotLane>;
  /**
   * Bulk way of a stream's changes, in order with those of `write`. Keeps hold of the bytes until they are written or the writer is
   * closed. Absent: the engine uses `write`.
   */
  writeChanges?(request: ChangesWrite): Promise<void>;
  /** True: rows may be given while a commit is under way, and the next commit, too. Absent: the engine waits. */
  readonly takesWhileCommitting?: boolean;
  /**
   * Makes everything written up to this call durable, together with the position where `keepsPosition`. Resolves only then. Commits are
   * carried out in their order, and none behind one that fails; there is no change of a schema meanwhile.
   */
  commit(position: JsonValue): Promise<void>;
  /** Lets go without committing what is pending. */
  close(): Promise<void>;
}

export interface WriteContext {
  readonly upsertInserts: boolean;
  /** Current schema of a sink table. */
  readonly schemaOf: (table: TableId) => TableSchema;
}

export interface SnapshotWrite {
  readonly batch: SnapshotBatch;
  readonly selection: Int32Array;
  /** Decoded rows by number in the batch, with at least the columns that computed outputs read. */
  readonly rows: readonly Row[];
  readonly target: BulkTarget;
  readonly upsertInserts: boolean;
}

/** Rows that meet no others: no two lanes, and no lane and the writer, are given rows of one key. */
export interface SnapshotLane {
  writeSnapshot(request: SnapshotWrite): Promise<void>;
  /** Makes durable what was written, without a position: a split that the checkpoint does not know of is copied again. */
  commit(): Promise<void>;
  /** Lets go without committing what is pending. */
  close(): Promise<void>;
}

export interface ChangesWrite {
  readonly changes: EncodedChanges;
  /** By change, one of CHANGE: what is left of it behind the filter; `none` where nothing is, or where it goes another way. */
  readonly kinds: Uint8Array;
  /** By number of the table: where its rows go. */
  readonly targets: readonly (readonly BulkTarget[])[];
  /** Source columns that computed outputs read, by number of the table. */
  readonly usedColumns: readonly (readonly number[])[];
  readonly upsertInserts: boolean;
}

export interface AppliedSchemaChange {
  /** What was run, in order; empty when there was nothing to do. */
  readonly statements: readonly string[];
  readonly outcome: 'applied' | 'already-there' | 'unsupported';
  readonly message?: string;
}

// Transform, route, schema evolution and coercion as one chain, events in → events out. Dry run, preview and engine run this and nothing else.
import type { ChangeEvent, SchemaChangeEvent } from '../event/index.ts';
import type { MetadataColumn } from '../descriptor/index.ts';
import type { EventContext } from '../expression/index.ts';
import type { PipelineDef } from '../pipeline/index.ts';
import type { TableId, TableSchema } from '../table/index.ts';
import type { JsonValue, Row, Value } from '../value/index.ts';

export interface ChainOptions {
  readonly pipeline: PipelineDef;
  /** Used where the pipeline names no zone. */
  readonly defaultTimeZone: string;
  /** The instant that clock functions give, in ms; asked once per event. */
  readonly now: () => number;
  /** Metadata columns that the source's descriptor declares. */
  readonly metadataColumns: readonly MetadataColumn[];
  /** From `saveState` of an earlier chain over the same document. */
  readonly state?: JsonValue;
  /** Sees what became of each data event on its way; absent in runs. */
  readonly trace?: ChainTrace;
}

/** Where a row went. Rows of `after` follow the schema `transformedSchema` of that table. */
export interface ChainTrace {
  transformed(step: {
    readonly event: ChangeEvent;
    /** Index of the transform that applied, undefined where none matches. */
    readonly rule: number | undefined;
    /** undefined: the filter dropped it. */
    readonly result: ChangeEvent | undefined;
  }): void;
  routed(step: {
    readonly event: ChangeEvent;
    readonly route: number | undefined;
    readonly result: ChangeEvent;
  }): void;
  /** A schema change that was rewritten, withheld or refused on its way to a sink table, and why. */
  evolved(step: {
    readonly source: SchemaChangeEvent;
    readonly sinkTable: TableId;
    readonly applied: readonly SchemaChangeEvent[];
    readonly reason?: string;
  }): void;
}

export interface OperatorChain {
  /**
   * Sends one event through; the results, in order, are pushed to `out`. Throws TailraceError (codes of expressions, schema
   * evolution, unknown tables); what was pushed before stays pushed.
   */
  process(event: ChangeEvent, out: ChangeEvent[]): void;
  /** The way of a table's inserts, for copying snapshots in bulk; undefined where rows need more than forward, compute and filter. */
  bulkPlan(table: TableId): BulkPlan | undefined;
  /** Current schema of a source table as it came in, after its transform, and of a sink table. */
  sourceSchema(table: TableId): TableSchema | undefined;
  transformedSchema(table: TableId): TableSchema | undefined;
  sinkSchema(table: TableId): TableSchema | undefined;
  /** Sink tables that a source table's rows end in, in the order of the routes. */
  sinkTables(table: TableId): readonly TableId[];
  /** What the rules read of the changed rows of a source table that has come by; undefined for one that has not. */
  imageNeeds(table: TableId): ImageNeeds | undefined;
  /** Everything needed to go on after a restart, as JSON. */
  saveState(): JsonValue;
}

/**
 * Source columns, by name, that the rules read of a changed row. The filter asks the old row as well as the new one; the key of the
 * result is read of old rows; SOFT_DELETE makes a whole row of an old one; computed columns read the new row.
 */
export interface ImageNeeds {
  /** The transform that applies, by its index in the document. */
  readonly rule: number | undefined;
  readonly filter: readonly string[];
  readonly key: readonly string[];
  readonly softDelete: readonly string[];
  readonly computed: readonly string[];
}

/** Rows of one source table into its sink tables, column by column; what no expression touches can stay bytes. */
export interface BulkPlan {
  readonly source: TableSchema;
  /** Source columns that `filter` and computed outputs read; only these have to be decoded, the others may hold UNSENT. */
  readonly usedColumns: readonly number[];
  /** Whether a row passes, by what it is (an insert where omitted); absent: all do. */
  readonly filter?: (row: Row, op?: RowOp) => boolean;
  /** Deletes become inserts of the old row (converter-after-transform: SOFT_DELETE), which is more than this plan says. */
  readonly softDelete: boolean;
  readonly targets: readonly BulkTarget[];
}

export interface BulkTarget {
  readonly sinkTable: TableId;
  readonly schema: TableSchema;
  /** One per column of `schema`, in order. `null` is a column that this source table does not have. */
  readonly outputs: readonly BulkOutput[];
}

export type BulkOutput =
  | { readonly kind: 'forward'; readonly column: number }
  | { readonly kind: 'compute'; readonly evaluate: (row: Row, op?: RowOp) => Value }
  | { readonly kind: 'null' };

/** A row as a change has it: inserted, before and after an update, deleted. */
export type RowOp = Exclude<EventContext['op'], '+R'>;

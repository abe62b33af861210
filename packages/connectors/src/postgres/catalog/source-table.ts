// A table of the source as its catalogue describes it, with what reading it needs beyond the schema of the pipeline.
import type { TableId, TableSchema } from '@tailrace/core/table';
import type { ColumnCodec } from '../types/column-codec.ts';

export interface SourceColumn {
  readonly name: string;
  /** Stays the same when the column is renamed. */
  readonly attnum: number;
  readonly typeOid: number;
  readonly typmod: number;
  /** As the server writes the type, for messages. */
  readonly typeName: string;
  /** Absent: a type that cannot be read. */
  readonly codec?: ColumnCodec;
}

export type ReplicaIdentity = 'default' | 'full' | 'index' | 'nothing';

export interface SourceTable {
  /** As events name it. */
  readonly id: TableId;
  readonly oid: number;
  readonly schemaName: string;
  readonly tableName: string;
  readonly partitioned: boolean;
  readonly identity: ReplicaIdentity;
  readonly pages: number;
  readonly rowEstimate?: number;
  /** Columns that can be captured, in order; generated ones are not in the log and left out. */
  readonly columns: readonly SourceColumn[];
  readonly generated: readonly string[];
  readonly schema: TableSchema;
}

// Tables as the traps look at them.
import type { TableId, TableSchema } from '../table/index.ts';

/** A captured table as the source has it. */
export interface TrapTable {
  readonly table: TableId;
  readonly schema: TableSchema;
}

export interface MatchedTables {
  readonly tables: readonly TrapTable[];
  /** The transforms that match a table, in the order of the document; the first one applies. */
  readonly rules: ReadonlyMap<TrapTable, readonly number[]>;
}

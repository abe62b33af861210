// What writing rows of one table needs.
import type { MysqlSession } from '../connect.ts';
import type { WritePlan } from './target-table.ts';

export interface RowsContext {
  readonly session: MysqlSession;
  readonly plan: WritePlan;
  readonly limits: StatementLimits;
}

export interface StatementLimits {
  /** Bytes of one statement: half of the server's max_allowed_packet, and no more than a few MB. */
  readonly bytes: number;
  /** Whether LOAD DATA LOCAL INFILE is allowed by the options, the server and the client. */
  loadData: boolean;
}

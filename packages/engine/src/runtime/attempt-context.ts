import type { OperatorChain } from '@tailrace/core/chain';
import type { TableId } from '@tailrace/core/table';
import type { DiscoveredTable, RunEvent, SinkWriter, SourceReader } from '../api/index.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { AdoptedTables } from './adopt-table.ts';
import type { Clock } from './clock.ts';
import type { RunCounters } from './run-counters.ts';
import type { SchemaChanger } from './schema-changes.ts';
import type { SinkLane } from './sink-lane.ts';

/** What the two phases of one attempt work with. */
export interface AttemptContext {
  readonly plan: RunPlan;
  /** Grows with the tables that are adopted. */
  readonly tables: readonly DiscoveredTable[];
  readonly adopted: AdoptedTables;
  readonly chain: OperatorChain;
  readonly reader: SourceReader;
  readonly writer: SinkWriter;
  readonly lane: SinkLane;
  readonly changer: SchemaChanger;
  /** Indexes of the document's rules that apply to a captured table. */
  readonly rulesOf: (table: TableId) => {
    readonly transforms: readonly number[];
    readonly routes: readonly number[];
  };
  /** Tables that somebody wants read again; each goes when it is done. */
  readonly requested: TableId[];
  readonly counters: RunCounters;
  readonly clock: Clock;
  readonly emit: (event: RunEvent) => void;
  /** Aborts when the run shall stop at a checkpoint. */
  readonly halt: AbortSignal;
}

// A table that was made after the run began, and that the document's patterns capture: from its create.table on it is one of the run's.
import { createOperatorChain } from '@tailrace/core/chain';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { AppliedSchemaChange, DiscoveredTable, Sink, Source } from '../api/index.ts';
import { oldRowFindings, refuseIncompleteRows } from '../plan/old-rows.ts';
import { ownTargets, refuseOwnTargets } from '../plan/own-targets.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { RunCounters } from './run-counters.ts';
import type { SinkLane } from './sink-lane.ts';

export interface AdoptedTables {
  /** What would stop the run later, asked while the sink knows nothing of it: throws what the rules say to it, `sink-is-source`, and `old-row-incomplete`. */
  refuse(table: DiscoveredTable): void;
  /** The sink has been told of it, and gave these answers. */
  adopt(table: DiscoveredTable, answers: readonly AppliedSchemaChange[]): void;
}

export function createAdoptedTables(options: {
  readonly plan: RunPlan;
  readonly source: Source;
  readonly sink: Sink;
  /** The run's tables, which grow. */
  readonly tables: DiscoveredTable[];
  readonly lane: SinkLane;
  readonly counters: RunCounters;
}): AdoptedTables {
  const { plan, tables, lane, counters } = options;
  const isKnown = (table: TableId): boolean =>
    tables.some((known) => formatTableId(known.table) === formatTableId(table));
  return {
    refuse(table) {
      const chain = createOperatorChain({
        pipeline: plan.pipeline,
        defaultTimeZone: plan.timeZone,
        now: () => 0,
        metadataColumns: plan.metadataColumns,
      });
      const all = [
        ...tables.filter((known) => formatTableId(known.table) !== formatTableId(table.table)),
        table,
      ];
      for (const each of all)
        chain.process({ type: 'create.table', table: each.table, schema: each.schema }, []);
      // It may be one that the sink made for another table.
      refuseOwnTargets(ownTargets(options, all, chain));
      refuseIncompleteRows(oldRowFindings(plan, [table], chain));
    },
    adopt(table, answers) {
      if (isKnown(table.table)) return;
      tables.push(table);
      lane.addTable(table.table);
      if (answers.some(({ outcome }) => outcome === 'already-there')) lane.upsertAlways();
      counters.table(table.table).phase = 'stream';
      counters.touch();
    },
  };
}

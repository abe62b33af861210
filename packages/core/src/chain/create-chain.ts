import { isDataChange } from '../event/index.ts';
import { createBulkPlan } from './bulk-plan.ts';
import { createTables } from './chain-state.ts';
import { imageNeeds } from './image-needs.ts';
import { formatTableId } from '../table/index.ts';
import type { ChainOptions, OperatorChain } from './operator-chain.ts';
import { createPlan } from './plan.ts';
import { processRow } from './rows.ts';
import { restoreState, saveState } from './saved-state.ts';
import { type ChainParts, processSchemaChange } from './schema-changes.ts';

/**
 * Transform, route and schema evolution of a pipeline as one function of events. Patterns and routes are compiled here, expressions
 * when the table's create.table comes. Throws TailraceError where the document cannot work for any table.
 */
export function createOperatorChain(options: ChainOptions): OperatorChain {
  const parts: ChainParts = { plan: createPlan(options), tables: createTables(), trace: options.trace };
  if (options.state !== undefined) restoreState(parts, options.state);
  const { tables } = parts;
  return {
    process: (event, out) => {
      if (isDataChange(event)) processRow(parts, event, out);
      else processSchemaChange(parts, event, out);
    },
    bulkPlan: (table) => {
      const state = tables.find(table);
      return state === undefined ? undefined : createBulkPlan(parts, state);
    },
    sourceSchema: (table) => tables.find(table)?.source,
    transformedSchema: (table) => tables.find(table)?.schema,
    sinkSchema: (table) => tables.sinks.get(formatTableId(table))?.schema,
    sinkTables: (table) => tables.find(table)?.targets.map((target) => target.sink.id) ?? [],
    imageNeeds: (table) => {
      const state = tables.find(table);
      return state === undefined ? undefined : imageNeeds(state);
    },
    saveState: () => saveState(parts),
  };
}

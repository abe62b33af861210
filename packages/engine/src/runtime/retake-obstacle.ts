import type { TableId } from '@tailrace/core/table';
import type { DiscoveredTable } from '../api/index.ts';
import type { AttemptContext } from './attempt-context.ts';

type Known = Pick<AttemptContext, 'chain' | 'reader'>;

/**
 * Why a table of the run cannot be read again while the others are followed, as the end of a sentence; undefined where nothing is known to
 * be in the way. What only the server can tell (a table that is gone, columns altered since) shows when it is asked. `isNew`: the sink has no
 * row of it yet.
 */
export function retakeObstacle({ chain, reader }: Known, table: TableId, isNew = false): string | undefined {
  if (reader.retake === undefined) return 'this source cannot read a table again';
  if (!isNew && (chain.imageNeeds(table)?.filter.length ?? 0) > 0)
    return 'rows that no longer pass the filter of its transform could not be found';
  if (chain.sourceSchema(table)?.primaryKeys.length === 0)
    return 'it has no primary key, so that the stream could not be repeated onto its rows';
  return undefined;
}

/** Puts it beside the figures of these tables, where it is read before anybody asks. */
export function tellObstacles(
  context: Known & Pick<AttemptContext, 'counters'>,
  tables: readonly Pick<DiscoveredTable, 'table'>[],
): void {
  for (const { table } of tables) {
    const obstacle = retakeObstacle(context, table);
    const counters = context.counters.table(table);
    if (obstacle === undefined) delete counters.retakeObstacle;
    else counters.retakeObstacle = obstacle;
  }
  context.counters.touch();
}

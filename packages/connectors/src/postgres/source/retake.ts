// The rows of one table as they are now, for a table that is read again in the midst of the stream.
import type { DiscoveredTable, RetakeReader, SnapshotBatch } from '@tailrace/engine/api';
import { equalIgnoringNullability } from '@tailrace/core/types';
import type { SourceTable } from '../catalog/source-table.ts';
import { retakeImpossible } from '../../retake-impossible.ts';
import type { SourceOptions } from '../options.ts';
import { byId, findTable, type CatalogSession } from './catalog-session.ts';
import { formatLsn } from './lsn.ts';
import { createSnapshotReader, lockTables } from './snapshot-reader.ts';
import { planSplits, tablePages } from './snapshot-splits.ts';

interface Retaking {
  readonly options: SourceOptions;
  readonly catalog: CatalogSession;
}

export async function retakeTable(
  { options, catalog }: Retaking,
  wanted: DiscoveredTable,
  signal: AbortSignal,
): Promise<RetakeReader> {
  const table = findTable(byId(await catalog.tables()), wanted.table);
  if (table === undefined) throw retakeImpossible(wanted.table, 'it is gone from the source');
  const guard = await lockTables(options, [table]);
  // From here on it keeps its columns until the rows are read.
  const snapshot = createSnapshotReader(options, guard, undefined);
  try {
    const now = findTable(byId(await catalog.tables([table.oid])), wanted.table);
    if (now === undefined || !sameColumns(now, wanted)) {
      throw retakeImpossible(wanted.table, 'its columns have been altered once more since');
    }
    const pages = await tablePages(catalog, now);
    return {
      async *rows(): AsyncGenerator<SnapshotBatch, void, undefined> {
        for (const split of planSplits(now, pages, options.splitRows))
          yield* snapshot.read(now, split, signal);
      },
      consistentFrom: () => formatLsn(snapshot.readTo()),
      close: async () => snapshot.close(),
    };
  } catch (error) {
    await snapshot.close();
    throw error;
  }
}

function sameColumns({ schema }: SourceTable, wanted: DiscoveredTable): boolean {
  const { columns } = wanted.schema;
  return (
    columns.length === schema.columns.length &&
    columns.every((column, at) => {
      const now = schema.columns[at];
      return now?.name === column.name && equalIgnoringNullability(now.type, column.type);
    })
  );
}

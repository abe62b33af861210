// Figures by table, of a bounded number of tables a run: a database of ten thousand tables must not make as many series.
import type { TableMetrics } from '@tailrace/engine/api';

/** Tables of a run that have series of their own: the first ones that it met, so that none moves in and out of the others. */
export const TABLES_SHOWN = 200;

/** Names of tables with white space stand between back-quotes, so that no table has this name. */
export const OTHER_TABLES = 'all others';

export interface TableSeries {
  readonly table: string;
  readonly changes: Readonly<Record<'snapshot' | 'insert' | 'update' | 'delete', number>>;
  readonly dropped: number;
  /** Absent for the others. */
  readonly lastChangeAt?: number;
}

export function tableSeries(tables: Readonly<Record<string, TableMetrics>>): readonly TableSeries[] {
  const all = Object.entries(tables);
  const shown = all.slice(0, TABLES_SHOWN).map(([table, metrics]) => seriesOf(table, metrics));
  if (all.length <= TABLES_SHOWN) return shown;
  const others = all.slice(TABLES_SHOWN).map(([, metrics]) => seriesOf(OTHER_TABLES, metrics));
  return [...shown, others.reduce(added)];
}

function seriesOf(
  table: string,
  { snapshotRows, inserts, updates, deletes, dropped, lastChangeAt }: TableMetrics,
): TableSeries {
  return {
    table,
    changes: { snapshot: snapshotRows, insert: inserts, update: updates, delete: deletes },
    dropped,
    ...(lastChangeAt === undefined ? {} : { lastChangeAt }),
  };
}

function added(a: TableSeries, b: TableSeries): TableSeries {
  return {
    table: a.table,
    changes: {
      snapshot: a.changes.snapshot + b.changes.snapshot,
      insert: a.changes.insert + b.changes.insert,
      update: a.changes.update + b.changes.update,
      delete: a.changes.delete + b.changes.delete,
    },
    dropped: a.dropped + b.dropped,
  };
}

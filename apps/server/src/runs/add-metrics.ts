import type { RunMetrics, TableMetrics } from '@tailrace/engine/api';

/**
 * Totals of a run over its processes: each counts from nothing, so what the earlier ones counted is added. What is no count (lag,
 * phase, moments) is the newer one's.
 */
export function addMetrics(before: RunMetrics | undefined, now: RunMetrics): RunMetrics {
  if (before === undefined) return now;
  return {
    ...now,
    rowsRead: before.rowsRead + now.rowsRead,
    rowsWritten: before.rowsWritten + now.rowsWritten,
    rowsDropped: before.rowsDropped + now.rowsDropped,
    restarts: before.restarts + now.restarts,
    tables: merge(before.tables, now.tables, addTable),
    rules: merge(before.rules, now.rules, (a, b) => ({ in: a.in + b.in, out: a.out + b.out })),
  };
}

function addTable(before: TableMetrics, now: TableMetrics): TableMetrics {
  return {
    ...before,
    ...now,
    snapshotRows: before.snapshotRows + now.snapshotRows,
    inserts: before.inserts + now.inserts,
    updates: before.updates + now.updates,
    deletes: before.deletes + now.deletes,
    dropped: before.dropped + now.dropped,
  };
}

function merge<T>(
  before: Readonly<Record<string, T>>,
  now: Readonly<Record<string, T>>,
  add: (before: T, now: T) => T,
): Record<string, T> {
  const merged: Record<string, T> = { ...before };
  for (const [name, value] of Object.entries(now)) {
    const known = before[name];
    merged[name] = known === undefined ? value : add(known, value);
  }
  return merged;
}

import type { DurationHistogram, RunMetrics, TableMetrics } from '@tailrace/engine/api';

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
    ...whereThere('lag', before.lag, now.lag, addDurations),
    ...whereThere('durations', before.durations, now.durations, (a, b) => merge(a, b, addDurations)),
    ...whereThere('readerMs', before.readerMs, now.readerMs, sum),
    ...whereThere('readerHeldMs', before.readerHeldMs, now.readerHeldMs, sum),
    ...whereThere('schemaChanges', before.schemaChanges, now.schemaChanges, (a, b) => merge(a, b, sum)),
  };
}

const sum = (a: number, b: number): number => a + b;

/** Counts of an older release may have other buckets: they are let go. */
function addDurations(before: DurationHistogram, now: DurationHistogram): DurationHistogram {
  if (before.counts.length !== now.counts.length) return now;
  return {
    counts: now.counts.map((count, at) => count + (before.counts[at] ?? 0)),
    sumMs: before.sumMs + now.sumMs,
  };
}

/** `name` with both together, or the one that is there; nothing where neither is. */
function whereThere<K extends string, T>(
  name: K,
  before: T | undefined,
  now: T | undefined,
  add: (before: T, now: T) => T,
): { readonly [P in K]?: T } {
  const value = before === undefined ? now : now === undefined ? before : add(before, now);
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]?: T });
}

function addTable(before: TableMetrics, now: TableMetrics): TableMetrics {
  const { retakeObstacle: _, ...kept } = before;
  return {
    ...kept,
    ...now,
    snapshotRows: before.snapshotRows + now.snapshotRows,
    inserts: before.inserts + now.inserts,
    updates: before.updates + now.updates,
    deletes: before.deletes + now.deletes,
    dropped: before.dropped + now.dropped,
  };
}

function merge<T>(
  before: Readonly<Record<string, T | undefined>>,
  now: Readonly<Record<string, T | undefined>>,
  add: (before: T, now: T) => T,
): Record<string, T> {
  const merged: Record<string, T> = {};
  for (const [name, value] of Object.entries(before)) if (value !== undefined) merged[name] = value;
  for (const [name, value] of Object.entries(now)) {
    const known = merged[name];
    if (value === undefined) continue;
    merged[name] = known === undefined ? value : add(known, value);
  }
  return merged;
}

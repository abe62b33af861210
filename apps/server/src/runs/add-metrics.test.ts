import type { RunMetrics } from '@tailrace/engine/api';
import { expect, it } from 'vitest';
import { addMetrics } from './add-metrics.ts';

const table = { phase: 'stream', snapshotRows: 10, inserts: 1, updates: 2, deletes: 3, dropped: 4 } as const;
const metrics: RunMetrics = {
  lagMs: 7,
  rowsRead: 20,
  rowsWritten: 16,
  rowsDropped: 4,
  restarts: 1,
  tables: { 'public.a': { ...table, snapshotEstimate: 12, retakeObstacle: 'it had no key' } },
  rules: { 'transform:0': { in: 20, out: 16 } },
};

it('adds counts, keeps what only the earlier process saw, and takes the newer state', () => {
  const now: RunMetrics = {
    ...metrics,
    lagMs: 1,
    tables: { 'public.a': table, 'public.b': table },
    rules: {},
  };
  expect(addMetrics(metrics, now)).toEqual({
    lagMs: 1,
    rowsRead: 40,
    rowsWritten: 32,
    rowsDropped: 8,
    restarts: 2,
    tables: {
      'public.a': {
        phase: 'stream',
        snapshotRows: 20,
        snapshotEstimate: 12,
        inserts: 2,
        updates: 4,
        deletes: 6,
        dropped: 8,
      },
      'public.b': table,
    },
    rules: { 'transform:0': { in: 20, out: 16 } },
  });
  expect(addMetrics(undefined, metrics)).toBe(metrics);
});

it('adds up what was measured, bucket by bucket, also where only one of the processes did', () => {
  const lag = { counts: [1, 2], sumMs: 10 };
  const before: RunMetrics = { ...metrics, lag, durations: { write: lag }, readerMs: 100, backPressure: 0.5 };
  const now: RunMetrics = {
    ...metrics,
    lag,
    durations: { write: lag, commit: lag },
    readerMs: 50,
    readerHeldMs: 20,
    schemaChanges: { applied: 1 },
  };
  const twice = { counts: [2, 4], sumMs: 20 };
  const both = addMetrics(before, now);
  expect(both).toMatchObject({
    lag: twice,
    durations: { write: twice, commit: lag },
    readerMs: 150,
    readerHeldMs: 20,
    schemaChanges: { applied: 1 },
  });
  // The share is of this moment.
  expect(both.backPressure).toBeUndefined();
  // Buckets of another release cannot be added.
  expect(addMetrics({ ...before, lag: { counts: [9], sumMs: 9 } }, now).lag).toEqual(lag);
});

import type { RunMetrics } from '@tailrace/engine/api';
import { expect, it } from 'vitest';
import { progressPrinter } from './progress.ts';

const table = { phase: 'stream', snapshotRows: 0, inserts: 0, updates: 0, deletes: 0, dropped: 0 } as const;
const plain: RunMetrics = {
  rowsRead: 12,
  rowsWritten: 10,
  rowsDropped: 2,
  restarts: 0,
  tables: { a: table },
  rules: {},
};

function line(metrics: RunMetrics): string {
  const lines: string[] = [];
  progressPrinter((text) => lines.push(text))({ type: 'metrics', at: 0, metrics });
  return lines.join('\n');
}

it('says of a run that keeps up how much it did and how far behind it is', () => {
  expect(line({ ...plain, lagMs: 4, lagBytes: 100, retainedBytes: 2000, backPressure: 0 })).toBe(
    '12 rows read, 10 written, 2 dropped by filters, lag 4 ms',
  );
});

it('says where it falls behind, and what the source keeps for it', () => {
  const behind = { lagMs: 9000, lagBytes: 2_500_000, retainedBytes: 8_000_000, backPressure: 0.756 };
  expect(line({ ...plain, ...behind })).toBe(
    '12 rows read, 10 written, 2 dropped by filters, lag 9000 ms, 2.5 MB behind, 8.0 MB of log kept at the source, waits for the sink 76 % of the time',
  );
});

it('says how far the snapshot is, by an estimate that never claims to be done', () => {
  const copying = { ...table, phase: 'snapshot', snapshotRows: 130, snapshotEstimate: 100 } as const;
  const waiting = { ...table, phase: 'waiting' } as const;
  expect(line({ ...plain, tables: { a: table, b: copying, c: waiting } })).toMatch(
    /, 1 of 3 tables copied, the next by about 99 %$/u,
  );
  expect(line({ ...plain, tables: { a: waiting } })).toMatch(/, 0 of 1 tables copied$/u);
});

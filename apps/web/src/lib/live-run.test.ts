import type { RunEvent, RunMetrics } from '@tailrace/server/router';
import { expect, it } from 'vitest';
import { foldRunEvent, NO_RUN, withPast, type LiveRun } from './live-run.ts';

const metrics = (rowsWritten: number): RunMetrics => ({
  rowsRead: rowsWritten,
  rowsWritten,
  rowsDropped: 0,
  restarts: 0,
  tables: {},
  rules: {},
});

const fold = (events: readonly RunEvent[]): LiveRun => events.reduce<LiveRun>(foldRunEvent, NO_RUN);

it('tells the rate from two totals, and keeps it over a worker that counts anew', () => {
  const one = { type: 'metrics', at: 1000, metrics: metrics(100) } as const;
  const two = { type: 'metrics', at: 3000, metrics: metrics(400) } as const;
  const anew = { type: 'metrics', at: 4000, metrics: metrics(10) } as const;
  expect(fold([one]).rowsPerSecond).toBeUndefined();
  expect(fold([one, two]).rowsPerSecond).toBe(150);
  expect(fold([one, two, anew]).rowsPerSecond).toBe(150);
  expect(fold([one, two]).points.map((point) => point.rowsPerSecond)).toEqual([0, 150]);
});

it('goes on from the figures that the server kept, each once', () => {
  const kept = [
    { at: 500, rowsPerSecond: 40 },
    { at: 1000, rowsPerSecond: 50 },
  ];
  const one = { type: 'metrics', at: 1000, metrics: metrics(100) } as const;
  const two = { type: 'metrics', at: 3000, metrics: metrics(400) } as const;
  const rates = (run: LiveRun) => withPast(run, kept).points.map((point) => point.rowsPerSecond);
  expect(rates(NO_RUN)).toEqual([40, 50]);
  expect(rates(fold([one]))).toEqual([40, 50]);
  expect(rates(fold([one, two]))).toEqual([40, 50, 150]);
  expect(withPast(fold([one, two]), []).points).toHaveLength(2);
});

it('forgets the error of a state that is over', () => {
  const failed: RunEvent = {
    type: 'state',
    at: 1,
    state: 'failed',
    error: { code: 'connection-lost', message: 'gone', data: {} },
  };
  expect(fold([failed]).error?.code).toBe('connection-lost');
  expect(fold([failed, { type: 'state', at: 2, state: 'streaming' }]).error).toBeUndefined();
});

it('keeps a bounded number of points', () => {
  const events = Array.from({ length: 700 }, (_, at): RunEvent => ({
    type: 'metrics',
    at,
    metrics: metrics(at),
  }));
  expect(fold(events).points).toHaveLength(600);
  expect(fold(events).points.at(-1)?.at).toBe(699);
});

import type { GraphNode } from '@tailrace/core/graph';
import type { OperatorMetrics, RunMetrics } from '@tailrace/server/router';
import { describe, expect, it } from 'vitest';
import type { RunFeedState } from '../document/run-feed.ts';
import { NO_RUN } from '../lib/live-run.ts';
import { pressureOn } from './edge-pressure.ts';

const running = (some: Partial<RunMetrics>): RunFeedState => ({
  state: 'streaming',
  live: {
    ...NO_RUN,
    metrics: { rowsRead: 0, rowsWritten: 0, rowsDropped: 0, restarts: 0, tables: {}, rules: {}, ...some },
  },
});

const operator = (name: string, backPressured?: number): OperatorMetrics => ({
  id: name,
  name,
  parallelism: 1,
  status: 'running',
  recordsIn: 0,
  recordsOut: 0,
  bytesIn: 0,
  bytesOut: 0,
  ...(backPressured === undefined ? {} : { backPressured }),
});

const OUT = { leavesSource: true, entersSink: false };
const BETWEEN = { leavesSource: false, entersSink: false };
const IN = { leavesSource: false, entersSink: true };

describe('pressure on a line', () => {
  it('tells of the log that the source has not read', () => {
    const run = running({ lagBytes: 3_000_000, retainedBytes: 12_000_000 });
    expect(pressureOn(run, OUT)).toEqual({
      tone: 'wait',
      short: '3.0 MB',
      words: "3.0 MB of the source's log wait to be read",
    });
    expect(pressureOn(run, BETWEEN)).toBeUndefined();
    expect(pressureOn(run, IN)).toBeUndefined();
  });

  it('tells how long the reader was held up where it has read all of the log', () => {
    expect(pressureOn(running({ backPressure: 0.42 }), OUT)?.short).toBe('42 %');
    expect(pressureOn(running({ backPressure: 0.02 }), OUT)).toBeUndefined();
  });

  it('tells of rows into the sink how fast they go, and how full they make the next commit', () => {
    const rule = { kind: 'route', index: 1 } as GraphNode;
    const at = (pending: RunMetrics['pending']): RunFeedState => {
      const { live, ...run } = running(pending === undefined ? {} : { pending });
      return { ...run, live: { ...live, rowsPerSecond: 1200, rates: { 'route:1': 4.2 } } };
    };
    expect(pressureOn(at(undefined), IN)).toEqual({
      tone: 'flow',
      share: 0,
      short: '1,200/s',
      words: '1,200 rows/s',
    });
    expect(pressureOn(at({ rows: 4800, share: 0.24 }), { ...IN, rule })).toEqual({
      tone: 'flow',
      share: 0.24,
      short: '4.2/s',
      words: '4.2 rows/s; 4,800 rows for the sink wait for the next commit, 24 % of what one takes',
    });
    expect(pressureOn(at({ rows: 19_000, share: 0.95 }), IN)?.tone).toBe('wait');
    expect(pressureOn({ ...at(undefined), state: 'stopped' }, IN)).toBeUndefined();
  });

  it('tells of operators of a job that are held up by the next', () => {
    const operators = [operator('Source: mysql', 0.3), operator('Schema', 0.62), operator('Sink', 0)];
    const run = running({ job: { operators } });
    expect(pressureOn(run, OUT)?.short).toBe('30 %');
    expect(pressureOn(run, BETWEEN)).toBeUndefined();
    expect(pressureOn(run, IN)).toEqual({
      tone: 'wait',
      share: 0.62,
      short: '62 %',
      words: 'Held up 62 % of the time by what comes next',
    });
    expect(pressureOn(run, { leavesSource: true, entersSink: true })?.short).toBe('62 %');
  });

  it('says nothing where nothing waits, nobody tells, or the run has ended', () => {
    expect(pressureOn(running({ lagBytes: 512 }), OUT)).toBeUndefined();
    expect(pressureOn(running({}), OUT)).toBeUndefined();
    expect(
      pressureOn(running({ job: { operators: [operator('Source'), operator('Sink')] } }), IN),
    ).toBeUndefined();
    expect(pressureOn(running({ job: { operators: [operator('all in one', 0.9)] } }), OUT)).toBeUndefined();
    expect(pressureOn({ ...running({ lagBytes: 3_000_000 }), state: 'paused' }, OUT)).toBeUndefined();
  });
});

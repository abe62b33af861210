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
      short: '3.0 MB',
      words: "3.0 MB of the source's log wait to be read",
    });
    expect(pressureOn(run, BETWEEN)).toBeUndefined();
    expect(pressureOn(run, IN)).toBeUndefined();
  });

  it('tells of operators of a job that are held up by the next', () => {
    const operators = [operator('Source: mysql', 0.3), operator('Schema', 0.62), operator('Sink', 0)];
    const run = running({ job: { operators } });
    expect(pressureOn(run, OUT)?.short).toBe('30 %');
    expect(pressureOn(run, BETWEEN)).toBeUndefined();
    expect(pressureOn(run, IN)).toEqual({
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

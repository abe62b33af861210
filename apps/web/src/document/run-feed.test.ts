import { describe, expect, it } from 'vitest';
import type { LiveAction } from '../lib/live-run.ts';
import { createRunFeed, type Subscribe } from './run-feed.ts';

const metrics = (at: number, out: number): LiveAction => ({
  type: 'metrics',
  at,
  metrics: {
    rowsRead: out,
    rowsWritten: out,
    rowsDropped: 0,
    restarts: 0,
    tables: {},
    rules: { 'transform:0': { in: out, out } },
  },
});

function fakeStream() {
  const open = new Map<string, (event: LiveAction) => void>();
  const subscribe: Subscribe = (runId, onEvent) => {
    open.set(runId, onEvent);
    return () => open.delete(runId);
  };
  return { open, subscribe };
}

describe('run feed', () => {
  it('tells the rate of a rule from two reports', () => {
    const { open, subscribe } = fakeStream();
    const feed = createRunFeed({ state: 'starting', runId: 'r1' }, subscribe);
    open.get('r1')?.(metrics(1000, 10));
    expect(feed.getState().live.rates).toEqual({});
    open.get('r1')?.(metrics(3000, 30));
    expect(feed.getState().live.rates).toEqual({ source: 10, 'transform:0': 10 });
  });

  it('shows the state of the run, and of the next one it follows', () => {
    const { open, subscribe } = fakeStream();
    const feed = createRunFeed({ state: 'draft' }, subscribe);
    expect(feed.getState().state).toBe('draft');
    feed.follow('r1');
    open.get('r1')?.({ type: 'state', at: 1, state: 'streaming' });
    expect(feed.getState().state).toBe('streaming');
    feed.follow('r2');
    expect([...open.keys()]).toEqual(['r2']);
  });

  it('does not tell a negative rate when the worker began again', () => {
    const { open, subscribe } = fakeStream();
    const feed = createRunFeed({ state: 'starting', runId: 'r1' }, subscribe);
    open.get('r1')?.(metrics(1000, 500));
    open.get('r1')?.(metrics(2000, 20));
    expect(feed.getState().live.rates).toEqual({ source: 0, 'transform:0': 0 });
  });
});

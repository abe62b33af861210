// The live run of the pipeline on the screen: what its events say, and the rate of each rule worked out from two reports in a row.
import type { PipelineState, RunMetrics } from '@tailrace/server/router';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { foldRunEvent, NO_RUN, type LiveAction, type LiveRun } from '../lib/live-run.ts';

export interface RunFeedState {
  readonly runId?: string;
  readonly state: PipelineState;
  readonly live: LiveRun;
  /** Rows per second out of each rule, "transform:0", "route:1". */
  readonly rates: Readonly<Record<string, number>>;
}

export interface RunFeed extends StoreApi<RunFeedState> {
  /** Follows another run, from its present state on. */
  follow(runId: string): void;
  dispose(): void;
}

/** Opens the stream of a run's events; returns what closes it. */
export type Subscribe = (runId: string, onEvent: (event: LiveAction) => void) => () => void;

interface FirstRun {
  readonly state: PipelineState;
  readonly runId?: string;
}

export function createRunFeed({ state, runId }: FirstRun, subscribe: Subscribe): RunFeed {
  const store = createStore<RunFeedState>(() => ({ state, live: NO_RUN, rates: {} }));
  let close: () => void = () => undefined;
  function follow(id: string): void {
    close();
    store.setState({ runId: id, live: NO_RUN, rates: {} });
    close = subscribe(id, (event) => store.setState((feed) => afterEvent(feed, event), true));
  }
  if (runId !== undefined) follow(runId);
  return { ...store, follow, dispose: () => close() };
}

/** The next state after an event; pure. */
export function afterEvent(feed: RunFeedState, event: LiveAction): RunFeedState {
  const live = foldRunEvent(feed.live, event);
  if (event.type !== 'metrics') return { ...feed, live, state: live.state ?? feed.state };
  const seconds = (event.at - (feed.live.metricsAt ?? event.at)) / 1000;
  return { ...feed, live, rates: ruleRates(feed, event.metrics, seconds) };
}

function ruleRates(feed: RunFeedState, next: RunMetrics, seconds: number): RunFeedState['rates'] {
  const before = feed.live.metrics;
  if (before === undefined || seconds <= 0) return feed.rates;
  return Object.fromEntries(
    Object.entries(next.rules).map(([rule, counts]) => {
      const was = before.rules[rule]?.out ?? counts.out;
      // A restarted worker counts from zero again: no rate can be told across that.
      return [rule, Math.max(0, counts.out - was) / seconds];
    }),
  );
}

// The live run of the pipeline on the screen: what its events say.
import type { PipelineState } from '@tailrace/server/router';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { foldRunEvent, NO_RUN, type LiveAction, type LiveRun } from '../lib/live-run.ts';

export interface RunFeedState {
  readonly runId?: string;
  readonly state: PipelineState;
  readonly live: LiveRun;
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
  const store = createStore<RunFeedState>(() => ({ state, live: NO_RUN }));
  let close: () => void = () => undefined;
  function follow(id: string): void {
    close();
    store.setState({ runId: id, live: NO_RUN });
    close = subscribe(id, (event) => store.setState((feed) => afterEvent(feed, event), true));
  }
  if (runId !== undefined) follow(runId);
  return { ...store, follow, dispose: () => close() };
}

/** The next state after an event; pure. */
function afterEvent(feed: RunFeedState, event: LiveAction): RunFeedState {
  const live = foldRunEvent(feed.live, event);
  return { ...feed, live, state: live.state ?? feed.state };
}

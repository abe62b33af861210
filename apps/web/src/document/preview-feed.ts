// What the server sees behind the document: real rows through the real chain. Asked again a moment after each change of the text;
// a newer question aborts the older one. The last good answer stays on the screen, marked as old, until the next one is there.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PreviewResult } from '@tailrace/server/router';
import type { CallFailure } from '../lib/api.ts';
import type { DocumentStore } from './document-store.ts';

export interface PreviewState {
  readonly status: 'idle' | 'running' | 'ready' | 'failed';
  readonly result?: PreviewResult;
  /** The text that `result` belongs to. */
  readonly text?: string;
  readonly failure?: CallFailure;
}

export interface PreviewFeedOptions {
  readonly document: DocumentStore;
  readonly ask: (text: string, signal: AbortSignal) => Promise<PreviewResult>;
  readonly describe: (error: unknown) => CallFailure;
  readonly pauseMs: number;
}

export interface PreviewFeed extends StoreApi<PreviewState> {
  readonly refresh: () => void;
  dispose(): void;
}

export function createPreviewFeed(options: PreviewFeedOptions): PreviewFeed {
  const store = createStore<PreviewState>(() => ({ status: 'idle' }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let question: AbortController | undefined;

  async function ask(): Promise<void> {
    question?.abort();
    const { snapshot } = options.document.getState();
    // Without a source there is nothing to look at, and a broken text would only repeat what the problems list says.
    if (snapshot.stale || snapshot.pipeline.source?.type === undefined) {
      store.setState(({ result, text }) => keep('idle', result, text), true);
      return;
    }
    const mine = new AbortController();
    question = mine;
    store.setState({ status: 'running' });
    try {
      const result = await options.ask(snapshot.text, mine.signal);
      if (!mine.signal.aborted) store.setState({ status: 'ready', result, text: snapshot.text }, true);
    } catch (error) {
      if (mine.signal.aborted) return;
      const failure = options.describe(error);
      store.setState(({ result, text }) => ({ ...keep('failed', result, text), failure }), true);
    }
  }

  const refresh = (): void => {
    clearTimeout(timer);
    void ask();
  };
  const stopListening = options.document.onTransaction(() => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), options.pauseMs);
  });
  return {
    ...store,
    refresh,
    dispose() {
      clearTimeout(timer);
      question?.abort();
      stopListening();
    },
  };
}

function keep(status: PreviewState['status'], result?: PreviewResult, text?: string): PreviewState {
  return {
    status,
    ...(result === undefined ? {} : { result }),
    ...(text === undefined ? {} : { text }),
  };
}

// Saves the document by itself, a moment after the last change, and says where it stands in one word. Somebody else's save in
// between is a conflict: nothing is overwritten until the user has chosen.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallFailure } from '../lib/api.ts';
import type { DocumentStore } from './document-store.ts';

export type SaveWord = 'saved' | 'unsaved' | 'saving' | 'conflict' | 'failed';

export interface SaveState {
  readonly word: SaveWord;
  /** Version on the server that the text was based on. */
  readonly version: number;
  readonly savedText: string;
  readonly failure?: CallFailure;
}

export interface AutosaveOptions {
  readonly document: DocumentStore;
  readonly version: number;
  readonly save: (text: string, baseVersion: number) => Promise<{ readonly version: number }>;
  readonly describe: (error: unknown) => CallFailure;
  readonly pauseMs: number;
}

export interface Autosave extends StoreApi<SaveState> {
  /** Saves what is unsaved now; resolves when the server has it, or when it cannot. */
  flush(): Promise<boolean>;
  /** Goes on from `version`: the conflict is settled in favour of the text on the screen. */
  overwrite(version: number): Promise<boolean>;
  /** Takes the server's text for the one on the screen. */
  adopt(text: string, version: number): void;
  dispose(): void;
}

export function createAutosave(options: AutosaveOptions): Autosave {
  const { document } = options;
  const text = (): string => document.getState().snapshot.text;
  const store = createStore<SaveState>(() => ({
    word: 'saved',
    version: options.version,
    savedText: text(),
  }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;

  const stopListening = document.onTransaction(() => {
    const state = store.getState();
    if (state.word === 'conflict') return;
    const isSaved = text() === state.savedText;
    if (state.word !== 'saving') store.setState({ word: isSaved ? 'saved' : 'unsaved' });
    clearTimeout(timer);
    if (!isSaved) timer = setTimeout(() => void flush(), options.pauseMs);
  });

  async function saveOnce(): Promise<boolean> {
    const { version, savedText, word } = store.getState();
    const sent = text();
    if (word === 'conflict') return false;
    if (sent === savedText) {
      store.setState({ word: 'saved' });
      return true;
    }
    store.setState({ word: 'saving' });
    try {
      const saved = await options.save(sent, version);
      store.setState({
        version: saved.version,
        savedText: sent,
        word: text() === sent ? 'saved' : 'unsaved',
      });
      return true;
    } catch (error) {
      const failure = options.describe(error);
      store.setState({ word: failure.code === 'version-conflict' ? 'conflict' : 'failed', failure });
      return false;
    }
  }

  async function flush(): Promise<boolean> {
    clearTimeout(timer);
    while (running !== undefined) await running;
    running = saveOnce();
    try {
      const isDone = await running;
      if (!isDone || text() === store.getState().savedText) return isDone;
    } finally {
      running = undefined;
    }
    timer = setTimeout(() => void flush(), options.pauseMs);
    return true;
  }

  return {
    ...store,
    flush,
    overwrite(version) {
      store.setState({ version, word: 'unsaved' });
      return flush();
    },
    adopt(next, version) {
      store.setState({ version, savedText: next, word: 'saved' });
      document.load(next);
    },
    dispose() {
      clearTimeout(timer);
      stopListening();
    },
  };
}

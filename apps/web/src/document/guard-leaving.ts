import type { Autosave } from './autosave.ts';
import type { DocumentStore } from './document-store.ts';

interface Guarded {
  readonly document: Pick<DocumentStore, 'getState'>;
  readonly autosave: Pick<Autosave, 'getState' | 'flush'>;
}

/** Of a request that outlives its page browsers take 64 KiB, counted in bytes (Fetch standard, "inflight keepalive bytes"). */
const MOST_CHARACTERS = 15_000;

/**
 * Saves what is unsaved when the page goes, and has the browser ask before it goes where that cannot be done any more. Returns how to end
 * it.
 */
export function guardLeaving({ document, autosave }: Guarded): () => void {
  const text = (): string => document.getState().snapshot.text;
  const isUnsaved = (): boolean => text() !== autosave.getState().savedText;
  const over = new AbortController();
  const { signal } = over;
  window.addEventListener('pagehide', () => isUnsaved() && void autosave.flush(), { signal });
  window.addEventListener(
    'beforeunload',
    (event) => {
      const canBeSaved = autosave.getState().word === 'unsaved' && text().length <= MOST_CHARACTERS;
      if (isUnsaved() && !canBeSaved) event.preventDefault();
    },
    { signal },
  );
  return () => over.abort();
}

import { whenIdle } from '../lib/when-idle.ts';
import type { DocumentStore } from './document-store.ts';

/** Fetches the checks of patterns and expressions once the first picture stands, and has the document looked at with them. */
export function checkWhenIdle(store: DocumentStore): () => void {
  let isWanted = true;
  const cancel = whenIdle(() => {
    void import('./deep-checks.ts').then(({ deepChecks }) => {
      if (isWanted) store.check(deepChecks);
    });
  });
  return () => {
    isWanted = false;
    cancel();
  };
}

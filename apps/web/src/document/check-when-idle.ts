import { whenIdle } from '../lib/when-idle.ts';
import type { DocumentStore } from './document-store.ts';

/** Fetches the connectors' descriptors and the checks of options, patterns and expressions once the first picture stands, and has the document looked at with them. */
export function checkWhenIdle(store: DocumentStore): () => void {
  let isWanted = true;
  const cancel = whenIdle(() => {
    void import('./deep-checks.ts').then(({ connectorCatalog, deepChecks }) => {
      if (isWanted) store.check({ catalog: connectorCatalog, checks: deepChecks });
    });
  });
  return () => {
    isWanted = false;
    cancel();
  };
}

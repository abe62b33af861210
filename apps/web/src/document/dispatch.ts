// From an intention of the user to edits of the text, or to the reason why not.
import type { DocumentSnapshot, EditOrigin } from '@tailrace/core/document';
import type { EditOutcome } from '@tailrace/core/yaml';
import { toast } from '../ui/toast.tsx';
import type { DocumentStore } from './document-store.ts';

export interface DispatchOptions {
  readonly origin: EditOrigin;
  readonly mark: string;
}

/** Runs a command of the core on the present snapshot. While the text is broken nothing is changed: guesses would merge into it. */
export function dispatch(
  store: DocumentStore,
  options: DispatchOptions,
  command: (snapshot: DocumentSnapshot) => EditOutcome,
): boolean {
  const { snapshot } = store.getState();
  if (snapshot.stale) {
    toast('The text cannot be read at the moment; mend it first, then this works again.', { tone: 'error' });
    return false;
  }
  const outcome = command(snapshot);
  if (!outcome.ok) {
    toast(outcome.reason, { tone: 'error' });
    return false;
  }
  store.transact(outcome.edits, options);
  return true;
}

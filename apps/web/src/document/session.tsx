// Everything that belongs to one open pipeline: the document and what is known around it. Made when the designer opens, thrown away
// when it closes; panels reach it through this context and never through each other.
import { createContext, useContext, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Autosave, SaveState } from './autosave.ts';
import type { DocumentState, DocumentStore } from './document-store.ts';
import type { LayoutStore } from './layout-store.ts';
import type { PreviewFeed, PreviewState } from './preview-feed.ts';
import type { RunFeed, RunFeedState } from './run-feed.ts';

export interface Session {
  readonly pipelineId: string;
  readonly document: DocumentStore;
  readonly autosave: Autosave;
  readonly preview: PreviewFeed;
  readonly run: RunFeed;
  readonly layout: LayoutStore;
}

const Context = createContext<Session | undefined>(undefined);

export function SessionProvider(props: { readonly session: Session; readonly children: ReactNode }) {
  return <Context value={props.session}>{props.children}</Context>;
}

export function useSession(): Session {
  const session = useContext(Context);
  if (session === undefined) throw new Error('useSession is called outside a SessionProvider');
  return session;
}

// Give these selectors that return parts of the state, not fresh objects: a fresh object is a new answer each time.

export function useDocument<T>(selector: (state: DocumentState) => T): T {
  return useStore(useSession().document, selector);
}

export function usePreview<T>(selector: (state: PreviewState) => T): T {
  return useStore(useSession().preview, selector);
}

export function useRun<T>(selector: (state: RunFeedState) => T): T {
  return useStore(useSession().run, selector);
}

export function useSaveState<T>(selector: (state: SaveState) => T): T {
  return useStore(useSession().autosave, selector);
}

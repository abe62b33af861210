// Everything that belongs to one open pipeline: the document and what is known around it. Made when the designer opens, thrown away
// when it closes; panels reach it through this context and never through each other.
import { createContext, useContext, type ReactNode } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { Autosave, SaveState } from './autosave.ts';
import type { DocumentState, DocumentStore } from './document-store.ts';
import type { LayoutStore, Positions } from './layout-store.ts';
import type { PreviewFeed, PreviewState } from './preview-feed.ts';
import type { RunFeed, RunFeedState } from './run-feed.ts';

/** What a picture of a document is drawn from. One that is only looked at has no more than this. */
export interface Picture {
  readonly document: DocumentStore;
  readonly preview: Readable<PreviewState>;
  readonly run: Readable<RunFeedState>;
  readonly layout: Readable<{ readonly positions: Positions }>;
}

type Readable<T> = Omit<StoreApi<T>, 'setState'>;

export interface Session extends Picture {
  readonly pipelineId: string;
  readonly autosave: Autosave;
  readonly preview: PreviewFeed;
  readonly run: RunFeed;
  readonly layout: LayoutStore;
}

const Context = createContext<Picture | Session | undefined>(undefined);

export function SessionProvider(props: { readonly session: Picture; readonly children: ReactNode }) {
  return <Context value={props.session}>{props.children}</Context>;
}

export function usePicture(): Picture {
  const picture = useContext(Context);
  if (picture === undefined) throw new Error('outside a SessionProvider');
  return picture;
}

const isSession = (picture: Picture): picture is Session => 'autosave' in picture;

export function useSession(): Session {
  const picture = usePicture();
  if (!isSession(picture)) throw new Error('a picture cannot be changed');
  return picture;
}

// Give these selectors that return parts of the state, not fresh objects: a fresh object is a new answer each time.

export function useDocument<T>(selector: (state: DocumentState) => T): T {
  return useStore(usePicture().document, selector);
}

export function usePreview<T>(selector: (state: PreviewState) => T): T {
  return useStore(usePicture().preview, selector);
}

export function useRun<T>(selector: (state: RunFeedState) => T): T {
  return useStore(usePicture().run, selector);
}

export function useSaveState<T>(selector: (state: SaveState) => T): T {
  return useStore(useSession().autosave, selector);
}

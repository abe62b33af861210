// Which of the windows that belong to the whole product is open: the palette (Ctrl-K), the list of keys (?), a page of documentation.
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export type Overlay = 'none' | 'palette' | 'keys' | 'documentation';

interface OverlayState {
  readonly overlay: Overlay;
  /** The entry of the documentation that is shown. */
  readonly entry?: string;
}

const store = createStore<OverlayState>(() => ({ overlay: 'none' }));

export const openOverlay = (overlay: Overlay): void => store.setState({ overlay }, true);
export const openDocumentation = (entry: string): void =>
  store.setState({ overlay: 'documentation', entry }, true);
export const closeOverlay = (): void => store.setState({ overlay: 'none' }, true);
export const useOverlay = (): Overlay => useStore(store, (state) => state.overlay);
export const useDocumentationEntry = (): string | undefined => useStore(store, (state) => state.entry);

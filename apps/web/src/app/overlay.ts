// Which of the windows that belong to the whole product is open: the palette (Ctrl-K) or the list of keys (?).
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export type Overlay = 'none' | 'palette' | 'keys';

const store = createStore<{ readonly overlay: Overlay }>(() => ({ overlay: 'none' }));

export const openOverlay = (overlay: Overlay): void => store.setState({ overlay });
export const closeOverlay = (): void => store.setState({ overlay: 'none' });
export const useOverlay = (): Overlay => useStore(store, (state) => state.overlay);

// "Bring this part of the designer to the front": asked by keys and verbs, answered where there is room for one part only.
import { createStore } from 'zustand/vanilla';

export type Part = 'palette' | 'text' | 'form' | 'data';

export const partStore = createStore<{ readonly asked?: { readonly part: Part } }>(() => ({}));

export function showPart(part: Part): void {
  partStore.setState({ asked: { part } });
}

/** Shows a part, and gives the focus to something in it when it is drawn. */
export function focusIn(part: Part, find: () => HTMLElement | null | undefined): void {
  showPart(part);
  requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus()));
}

/** At once where it is on the screen, so that no key is lost that is typed right after. */
export function focusPalette(): void {
  const find = (): HTMLElement | null => document.getElementById('palette-search');
  focusIn('palette', find);
  find()?.focus();
}

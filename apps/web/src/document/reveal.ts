// "Show me this place of the text": asked by problems, forms and the canvas, answered by the editor when it is there.
import type { TextRange } from '@tailrace/core/yaml';
import { createStore } from 'zustand/vanilla';

export interface RevealRequest {
  readonly range: TextRange;
  /** Grows, so that the same place can be asked for twice. */
  readonly id: number;
}

export const revealStore = createStore<{ readonly request?: RevealRequest }>(() => ({}));

let next = 1;

/** Puts the caret at the range, scrolls there if it is out of view, and gives the editor the focus. */
export function requestReveal(range: TextRange): void {
  revealStore.setState({ request: { range, id: next } });
  next += 1;
}

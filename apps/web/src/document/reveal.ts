// "Show me this place of the text": asked by problems, forms and the canvas, answered by the editor when it is there.
import type { TextRange } from '@tailrace/core/yaml';
import { createStore } from 'zustand/vanilla';
import { showPart } from './show-part.ts';

export interface RevealRequest {
  readonly range: TextRange;
  /** Grows, so that the same place can be asked for twice. */
  readonly id: number;
}

export const revealStore = createStore<{ readonly request?: RevealRequest }>(() => ({}));

let next = 1;

/** What was asked for and not answered yet; asked for once, so that an editor that opens later does not jump there. */
export function takeReveal(): RevealRequest | undefined {
  const { request } = revealStore.getState();
  if (request !== undefined) revealStore.setState({}, true);
  return request;
}

/** Puts the caret at the range, scrolls there if it is out of view, and gives the editor the focus. */
export function requestReveal(range: TextRange): void {
  showPart('text');
  revealStore.setState({ request: { range, id: next } });
  next += 1;
}

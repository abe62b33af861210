import { expect, it } from 'vitest';
import { requestReveal, takeReveal } from './reveal.ts';

it('is answered once: an editor that opens later, on another pipeline perhaps, does not jump to an old place', () => {
  requestReveal({ start: 3, end: 9 });
  expect(takeReveal()?.range).toEqual({ start: 3, end: 9 });
  expect(takeReveal()).toBeUndefined();
});

import { expect, it } from 'vitest';
import { duration } from './option-values.ts';

it.each([
  ['30s', 30_000],
  ['5 min', 300_000],
  ['250', 250],
  // Once read as minutes.
  ['300ms', 300],
  ['500 millis', 500],
  [undefined, 7],
])('a duration of %s', (text, ms) => {
  expect(duration(text, 7)).toBe(ms);
});

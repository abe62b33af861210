import { expect, it } from 'vitest';
import { DURATION_BOUNDS_MS } from '../api/index.ts';
import { createDurations } from './durations.ts';

it('counts a duration in the first bucket that holds it, bounds included', () => {
  const durations = createDurations();
  expect(durations.snapshot()).toBeUndefined();
  for (const ms of [0, 1, 1.5, 5, 300_000, 300_001]) durations.observe(ms);
  const { counts = [], sumMs } = durations.snapshot() ?? {};
  expect(counts).toHaveLength(DURATION_BOUNDS_MS.length + 1);
  expect([counts[0], counts[1], counts.at(-2), counts.at(-1)]).toEqual([2, 2, 1, 1]);
  expect(sumMs).toBe(600_008.5);
});

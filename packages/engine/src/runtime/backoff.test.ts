import { describe, expect, test } from 'vitest';
import { retryDelayMs, type RetryPolicy } from './backoff.ts';

const policy: RetryPolicy = { initialMs: 500, maxMs: 30_000, attempts: 9, jitter: 0.2 };

describe('retryDelayMs', () => {
  const cases: readonly [failures: number, random: number, delay: number | undefined][] = [
    [1, 0, 500],
    [2, 0, 1000],
    [3, 0, 2000],
    [6, 0, 16_000],
    [7, 0, 30_000],
    [8, 0, 30_000],
    [9, 0, undefined],
    [40, 0, undefined],
    [1, 1, 400],
    [8, 0.5, 27_000],
  ];
  test.each(cases)('after %i failures with chance %d it waits %s ms', (failures, random, delay) => {
    expect(retryDelayMs(policy, failures, random)).toBe(delay);
  });
});

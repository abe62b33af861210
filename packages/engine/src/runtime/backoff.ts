// How long to wait before another attempt. Doubling with a ceiling; a share of each pause is random, so that many runs that lost
// the same server do not come back in step.

export interface RetryPolicy {
  readonly initialMs: number;
  readonly maxMs: number;
  /** Attempts in a row without progress before the run fails for good. */
  readonly attempts: number;
  /** Between 0 and 1: which part of a pause is random. */
  readonly jitter: number;
}

export const DEFAULT_RETRY: RetryPolicy = { initialMs: 500, maxMs: 30_000, attempts: 12, jitter: 0.2 };

/** The pause before attempt `failures + 1`, after `failures` (≥ 1) failed ones in a row; undefined: give up. */
export function retryDelayMs(policy: RetryPolicy, failures: number, random: number): number | undefined {
  if (failures >= policy.attempts) return undefined;
  const full = Math.min(policy.maxMs, policy.initialMs * 2 ** (failures - 1));
  return Math.round(full * (1 - policy.jitter * random));
}

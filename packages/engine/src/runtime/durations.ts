import { DURATION_BOUNDS_MS, type DurationHistogram } from '../api/index.ts';

/** Counts durations by size. */
export interface Durations {
  observe(ms: number): void;
  /** Undefined while nothing was counted. */
  snapshot(): DurationHistogram | undefined;
}

export function createDurations(): Durations {
  const counts = Array.from({ length: DURATION_BOUNDS_MS.length + 1 }, () => 0);
  let sumMs = 0;
  let any = false;
  return {
    observe(ms) {
      let at = 0;
      while (ms > (DURATION_BOUNDS_MS[at] ?? Number.POSITIVE_INFINITY)) at += 1;
      counts[at] = (counts[at] ?? 0) + 1;
      sumMs += ms;
      any = true;
    },
    snapshot: () => (any ? { counts: [...counts], sumMs: Math.round(sumMs * 1000) / 1000 } : undefined),
  };
}

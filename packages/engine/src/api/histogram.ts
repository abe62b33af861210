// Durations of a run, counted by size: what percentiles are made of, and what adds up over the processes of a run.

/** Upper bounds of the buckets, in ms; the last bucket of `counts` has none. Kept by runs: a change here makes older counts unreadable. */
export const DURATION_BOUNDS_MS: readonly number[] = [
  1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000,
];

export interface DurationHistogram {
  /** How many were within each bound and beyond the one before; one more than there are bounds. */
  readonly counts: readonly number[];
  readonly sumMs: number;
}

/** What an operator of the embedded engine works on: a batch of rows, or a schema change. */
export const RUN_OPERATORS = ['rules', 'schema', 'write', 'commit'] as const;
export type RunOperator = (typeof RUN_OPERATORS)[number];

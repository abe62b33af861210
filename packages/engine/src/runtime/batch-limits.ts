/** When what was read is written and committed: at the first commit boundary of the source where one of these is reached. */
export interface BatchLimits {
  readonly rows: number;
  /** Estimated size in memory. */
  readonly bytes: number;
  /** Age of the oldest row that waits, in milliseconds. */
  readonly ageMs: number;
}

export const DEFAULT_LIMITS: BatchLimits = { rows: 20_000, bytes: 4 * 1024 * 1024, ageMs: 200 };

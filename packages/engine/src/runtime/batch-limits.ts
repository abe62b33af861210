/** When what was read is written and committed: at the first commit boundary of the source where one of these is reached. */
export interface BatchLimits {
  readonly rows: number;
  /** Estimated size in memory. */
  readonly bytes: number;
  /** Age of the oldest row that waits, in milliseconds. */
  readonly ageMs: number;
}

/** They matter in a backlog only: without one, what was read is committed as soon as there is nothing else to read. */
export const DEFAULT_LIMITS: BatchLimits = { rows: 60_000, bytes: 16 * 1024 * 1024, ageMs: 500 };

import type { JobDetails } from '../rest/jobs.ts';

/**
 * Restarts of a job. `counted`: its own counter, which is gone with a job that has ended; one that failed though it may restart has used
 * up what it is `allowed`. Flink counts the attempt that it suppresses, too.
 */
export function restartsOf(
  job: Pick<JobDetails, 'state' | 'enteredAt'>,
  counted: number | undefined,
  allowed: number | undefined,
): number {
  const known = counted ?? (job.state === 'FAILED' && job.enteredAt.has('RESTARTING') ? (allowed ?? 0) : 0);
  return Math.min(known, allowed ?? Infinity);
}

// A job watched until it ends, also while the cluster is away: what cannot be seen is said to be unknown, never guessed.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { FlinkFailure } from '../failure/failure.ts';
import { pause } from '../rest/checkpoints.ts';
import type { FlinkClient } from '../rest/client.ts';
import { isTerminal, type JobDetails, type JobState } from '../rest/jobs.ts';
import { restartsOf } from './restarts.ts';

export interface JobSight {
  /** `UNKNOWN` while the cluster cannot be reached. */
  readonly state: JobState | 'UNKNOWN';
  /** Restarts so far. */
  readonly restarts: number;
  /** Restarts that the job's restart strategy allows, once a failure has told. */
  readonly restartsAllowed: number | undefined;
  /** Why it failed last, or fails now. */
  readonly failure: FlinkFailure | undefined;
  /** Why the cluster cannot be asked, for UNKNOWN. */
  readonly away: TailraceError | undefined;
}

/**
 * Calls `onSight` whenever what is seen changes, and resolves to the last sight, of a job that has ended.
 * @throws TailraceError `flink-job-not-found` when the cluster answers and does not know the job; what is not `retryable`
 */
export async function followJob(
  client: FlinkClient,
  jobId: string,
  options: {
    readonly onSight?: (sight: JobSight) => void;
    readonly pollMs?: number;
    readonly signal?: AbortSignal;
  } = {},
): Promise<JobSight> {
  const { pollMs = 1_000, signal } = options;
  let last = '';
  for (;;) {
    const sight = await look(client, jobId, signal);
    const key = `${sight.state} ${sight.restarts} ${sight.failure?.summary ?? ''}`;
    if (key !== last) {
      last = key;
      options.onSight?.(sight);
    }
    if (sight.state !== 'UNKNOWN' && isTerminal(sight.state)) return sight;
    await pause(pollMs, signal);
  }
}

async function look(client: FlinkClient, jobId: string, signal: AbortSignal | undefined): Promise<JobSight> {
  try {
    const job = await client.job(jobId, { signal });
    return await withFailures(client, job, signal);
  } catch (error) {
    if (!(error instanceof TailraceError) || !error.retryable) throw error;
    return { state: 'UNKNOWN', restarts: 0, restartsAllowed: undefined, failure: undefined, away: error };
  }
}

async function withFailures(
  client: FlinkClient,
  job: JobDetails,
  signal: AbortSignal | undefined,
): Promise<JobSight> {
  // A job that never restarted and has not failed has no exceptions worth a request.
  if (!job.enteredAt.has('RESTARTING') && job.state !== 'FAILED' && job.state !== 'FAILING') {
    return { state: job.state, restarts: 0, restartsAllowed: undefined, failure: undefined, away: undefined };
  }
  const [exceptions, metrics] = await Promise.all([
    client.exceptions(job.id, { signal }),
    // Gone with the job when it ends.
    client.jobMetrics(job.id, ['numRestarts'], { signal }).catch(() => new Map<string, number>()),
  ]);
  return {
    state: job.state,
    restarts: restartsOf(job, metrics.get('numRestarts'), exceptions.restartsAllowed),
    restartsAllowed: exceptions.restartsAllowed,
    failure: exceptions.rootCause?.failure,
    away: undefined,
  };
}

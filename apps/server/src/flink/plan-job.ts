// The next job of a run: its id is chosen here, before anything is sent.
import { TailraceError } from '@tailrace/core/diagnostics';
import { newJobId } from '@tailrace/flink';
import type { LaunchTarget, ResumeOptions, Savepoint } from '../contract/index.ts';
import type { StoredCluster, StoredJob, StoredRun } from '../storage/index.ts';
import { jobOf } from './job-run.ts';

export function firstJob(cluster: StoredCluster, target: LaunchTarget): StoredJob {
  return {
    clusterId: cluster.id,
    clusterName: cluster.name,
    jobId: newJobId(),
    submission: 'planned',
    rewrite: target.rewrite ?? false,
    savepoints: [],
    ...(target.parallelism === undefined ? {} : { parallelism: target.parallelism }),
    ...(target.from === undefined || target.from === null ? {} : { startedFrom: target.from }),
  };
}

/** Throws `savepoint-missing` where none is given and the run has none: beginning anew copies everything again, so it is asked for. */
export function nextJob(run: StoredRun, { from, parallelism }: ResumeOptions): StoredJob {
  const { startedFrom: _startedFrom, earlier: _earlier, sentAt: _sentAt, ...job } = jobOf(run);
  const start = from === undefined ? lastSavepoint(job.savepoints)?.path : (from ?? undefined);
  if (from === undefined && start === undefined) {
    throw new TailraceError(
      'savepoint-missing',
      'The run has no savepoint to start from. Choose one, or start anew, with a snapshot.',
      { data: { runId: run.id } },
    );
  }
  return {
    ...job,
    jobId: newJobId(),
    submission: 'planned',
    ...(parallelism === undefined ? {} : { parallelism }),
    ...(start === undefined ? {} : { startedFrom: start }),
    ...(run.metrics === undefined ? {} : { earlier: run.metrics }),
  };
}

/** The newest place to start from, savepoint or checkpoint: what is behind it was not lost yet. */
const lastSavepoint = (savepoints: readonly Savepoint[]): Savepoint | undefined => savepoints[0];

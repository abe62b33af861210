import type { JobInfo, RunMetrics, RunState } from '@tailrace/server/router';
import { ExternalLink } from 'lucide-react';
import { formatBytes, formatCount, formatDuration } from '../lib/format.ts';
import { JobOperators } from './job-operators.tsx';
import { KeptLogSection } from './kept-log-section.tsx';
import { SavepointTable } from './savepoint-table.tsx';
import { hasEnded } from '../lib/run-states.ts';
import css from './runs.module.css';

interface JobSectionsProps {
  readonly runId: string;
  readonly job: JobInfo;
  readonly state: RunState;
  readonly metrics: RunMetrics | undefined;
}

/** What only a job on a cluster has: operators, checkpoints, savepoints, and the log that it leaves behind. */
export function JobSections({ runId, job, state, metrics }: JobSectionsProps) {
  return (
    <>
      <section aria-labelledby="job">
        <div className={css.sectionHead}>
          <h2 id="job">Job on {job.clusterName}</h2>
          {job.page !== undefined && (
            <a href={job.page} target="_blank" rel="noreferrer">
              Flink&apos;s own page <ExternalLink size={12} aria-hidden="true" />
            </a>
          )}
        </div>
        <JobFacts job={job} metrics={metrics} />
        <JobOperators operators={metrics?.job?.operators ?? []} />
      </section>
      <SavepointTable runId={runId} job={job} canStart={hasEnded(state)} />
      <KeptLogSection runId={runId} state={state} />
    </>
  );
}

function JobFacts({ job, metrics }: { readonly job: JobInfo; readonly metrics: RunMetrics | undefined }) {
  const { checkpoints, snapshot, schemaChanges } = metrics?.job ?? {};
  return (
    <dl className={css.jobFacts}>
      <Fact name="Job">
        <code>{job.jobId}</code>
      </Fact>
      {job.startedFrom !== undefined && (
        <Fact name="Started from">
          <code>{job.startedFrom}</code>
        </Fact>
      )}
      {job.parallelism !== undefined && <Fact name="Parallelism">{job.parallelism}, set at the launch</Fact>}
      {job.isRewritten && <Fact name="Expressions">written for the cluster&apos;s release of Flink CDC</Fact>}
      <Fact name="Snapshot">
        {snapshot === undefined
          ? 'not told by this source'
          : `${formatCount(snapshot.tablesDone)} tables done, ${formatCount(snapshot.tablesLeft)} left; ${formatCount(snapshot.splitsDone)} splits done, ${formatCount(snapshot.splitsLeft)} left`}
      </Fact>
      <Fact name="Checkpoints">
        {checkpoints === undefined
          ? 'none'
          : `${formatCount(checkpoints.completed)} completed, ${formatCount(checkpoints.failed)} failed${
              checkpoints.lastDurationMs === undefined
                ? ''
                : `; the last took ${formatDuration(checkpoints.lastDurationMs)} for ${formatBytes(checkpoints.lastBytes ?? 0)}`
            }`}
      </Fact>
      <Fact name="Schema changes">
        {schemaChanges === undefined
          ? 'not told so far'
          : `${formatCount(schemaChanges.seen)} seen: ${formatCount(schemaChanges.finished)} applied, ${formatCount(schemaChanges.failed)} failed, ${formatCount(schemaChanges.ignored)} ignored`}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

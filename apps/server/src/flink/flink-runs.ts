// Puts together what runs on clusters need: a client for each cluster, the submission, the looks at job and source.
import { createFlinkClient, type FlinkClient } from '@tailrace/flink';
import type { RunEvent, RunMetrics } from '@tailrace/engine/api';
import { addressOf, openCredentials } from '../clusters/credentials.ts';
import type { JobInfo } from '../contract/index.ts';
import type { DocumentReader } from '../pipelines/document-reader.ts';
import { addMetrics } from '../runs/add-metrics.ts';
import type { EventRecorder } from '../runs/record-event.ts';
import type { RunJobs } from '../runs/run-service.ts';
import type { References, SupervisedRun } from '../runs/supervised-run.ts';
import { recordedColumns } from '../schema-history/recorded-columns.ts';
import type { SecretVault } from '../secrets/secret-service.ts';
import type { Storage, StoredJob, StoredRun } from '../storage/index.ts';
import { secretValues, hideSecrets } from './job-errors.ts';
import { jobOf, JobRun, type JobSurroundings } from './job-run.ts';
import { createKeptLogs, type KeptLogs } from './kept-log.ts';
import { createJobObserver, type JobObserver } from './observe-job.ts';
import { firstJob } from './plan-job.ts';
import { createSchemaWatch } from './schema-watch.ts';
import { flinkDocument } from './submit-job.ts';
import type { SourceLooks } from './source-looks.ts';

export interface FlinkRuns {
  supervise(run: StoredRun, references: () => References, onGone: () => void): SupervisedRun;
  readonly jobs: RunJobs;
  readonly kept: KeptLogs;
  /** Throws `cluster-not-found`, `secret-unreadable`. */
  client(clusterId: string): FlinkClient;
}

export interface FlinkRunsOptions {
  readonly storage: Storage;
  readonly vault: SecretVault;
  readonly recorder: EventRecorder;
  readonly documents: DocumentReader;
  readonly looks: SourceLooks;
  readonly submit: JobSurroundings['submit'];
  readonly pollMs?: number;
}

/** How often the source is asked what it keeps. */
const RETAINED_MS = 15_000;

export function createFlinkRuns(options: FlinkRunsOptions): FlinkRuns {
  const { storage, vault, documents, looks } = options;
  const client = (clusterId: string): FlinkClient => {
    const cluster = storage.clusters.get(clusterId);
    return createFlinkClient(addressOf(cluster.url, openCredentials(vault, cluster)));
  };
  const kept = createKeptLogs(async (run, use) =>
    looks.withSource(documents.read(run.text).pipeline, `tailrace_${run.pipelineId}`, use),
  );
  const surroundings: JobSurroundings = {
    runs: storage.runs,
    recorder: options.recorder,
    client,
    submit: options.submit,
    observe: (of, run, references) => observer(options, kept, { client: of, run, references }),
    cleanUp: async (run, _references, signal) => kept.drop(run, signal),
    ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
  };
  return {
    client,
    kept,
    supervise: (run, references, onGone) => new JobRun(surroundings, run, references, onGone),
    jobs: {
      first: (text, target) => {
        const cluster = storage.clusters.get(target.clusterId);
        flinkDocument(text, cluster.settings.release, { rewrite: target.rewrite ?? false });
        return firstJob(cluster, target);
      },
      describe: (job) => describeJob(storage, job),
      choose: (pipelineId, clusterId) => storage.pipelines.chooseCluster(pipelineId, clusterId),
    },
  };
}

function describeJob(storage: Storage, job: StoredJob): JobInfo {
  const url = storage.clusters.list().find(({ id }) => id === job.clusterId)?.url;
  return {
    clusterId: job.clusterId,
    clusterName: job.clusterName,
    jobId: job.jobId,
    isAccepted: job.submission === 'accepted',
    isRewritten: job.rewrite,
    savepoints: job.savepoints,
    ...(url === undefined ? {} : { page: `${url}/#/job/running/${job.jobId}/overview` }),
    ...(job.parallelism === undefined ? {} : { parallelism: job.parallelism }),
    ...(job.startedFrom === undefined ? {} : { startedFrom: job.startedFrom }),
  };
}

interface Observed {
  readonly client: FlinkClient;
  readonly run: StoredRun;
  readonly references: () => References;
}

function observer(
  options: FlinkRunsOptions,
  kept: KeptLogs,
  { client, run, references }: Observed,
): JobObserver {
  const { storage, looks } = options;
  let last: RunMetrics | undefined;
  let retained: { readonly at: number; readonly bytes: number | undefined } | undefined;

  /** Flink counts from nothing after each restart of its tasks; what it counted before stays counted. */
  const addUp = (metrics: RunMetrics): RunMetrics => {
    if (last !== undefined && metrics.restarts > last.restarts) {
      const job = jobOf(storage.runs.get(run.id));
      storage.runs.setJob(run.id, { ...job, earlier: addMetrics(job.earlier, { ...last, restarts: 0 }) });
    }
    last = metrics;
    return addMetrics(jobOf(storage.runs.get(run.id)).earlier, metrics);
  };

  return createJobObserver({
    client,
    schema: createSchemaWatch({
      catalogue: async (signal) => looks.catalogue(run.text, signal),
      known: (table) => {
        // The last one that was recorded, also where the clock has been set back since.
        const at = Number.MAX_SAFE_INTEGER;
        const { pipelineId } = run;
        const change = storage.schemaHistory.lastChange({ pipelineId, table, side: 'source', at });
        return change === undefined ? undefined : recordedColumns(change.schema);
      },
      now: Date.now,
      elapsed: () => performance.now(),
    }),
    finish: (event): RunEvent =>
      event.type === 'metrics' ? { ...event, metrics: addUp(event.metrics) } : event,
    hideSecrets: (error) => hideSecrets(error, secretValues(references)),
    retainedBytes: async (signal) => {
      if (retained === undefined || performance.now() - retained.at > RETAINED_MS) {
        const log = await kept.read(run, signal).catch(() => null);
        retained = { at: performance.now(), bytes: log?.retainedBytes };
      }
      return retained.bytes;
    },
  });
}

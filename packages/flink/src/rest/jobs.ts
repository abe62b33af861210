// Jobs: `/jobs/overview`, `/jobs/:id`, its configuration and metrics, and cancelling (Flink 1.20, docs/ops/rest_api).
import * as z from 'zod';
import type { CallOptions, Connection } from './connection.ts';
import { measured, readMetricNames, readMetrics } from './metrics.ts';

/** `org.apache.flink.api.common.JobStatus`. */
export const JOB_STATES = [
  'INITIALIZING',
  'CREATED',
  'RUNNING',
  'FAILING',
  'FAILED',
  'CANCELLING',
  'CANCELED',
  'FINISHED',
  'RESTARTING',
  'SUSPENDED',
  'RECONCILING',
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Whether a job in this state stays in it. */
export const isTerminal = (state: JobState): boolean =>
  state === 'FAILED' || state === 'CANCELED' || state === 'FINISHED';

const state = z.enum(JOB_STATES);
/** Milliseconds since 1970; Flink writes -1 for "not yet". */
const moment = z.number().transform((value) => (value < 0 ? undefined : value));

const overviewAnswer = z
  .object({
    jobs: z.array(
      z
        .object({ jid: z.string(), name: z.string(), state, 'start-time': z.number(), 'end-time': moment })
        .transform((job) => ({
          id: job.jid,
          name: job.name,
          state: job.state,
          startedAt: job['start-time'],
          endedAt: job['end-time'],
        })),
    ),
  })
  .transform(({ jobs }) => jobs);

export type JobSummary = z.output<typeof overviewAnswer>[number];

const ioMetrics = z.object({
  'read-bytes': measured,
  'write-bytes': measured,
  'read-records': measured,
  'write-records': measured,
  'accumulated-backpressured-time': measured.optional(),
  'accumulated-idle-time': measured.optional(),
  'accumulated-busy-time': measured.optional(),
});

const vertex = z
  .object({
    id: z.string(),
    name: z.string(),
    parallelism: z.number(),
    status: z.string(),
    tasks: z.record(z.string(), z.number()),
    metrics: ioMetrics,
  })
  .transform((one) => ({
    id: one.id,
    /** `Source: … -> Transform:Schema`: the operators chained into it. */
    name: one.name,
    parallelism: one.parallelism,
    status: one.status,
    /** Number of subtasks by their state. */
    tasks: one.tasks,
    /** Between vertices only: a source has read 0 records, a sink written 0. */
    readRecords: one.metrics['read-records'],
    writeRecords: one.metrics['write-records'],
    readBytes: one.metrics['read-bytes'],
    writeBytes: one.metrics['write-bytes'],
    /** Milliseconds over all subtasks since the start. */
    backPressuredMs: one.metrics['accumulated-backpressured-time'] ?? 0,
    idleMs: one.metrics['accumulated-idle-time'] ?? 0,
    busyMs: one.metrics['accumulated-busy-time'] ?? 0,
  }));

export type JobVertex = z.output<typeof vertex>;

const detailsAnswer = z
  .object({
    jid: z.string(),
    name: z.string(),
    state,
    'start-time': z.number(),
    'end-time': moment,
    now: z.number(),
    timestamps: z.record(z.string(), z.number()),
    vertices: z.array(vertex),
  })
  .transform((job) => ({
    id: job.jid,
    name: job.name,
    state: job.state,
    startedAt: job['start-time'],
    endedAt: job['end-time'],
    /** The cluster's clock when it answered. */
    now: job.now,
    /** When the job last entered each state that it has been in. */
    enteredAt: new Map(Object.entries(job.timestamps).filter(([, at]) => at > 0)) as ReadonlyMap<
      string,
      number
    >,
    vertices: job.vertices,
  }));

export type JobDetails = z.output<typeof detailsAnswer>;

const configAnswer = z
  .object({
    name: z.string(),
    'execution-config': z.object({
      'job-parallelism': z.number(),
      'restart-strategy': z.string().optional(),
      'user-config': z.record(z.string(), z.string()),
    }),
  })
  .transform((answer) => ({
    name: answer.name,
    parallelism: answer['execution-config']['job-parallelism'],
    restartStrategy: answer['execution-config']['restart-strategy'],
    userConfig: answer['execution-config']['user-config'],
  }));

export type JobConfig = z.output<typeof configAnswer>;

const nothing = z.unknown().transform(() => undefined);

export const jobPath = (id: string): string => `/jobs/${encodeURIComponent(id)}`;

export function jobCalls(connection: Connection) {
  const get = async <Schema extends z.ZodType>(schema: Schema, path: string, options: CallOptions = {}) =>
    connection.call(schema, { ...options, method: 'GET', path, notFound: 'flink-job-not-found' });
  return {
    /** All jobs that the cluster remembers, ended ones too. */
    jobs: async (options?: CallOptions): Promise<readonly JobSummary[]> =>
      get(overviewAnswer, '/jobs/overview', options),
    /** @throws `flink-job-not-found` after the cluster has forgotten it (a restart, `jobstore.expiration-time`). */
    job: async (id: string, options?: CallOptions): Promise<JobDetails> =>
      get(detailsAnswer, jobPath(id), options),
    jobConfig: async (id: string, options?: CallOptions): Promise<JobConfig> =>
      get(configAnswer, `${jobPath(id)}/config`, options),
    jobMetricNames: async (id: string, options?: CallOptions) =>
      readMetricNames(connection, `${jobPath(id)}/metrics`, options),
    /** Such as `numRestarts`, `lastCheckpointDuration`, `numberOfCompletedCheckpoints`. */
    jobMetrics: async (id: string, names: readonly string[], options?: CallOptions) =>
      readMetrics(connection, `${jobPath(id)}/metrics`, names, options),
    /** Asks for the end without a savepoint; the job is CANCELLING then, and CANCELED later. */
    cancel: async (id: string, options: CallOptions = {}): Promise<void> =>
      connection.call(nothing, {
        ...options,
        method: 'PATCH',
        path: `${jobPath(id)}?mode=cancel`,
        notFound: 'flink-job-not-found',
      }),
  };
}

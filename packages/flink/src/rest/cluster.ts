// The cluster itself: `/overview`, `/config`, `/jobmanager`, `/taskmanagers` (Flink 1.20, docs/ops/rest_api).
import { TailraceError } from '@tailrace/core/diagnostics';
import * as z from 'zod';
import type { CallOptions, Connection } from './connection.ts';
import { readMetrics } from './metrics.ts';

const overviewAnswer = z
  .object({
    taskmanagers: z.number(),
    'slots-total': z.number(),
    'slots-available': z.number(),
    'jobs-running': z.number(),
    'jobs-finished': z.number(),
    'jobs-cancelled': z.number(),
    'jobs-failed': z.number(),
    'flink-version': z.string(),
  })
  .transform((answer) => ({
    flinkVersion: answer['flink-version'],
    taskManagers: answer.taskmanagers,
    slotsTotal: answer['slots-total'],
    slotsFree: answer['slots-available'],
    jobsRunning: answer['jobs-running'],
    jobsFinished: answer['jobs-finished'],
    jobsCanceled: answer['jobs-cancelled'],
    jobsFailed: answer['jobs-failed'],
  }));

export type ClusterOverview = z.output<typeof overviewAnswer>;

const webConfigAnswer = z
  .object({
    'flink-version': z.string(),
    features: z.object({ 'web-submit': z.boolean(), 'web-cancel': z.boolean() }),
  })
  .transform((answer) => ({
    flinkVersion: answer['flink-version'],
    /** `web.submit.enable`: whether jars can be uploaded and run. */
    uploadAllowed: answer.features['web-submit'],
    /** `web.cancel.enable`: concerns the cluster's own page; the REST call works all the same. */
    cancelAllowed: answer.features['web-cancel'],
  }));

export type ClusterFeatures = z.output<typeof webConfigAnswer>;

const keyValues = z
  .array(z.object({ key: z.string(), value: z.string() }))
  .transform((pairs): ReadonlyMap<string, string> => new Map(pairs.map(({ key, value }) => [key, value])));

const taskManagersAnswer = z
  .object({
    taskmanagers: z.array(
      z.object({
        id: z.string(),
        slotsNumber: z.number(),
        freeSlots: z.number(),
        timeSinceLastHeartbeat: z.number(),
      }),
    ),
  })
  .transform(({ taskmanagers }) =>
    taskmanagers.map((one) => ({
      id: one.id,
      slots: one.slotsNumber,
      slotsFree: one.freeSlots,
      /** Milliseconds since 1970; Flink's name for it says otherwise. */
      lastHeartbeat: one.timeSinceLastHeartbeat,
    })),
  );

export type TaskManager = z.output<typeof taskManagersAnswer>[number];

/** The job manager's metaspace in bytes; each submission with an uploaded jar takes some that never comes back. */
export interface Metaspace {
  readonly used: number;
  /** Undefined where the JVM has no limit. */
  readonly max: number | undefined;
}

export function clusterCalls(connection: Connection) {
  const get = <Schema extends z.ZodType>(schema: Schema, path: string, options: CallOptions = {}) =>
    connection.call(schema, { ...options, method: 'GET', path });
  const jobManagerMetrics = async (names: readonly string[], options?: CallOptions) =>
    readMetrics(connection, '/jobmanager/metrics', names, options);
  return {
    overview: async (options?: CallOptions): Promise<ClusterOverview> =>
      get(overviewAnswer, '/overview', options),
    features: async (options?: CallOptions): Promise<ClusterFeatures> =>
      get(webConfigAnswer, '/config', options),
    /** The settings of the job manager; Flink masks passwords itself. */
    settings: async (options?: CallOptions): Promise<ReadonlyMap<string, string>> =>
      get(keyValues, '/jobmanager/config', options),
    taskManagers: async (options?: CallOptions): Promise<readonly TaskManager[]> =>
      get(taskManagersAnswer, '/taskmanagers', options),
    /** All that a task manager printed: `/taskmanagers/:id/stdout`. @throws `flink-output-unreadable` where it keeps none in a file. */
    taskManagerOutput: async (id: string, options: CallOptions = {}): Promise<string> => {
      const path = `/taskmanagers/${encodeURIComponent(id)}/stdout`;
      try {
        return await connection.text({ timeoutMs: 120_000, ...options, method: 'GET', path });
      } catch (error) {
        if (!(error instanceof TailraceError) || error.retryable) throw error;
        throw new TailraceError(
          'flink-output-unreadable',
          `The cluster does not give what the task manager ${id} printed: ${error.message} Its standard output has to go to a file beside its log, as bin/taskmanager.sh does.`,
          { cause: error },
        );
      }
    },
    jobManagerMetrics,
    /** Undefined while Flink has not gathered its metrics yet. */
    metaspace: async (options?: CallOptions): Promise<Metaspace | undefined> => {
      const kind = 'Status.JVM.Memory.Metaspace';
      const metrics = await jobManagerMetrics([`${kind}.Used`, `${kind}.Max`], options);
      const used = metrics.get(`${kind}.Used`);
      const max = metrics.get(`${kind}.Max`);
      return used === undefined ? undefined : { used, max: max === undefined || max < 0 ? undefined : max };
    },
  };
}

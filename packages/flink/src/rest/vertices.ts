// Vertices of a job: subtasks, back-pressure, metrics of their operators and of the source's enumerator.
import * as z from 'zod';
import type { CallOptions, Connection } from './connection.ts';
import { jobPath } from './jobs.ts';
import { measured, readAggregatedMetrics, readMetricNames, readMetrics } from './metrics.ts';

const vertexAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    parallelism: z.number(),
    subtasks: z.array(
      z
        .object({
          subtask: z.number(),
          status: z.string(),
          attempt: z.number(),
          // Flink 2 has left out "host" in favour of "endpoint", which 1.18 does not have.
          host: z.string().optional(),
          endpoint: z.string().optional(),
          metrics: z.object({
            'read-bytes': z.number(),
            'write-bytes': z.number(),
            'read-records': z.number(),
            'write-records': z.number(),
          }),
        })
        .transform((one) => ({
          index: one.subtask,
          status: one.status,
          attempt: one.attempt,
          host: one.endpoint ?? one.host ?? '',
          readRecords: one.metrics['read-records'],
          writeRecords: one.metrics['write-records'],
          readBytes: one.metrics['read-bytes'],
          writeBytes: one.metrics['write-bytes'],
        })),
    ),
  })
  .transform((answer) => answer);

export type VertexDetails = z.output<typeof vertexAnswer>;

const level = z.enum(['ok', 'low', 'high']);
const backPressureAnswer = z
  .object({
    /** `deprecated` while Flink has no sample yet. */
    status: z.enum(['ok', 'deprecated']),
    backpressureLevel: level.nullish(),
    subtasks: z
      .array(
        z.object({
          subtask: z.number(),
          backpressureLevel: level,
          ratio: measured,
          idleRatio: measured,
          busyRatio: measured,
        }),
      )
      .nullish(),
  })
  .transform((answer) => ({
    /** Undefined while Flink has no sample yet. */
    level: answer.backpressureLevel ?? undefined,
    subtasks: (answer.subtasks ?? []).map((one) => ({
      index: one.subtask,
      level: one.backpressureLevel,
      /** Shares of the time, 0 to 1. */
      backPressured: one.ratio,
      idle: one.idleRatio,
      busy: one.busyRatio,
    })),
  }));

export type BackPressure = z.output<typeof backPressureAnswer>;

export function vertexCalls(connection: Connection) {
  const path = (job: string, vertex: string) => `${jobPath(job)}/vertices/${encodeURIComponent(vertex)}`;
  const get = async <Schema extends z.ZodType>(schema: Schema, at: string, options: CallOptions = {}) =>
    connection.call(schema, { ...options, method: 'GET', path: at, notFound: 'flink-job-not-found' });
  return {
    vertex: async (job: string, vertex: string, options?: CallOptions): Promise<VertexDetails> =>
      get(vertexAnswer, path(job, vertex), options),
    backPressure: async (job: string, vertex: string, options?: CallOptions): Promise<BackPressure> =>
      get(backPressureAnswer, `${path(job, vertex)}/backpressure`, options),
    vertexMetricNames: async (job: string, vertex: string, options?: CallOptions) =>
      readMetricNames(connection, `${path(job, vertex)}/subtasks/metrics`, options),
    /** Over all subtasks: `Source__<name>.currentEmitEventTimeLag`, `SchemaOperator.numSchemaChangeEvents`, `numRecordsOut` … */
    vertexMetrics: async (job: string, vertex: string, names: readonly string[], options?: CallOptions) =>
      readAggregatedMetrics(connection, `${path(job, vertex)}/subtasks/metrics`, names, options),
    /** Of the source's enumerator, which runs on the job manager. */
    coordinatorMetricNames: async (job: string, vertex: string, options?: CallOptions) =>
      readMetricNames(connection, `${path(job, vertex)}/jm-operator-metrics`, options),
    coordinatorMetrics: async (
      job: string,
      vertex: string,
      names: readonly string[],
      options?: CallOptions,
    ) => readMetrics(connection, `${path(job, vertex)}/jm-operator-metrics`, names, options),
  };
}

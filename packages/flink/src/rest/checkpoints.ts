// Checkpoints of a job (`/jobs/:id/checkpoints`), and savepoints: made, looked after, and stopped with (`/stop`, `/savepoints`).
import { TailraceError } from '@tailrace/core/diagnostics';
import * as z from 'zod';
import { explainFailure, type FlinkFailure } from '../failure/failure.ts';
import type { CallOptions, Connection } from './connection.ts';
import { jobPath } from './jobs.ts';

const checkpoint = z
  .object({
    id: z.number(),
    status: z.enum(['COMPLETED', 'FAILED', 'IN_PROGRESS']),
    is_savepoint: z.boolean(),
    checkpoint_type: z.string().optional(),
    trigger_timestamp: z.number(),
    latest_ack_timestamp: z.number().nullish(),
    end_to_end_duration: z.number(),
    checkpointed_size: z.number().optional(),
    state_size: z.number(),
    num_subtasks: z.number(),
    num_acknowledged_subtasks: z.number(),
    external_path: z.string().nullish(),
    failure_timestamp: z.number().nullish(),
    failure_message: z.string().nullish(),
  })
  .transform((one) => ({
    id: one.id,
    status: one.status,
    isSavepoint: one.is_savepoint,
    /** Taken by a stop with savepoint, so that the job ended with it. */
    stopsJob: one.checkpoint_type === 'SYNC_SAVEPOINT',
    /** Milliseconds since 1970. */
    triggeredAt: one.trigger_timestamp,
    durationMs: one.end_to_end_duration,
    /** Bytes: of the whole state, and of what this checkpoint added. */
    stateBytes: one.state_size,
    writtenBytes: one.checkpointed_size ?? one.state_size,
    subtasks: one.num_subtasks,
    subtasksDone: one.num_acknowledged_subtasks,
    /** Where it lies, as the cluster sees it. */
    path: one.external_path ?? undefined,
    failure: one.failure_message ?? undefined,
  }));

export type Checkpoint = z.output<typeof checkpoint>;

const checkpointsAnswer = z
  .object({
    counts: z.object({
      restored: z.number(),
      total: z.number(),
      in_progress: z.number(),
      completed: z.number(),
      failed: z.number(),
    }),
    latest: z.object({
      completed: checkpoint.nullish(),
      savepoint: checkpoint.nullish(),
      failed: checkpoint.nullish(),
      restored: z
        .object({
          id: z.number(),
          restore_timestamp: z.number(),
          is_savepoint: z.boolean(),
          external_path: z.string().nullish(),
        })
        .nullish(),
    }),
    history: z.array(checkpoint),
  })
  .transform(({ counts, latest, history }) => ({
    counts: {
      total: counts.total,
      completed: counts.completed,
      failed: counts.failed,
      inProgress: counts.in_progress,
      restored: counts.restored,
    },
    latestCompleted: latest.completed ?? undefined,
    latestSavepoint: latest.savepoint ?? undefined,
    latestFailed: latest.failed ?? undefined,
    /** What the job was started from, or went on from after a failure. */
    restored:
      latest.restored === undefined || latest.restored === null
        ? undefined
        : {
            id: latest.restored.id,
            restoredAt: latest.restored.restore_timestamp,
            isSavepoint: latest.restored.is_savepoint,
            path: latest.restored.external_path ?? undefined,
          },
    /** Newest first. */
    history,
  }));

export type Checkpoints = z.output<typeof checkpointsAnswer>;

const checkpointConfigAnswer = z
  .object({ mode: z.string(), interval: z.number(), timeout: z.number() })
  .transform((answer) => ({
    mode: answer.mode,
    /** Milliseconds; undefined where the job makes none (Flink sends the largest long then). */
    intervalMs: answer.interval > 0 && answer.interval < 1e15 ? answer.interval : undefined,
    timeoutMs: answer.timeout,
  }));

export type CheckpointConfig = z.output<typeof checkpointConfigAnswer>;

const triggerAnswer = z.object({ 'request-id': z.string() }).transform((answer) => answer['request-id']);

const statusAnswer = z
  .object({
    status: z.object({ id: z.enum(['IN_PROGRESS', 'COMPLETED']) }),
    operation: z
      .object({
        location: z.string().nullish(),
        'failure-cause': z.object({ class: z.string(), 'stack-trace': z.string() }).nullish(),
      })
      .nullish(),
  })
  .transform(({ status, operation }): SavepointStatus => {
    if (status.id === 'IN_PROGRESS') return { state: 'in-progress' };
    const failure = operation?.['failure-cause'];
    // COMPLETED means that the attempt is over, not that it succeeded.
    if (failure !== undefined && failure !== null) {
      return { state: 'failed', failure: explainFailure(failure['stack-trace']) };
    }
    return { state: 'completed', location: operation?.location ?? '' };
  });

export type SavepointStatus =
  | { readonly state: 'in-progress' }
  /** `location` as the cluster sees it: what a start takes as `savepointPath`. */
  | { readonly state: 'completed'; readonly location: string }
  | { readonly state: 'failed'; readonly failure: FlinkFailure };

export interface SavepointOptions extends CallOptions {
  /** Folder for the savepoint; without it, the cluster's `state.savepoints.dir`, and a refusal where that is not set. */
  readonly targetDirectory?: string | undefined;
}

export interface StopOptions extends SavepointOptions {
  /** Sends the end of time through the job first, so that nothing can go on from the savepoint sensibly. Default false. */
  readonly drain?: boolean;
}

export function checkpointCalls(connection: Connection) {
  const get = async <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    options: CallOptions = {},
    notFound = 'flink-job-not-found',
  ) => connection.call(schema, { ...options, method: 'GET', path, notFound });
  const trigger = async (path: string, json: unknown, { signal, timeoutMs }: CallOptions) =>
    connection.call(triggerAnswer, {
      signal,
      timeoutMs,
      method: 'POST',
      path,
      json,
      notFound: 'flink-job-not-found',
    });
  const target = (options: SavepointOptions, key: string) =>
    options.targetDirectory === undefined ? {} : { [key]: options.targetDirectory };

  const savepointStatus = async (
    job: string,
    request: string,
    options?: CallOptions,
  ): Promise<SavepointStatus> =>
    get(
      statusAnswer,
      `${jobPath(job)}/savepoints/${encodeURIComponent(request)}`,
      options,
      'flink-savepoint-unknown',
    );

  return {
    checkpoints: async (job: string, options?: CallOptions): Promise<Checkpoints> =>
      get(checkpointsAnswer, `${jobPath(job)}/checkpoints`, options),
    /** @throws `flink-job-not-found` also for a job that makes no checkpoints. */
    checkpointConfig: async (job: string, options?: CallOptions): Promise<CheckpointConfig> =>
      get(checkpointConfigAnswer, `${jobPath(job)}/checkpoints/config`, options),

    /** Asks for a savepoint and the end of the job after it; resolves to the request's id for `savepointStatus`. */
    stopWithSavepoint: async (job: string, options: StopOptions = {}): Promise<string> =>
      trigger(
        `${jobPath(job)}/stop`,
        { drain: options.drain ?? false, ...target(options, 'targetDirectory') },
        options,
      ),
    /** Asks for a savepoint of a job that goes on; resolves to the request's id for `savepointStatus`. */
    triggerSavepoint: async (job: string, options: SavepointOptions = {}): Promise<string> =>
      trigger(
        `${jobPath(job)}/savepoints`,
        { 'cancel-job': false, ...target(options, 'target-directory') },
        options,
      ),
    /** @throws `flink-savepoint-unknown` for a request that the cluster does not know, or no longer (it keeps them for 5 minutes). */
    savepointStatus,

    /**
     * Waits for a savepoint that was asked for; resolves to its location.
     * @throws TailraceError `flink-savepoint-failed`; whatever `savepointStatus` throws, but for a cluster that is away for less than a minute.
     */
    awaitSavepoint: async (
      job: string,
      request: string,
      options: CallOptions & { readonly pollMs?: number } = {},
    ): Promise<string> => {
      let awaySince: number | undefined;
      for (;;) {
        try {
          const status = await savepointStatus(job, request, options);
          awaySince = undefined;
          if (status.state === 'completed') return status.location;
          if (status.state === 'failed') {
            throw new TailraceError(
              'flink-savepoint-failed',
              `No savepoint was made: ${status.failure.summary}`,
              {
                cause: new Error(status.failure.raw),
              },
            );
          }
        } catch (error) {
          if (!(error instanceof TailraceError) || !error.retryable) throw error;
          awaySince ??= performance.now();
          if (performance.now() - awaySince > 60_000) throw error;
        }
        await pause(options.pollMs ?? 250, options.signal);
      }
    },
  };
}

/** Resolves after a while; rejects with the signal's reason. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

// Why a job failed or restarts: `/jobs/:id/exceptions`, with the root cause looked for where Flink hides it.
import * as z from 'zod';
import { explainFailure, mayOnlyFollow, onlySaysGivenUp, type FlinkFailure } from '../failure/failure.ts';
import type { CallOptions, Connection } from './connection.ts';
import { jobPath } from './jobs.ts';

const single = z.object({
  exceptionName: z.string(),
  stacktrace: z.string(),
  timestamp: z.number(),
  taskName: z.string().nullish(),
  endpoint: z.string().nullish(),
  location: z.string().nullish(),
});

const answer = z.object({
  exceptionHistory: z.object({
    entries: z.array(single.extend({ concurrentExceptions: z.array(single).optional() })),
    truncated: z.boolean(),
  }),
});

export interface JobException {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `Transform:Data -> SchemaOperator (1/2)`; undefined for a failure of the job as a whole. */
  readonly task: string | undefined;
  /** Host and port of the task manager. */
  readonly location: string | undefined;
  readonly failure: FlinkFailure;
}

export interface JobExceptions {
  /** The newest failure with a reason in it; undefined where nothing failed. */
  readonly rootCause: JobException | undefined;
  /** Newest first, with those that came at the same moment. */
  readonly entries: readonly JobException[];
  /** Whether Flink has given up restarting ("Recovery is suppressed by …"). */
  readonly gaveUp: boolean;
  /** Restarts that the restart strategy allows, where a failure tells. */
  readonly restartsAllowed: number | undefined;
  /** Whether Flink keeps older ones back (`web.exception-history-size`). */
  readonly truncated: boolean;
}

function toException(one: z.output<typeof single>): JobException {
  return {
    at: one.timestamp,
    task: one.taskName?.replace(/ - execution #\d+$/, '') ?? undefined,
    location: one.endpoint ?? one.location ?? undefined,
    failure: explainFailure(one.stacktrace),
  };
}

export function exceptionCalls(connection: Connection) {
  return {
    exceptions: async (job: string, options: CallOptions = {}): Promise<JobExceptions> => {
      const { exceptionHistory } = await connection.call(answer, {
        ...options,
        method: 'GET',
        path: `${jobPath(job)}/exceptions`,
        notFound: 'flink-job-not-found',
      });
      const entries = exceptionHistory.entries.flatMap((entry) =>
        [entry, ...(entry.concurrentExceptions ?? [])].map(toException),
      );
      const suppressed = exceptionHistory.entries
        .map((entry) => /^.*Recovery is suppressed by [^\n]*/.exec(entry.stacktrace)?.[0])
        .find((text) => text !== undefined);
      const allowed = /(?:maxNumberRestartAttempts|attempts|maxFailuresPerInterval)\s*=\s*(\d+)/i.exec(
        suppressed ?? '',
      )?.[1];
      // When restarts are used up, entry 0 is about the job and names no task; the same failure with its task stands beside it.
      const telling = entries.filter((entry) => !onlySaysGivenUp(entry.failure));
      const first = telling.find((entry) => !mayOnlyFollow(entry.failure)) ?? telling[0];
      const rootCause =
        first?.task === undefined
          ? (telling.find(
              (entry) => entry.task !== undefined && entry.failure.summary === first?.failure.summary,
            ) ?? first)
          : first;
      return {
        rootCause: rootCause ?? entries[0],
        entries,
        gaveUp: suppressed !== undefined,
        restartsAllowed: allowed === undefined ? undefined : Number(allowed),
        truncated: exceptionHistory.truncated,
      };
    },
  };
}

// Jars: list, upload, run, delete (`/jars`, Flink 1.20 docs/ops/rest_api; `/jars/:id/run` as of JarRunHandler).
import * as z from 'zod';
import type { CallOptions, Connection } from './connection.ts';

const jarsAnswer = z
  .object({ files: z.array(z.object({ id: z.string(), name: z.string(), uploaded: z.number() })) })
  .transform(({ files }) => files);

/** A jar that lies in the cluster's upload folder; it is gone when the job manager starts anew. */
export interface UploadedJar {
  /** What `run` and `delete` take: `<uuid>_<name>`. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly uploaded: number;
}

const uploadAnswer = z.object({ filename: z.string() });
const runAnswer = z.object({ jobid: z.string() }).transform(({ jobid }) => jobid);
const nothing = z.unknown().transform(() => undefined);

export interface RunRequest {
  /** 32 hexadecimal digits: the id of the job. The cluster chooses one where none is given. */
  readonly jobId?: string;
  readonly entryClass: string;
  readonly programArgs: readonly string[];
  /** Settings of this job over those of the cluster, `execution.checkpointing.interval` and the like. */
  readonly flinkConfiguration?: Readonly<Record<string, string>>;
  /** As the cluster sees it, `file:/flink-data/sp/savepoint-…`. */
  readonly savepointPath?: string | undefined;
  /** Default false: state of operators that are gone makes the start fail. */
  readonly allowNonRestoredState?: boolean;
}

export function jarCalls(connection: Connection) {
  return {
    jars: async (options: CallOptions = {}): Promise<readonly UploadedJar[]> =>
      connection.call(jarsAnswer, {
        ...options,
        method: 'GET',
        path: '/jars',
        notFound: 'flink-upload-disabled',
      }),

    /** Sends a jar; resolves to its id. The name has to end in `.jar`. @throws `flink-upload-disabled` where the cluster takes none. */
    uploadJar: async (name: string, content: Blob, options: CallOptions = {}): Promise<string> => {
      const form = new FormData();
      form.set('jarfile', content, name);
      const { filename } = await connection.call(uploadAnswer, {
        timeoutMs: 600_000,
        ...options,
        method: 'POST',
        path: '/jars/upload',
        form,
        notFound: 'flink-upload-disabled',
      });
      return filename.slice(filename.lastIndexOf('/') + 1);
    },

    deleteJar: async (id: string, options: CallOptions = {}): Promise<void> =>
      connection.call(nothing, { ...options, method: 'DELETE', path: `/jars/${encodeURIComponent(id)}` }),

    /**
     * Runs the jar's entry class on the job manager and resolves to the id of the job that it submits. Never sent a second time by
     * itself: after `flink-timeout` or `flink-unreachable` the job may be there all the same.
     */
    runJar: async (id: string, request: RunRequest, options: CallOptions = {}): Promise<string> =>
      connection.call(runAnswer, {
        timeoutMs: 180_000,
        ...options,
        method: 'POST',
        path: `/jars/${encodeURIComponent(id)}/run`,
        json: {
          entryClass: request.entryClass,
          programArgsList: request.programArgs,
          ...(request.jobId === undefined ? {} : { jobId: request.jobId }),
          ...(request.flinkConfiguration === undefined
            ? {}
            : { flinkConfiguration: request.flinkConfiguration }),
          ...(request.savepointPath === undefined ? {} : { savepointPath: request.savepointPath }),
          ...(request.allowNonRestoredState === true ? { allowNonRestoredState: true } : {}),
        },
      }),
  };
}

// A submission: jar, upload, references resolved, run. Once, and never again by itself.
import { randomBytes } from 'node:crypto';
import type { ConnectorCatalog } from '@tailrace/core/descriptor';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { Reference } from '@tailrace/core/pipeline';
import { makeJobJar, type JarSource } from '../jar/job-jar.ts';
import { pause } from '../rest/checkpoints.ts';
import type { FlinkClient } from '../rest/client.ts';
import { resolveDocument, withoutSecrets, type FlinkDocument } from './document-for-flink.ts';
import { uploadOnce } from './upload-once.ts';

export interface LaunchRequest {
  readonly client: FlinkClient;
  readonly document: FlinkDocument;
  readonly catalog: ConnectorCatalog;
  readonly lookup: (reference: Reference) => string | undefined;
  readonly jars: JarSource;
  /** What the job will be called by the cluster, 32 hexadecimal digits; given beforehand, a job can be found again whatever happens. */
  readonly jobId?: string;
  /** As the cluster sees it. */
  readonly savepointPath?: string | undefined;
  readonly allowNonRestoredState?: boolean;
  /** Settings of this job over those of the cluster. */
  readonly flinkConfiguration?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: 'merging' | 'uploading' | 'submitting') => void;
}

export interface Launched {
  readonly jobId: string;
  readonly jarName: string;
  /** False where the cluster had the jar already. */
  readonly uploaded: boolean;
}

const ENTRY_CLASS = 'org.apache.flink.cdc.cli.CliExecutor';

/** 32 hexadecimal digits, as `org.apache.flink.api.common.JobID`. */
export const newJobId = (): string => randomBytes(16).toString('hex');

/**
 * Submits the document to the cluster and resolves when the job is there (not when it runs well).
 * @throws TailraceError `flink-jars-missing` and `unresolved-reference` before anything is sent; the code of what Flink CDC or the
 * database refused (failure/known-failures.ts); `flink-submission-unknown` where the cluster went away and the job may be there or not.
 * No message holds a secret.
 */
export async function launchOnFlink(request: LaunchRequest): Promise<Launched> {
  const { client, document, signal } = request;
  const jobId = request.jobId ?? newJobId();
  request.onStep?.('merging');
  const jar = await makeJobJar(request.jars, document.needs);
  const resolved = resolveDocument(document.text, request.catalog, request.lookup);
  request.onStep?.('uploading');
  const { id, uploaded } = await uploadOnce(client, jar, { signal });
  request.onStep?.('submitting');
  try {
    const started = await client.runJar(
      id,
      {
        jobId,
        entryClass: ENTRY_CLASS,
        programArgs: [resolved.text],
        savepointPath: request.savepointPath,
        allowNonRestoredState: request.allowNonRestoredState ?? false,
        ...(request.flinkConfiguration === undefined
          ? {}
          : { flinkConfiguration: request.flinkConfiguration }),
      },
      { signal },
    );
    return { jobId: started, jarName: jar.name, uploaded };
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    if (error.retryable && (await isThere(client, jobId, signal)))
      return { jobId, jarName: jar.name, uploaded };
    throw told(error, { jobId, name: document.name, url: client.url }, resolved.secrets);
  }
}

/** Asks for a minute at most, because a cluster that is away may come back with the job or without it. */
async function isThere(
  client: FlinkClient,
  jobId: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (let attempt = 0; attempt < 12; attempt += 1) {
    try {
      await client.job(jobId, { signal, timeoutMs: 5_000 });
      return true;
    } catch (error) {
      if (!(error instanceof TailraceError) || !error.retryable) return false;
    }
    await pause(5_000, signal);
  }
  return false;
}

function told(
  error: TailraceError,
  job: { readonly jobId: string; readonly name: string; readonly url: string },
  secrets: readonly string[],
): TailraceError {
  const clean = (text: string) => withoutSecrets(text, secrets);
  const cause = error.cause instanceof Error ? new Error(clean(error.cause.message)) : undefined;
  if (error.retryable) {
    return new TailraceError(
      'flink-submission-unknown',
      `${clean(error.message)} Whether the job was submitted is not known: look for "${job.name}" (${job.jobId}) at ${job.url} before launching again.`,
      { data: { jobId: job.jobId }, cause },
    );
  }
  const data = Object.fromEntries(
    Object.entries(error.data).map(([key, value]) => [key, typeof value === 'string' ? clean(value) : value]),
  );
  return new TailraceError(error.code, clean(error.message), { data, cause });
}

// A submission: jar, upload, references resolved, run. Once, and never again by itself.
import { randomBytes } from 'node:crypto';
import type { ConnectorCatalog } from '@tailrace/core/descriptor';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { Reference } from '@tailrace/core/pipeline';
import { makeJobJar, type JarSource, type UploadedJarSource } from '../jar/job-jar.ts';
import { pause } from '../rest/checkpoints.ts';
import type { FlinkClient } from '../rest/client.ts';
import { resolveDocument, withoutSecrets, type FlinkDocument } from './document-for-flink.ts';
import { launchByScript } from './launch-by-script.ts';
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
  /** Undefined where no jar of ours is sent. */
  readonly jarName: string | undefined;
  /** False where the cluster had the jar already, or no jar of ours is sent. */
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
  const { client, document, jars, signal } = request;
  const jobId = request.jobId ?? newJobId();
  const submission =
    jars.kind === 'script' ? byScript(request, jars, jobId) : await byRest(request, jars, jobId);
  request.onStep?.('submitting');
  try {
    await submission.run();
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    // Not with the caller's signal: what it ended is to be looked for.
    const isSent =
      error.retryable && (await isThere(client, jobId, signal?.aborted === true ? undefined : signal));
    if (!isSent) throw told(error, { jobId, name: document.name, url: client.url }, submission.secrets);
  }
  return { jobId, jarName: submission.jarName, uploaded: submission.uploaded };
}

interface Submission {
  readonly run: () => Promise<unknown>;
  /** In what is sent, so in no message. */
  readonly secrets: readonly string[];
  readonly jarName: string | undefined;
  readonly uploaded: boolean;
}

async function byRest(request: LaunchRequest, jars: UploadedJarSource, jobId: string): Promise<Submission> {
  const { client, document, signal } = request;
  request.onStep?.('merging');
  const jar = await makeJobJar(jars, document.needs);
  const { text, secrets } = resolveDocument(document.text, request.catalog, request.lookup);
  request.onStep?.('uploading');
  const { id, uploaded } = await uploadOnce(client, jar, { signal });
  const run = async () =>
    client.runJar(
      id,
      {
        jobId,
        entryClass: ENTRY_CLASS,
        programArgs: [text],
        savepointPath: request.savepointPath,
        allowNonRestoredState: request.allowNonRestoredState ?? false,
        ...(request.flinkConfiguration === undefined
          ? {}
          : { flinkConfiguration: request.flinkConfiguration }),
      },
      { signal },
    );
  return { run, secrets, jarName: jar.name, uploaded };
}

function byScript(
  request: LaunchRequest,
  source: Extract<JarSource, { kind: 'script' }>,
  jobId: string,
): Submission {
  const { document, client } = request;
  const { text, secrets } = resolveDocument(document.text, request.catalog, request.lookup);
  const { savepointPath, allowNonRestoredState, flinkConfiguration, signal } = request;
  const run = async () =>
    launchByScript({
      source,
      document,
      text,
      url: client.url,
      jobId,
      savepointPath,
      allowNonRestoredState,
      flinkConfiguration,
      signal,
    });
  return { run, secrets, jarName: undefined, uploaded: false };
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

// One submission, as the run has it stored: the document for the cluster's release, its jar, and the job's id chosen before.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { lineAndColumn, TailraceError } from '@tailrace/core/diagnostics';
import { applyTextEdits, parseYaml, setValue } from '@tailrace/core/yaml';
import type { TargetTables } from '@tailrace/core/pipeline';
import type { ReferenceLookup } from '@tailrace/engine';
import { documentForFlink, launchOnFlink, type FlinkDocument } from '@tailrace/flink';
import { jarSource } from '../clusters/jar-source.ts';
import type { ClusterSettings } from '../contract/index.ts';
import type { Storage } from '../storage/index.ts';
import type { JobSurroundings } from './job-run.ts';
import type { SourceLooks } from './source-looks.ts';

export interface SubmitOptions {
  readonly storage: Storage;
  readonly looks: SourceLooks;
  readonly lookup: ReferenceLookup;
  /** Keeps the jars that are made. */
  readonly cacheFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * A job that fails keeps its last checkpoint, so that it can be gone on from when the cause is mended; one that is cancelled does not
 * (Flink 1.20, docs/ops/state/checkpoints, retained checkpoints).
 */
const KEEP_CHECKPOINTS = {
  'execution.checkpointing.externalized-checkpoint-retention': 'DELETE_ON_CANCELLATION',
};

export function createSubmit(options: SubmitOptions): JobSurroundings['submit'] {
  const { storage, lookup } = options;
  return async ({ client, run, job, references }, onSend, signal) => {
    const { settings } = storage.clusters.get(job.clusterId);
    const text = withParallelism(run.text, job.parallelism);
    // Without types only what is certain without them is rewritten; the source may be out of reach from here.
    const tables = job.rewrite
      ? await options.looks.discover(run.text, signal).catch(() => undefined)
      : undefined;
    const rewriting = { rewrite: job.rewrite, ...(tables === undefined ? {} : { tables }) };
    await launchOnFlink({
      client,
      document: flinkDocument(text, settings.release, rewriting),
      catalog: connectorCatalog,
      lookup: ({ kind, name }) =>
        (kind === 'secret' ? references.secrets[name] : references.env[name]) ?? lookup(kind, name),
      jars: jarSource(settings.jars, options),
      jobId: job.jobId,
      savepointPath: job.startedFrom,
      flinkConfiguration: KEEP_CHECKPOINTS,
      signal,
      onStep: (step) => {
        if (step === 'submitting') onSend();
      },
    });
  };
}

/** Throws `pipeline-not-for-flink` with the first finding that keeps the document from that release. */
export function flinkDocument(
  text: string,
  release: ClusterSettings['release'],
  options: { readonly rewrite: boolean } & TargetTables,
): FlinkDocument {
  const { document, findings } = documentForFlink(text, connectorCatalog, { target: release, ...options });
  if (document !== undefined) return document;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const { line } = lineAndColumn(text, first?.range.start ?? 0);
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw new TailraceError(
    'pipeline-not-for-flink',
    `Flink CDC ${release} cannot run the document, line ${line}: ${first?.message ?? 'it is refused'}${more}`,
    { data: { line, diagnostic: first?.code ?? '' } },
  );
}

/** The parallelism of one launch, instead of the document's, which stays as it is. */
export function withParallelism(text: string, parallelism: number | undefined): string {
  if (parallelism === undefined) return text;
  const outcome = setValue(parseYaml(text), ['pipeline', 'parallelism'], parallelism);
  if (outcome.ok) return applyTextEdits(text, outcome.edits);
  throw new TailraceError(
    'parallelism-not-written',
    'The parallelism cannot be put into the document: pipeline.parallelism stands behind an anchor or alias. Change it in the document.',
  );
}

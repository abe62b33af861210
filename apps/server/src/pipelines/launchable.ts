import { TailraceError } from '@tailrace/core/diagnostics';
import type { PipelineStore } from '../storage/index.ts';
import type { DocumentReader } from './document-reader.ts';

/** The newest version of a pipeline, when it may run; throws `pipeline-not-found`, `pipeline-invalid`. */
export function launchable(
  pipelines: PipelineStore,
  documents: DocumentReader,
): (pipelineId: string) => { version: number; text: string } {
  return (pipelineId) => {
    const { version, text } = pipelines.get(pipelineId);
    const errors = documents.read(text).diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
    const [first] = errors;
    if (first === undefined) return { version, text };
    const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
    throw new TailraceError(
      'pipeline-invalid',
      `The pipeline has errors and cannot be launched: ${first.message}${more}`,
      { data: { errors: errors.length, code: first.code, path: first.path.join('.') } },
    );
  };
}

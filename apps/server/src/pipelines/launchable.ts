import type { PipelineStore } from '../storage/index.ts';
import type { DocumentReader } from './document-reader.ts';
import { refuseErrors } from './refuse-errors.ts';

/** The newest version of a pipeline, when it may run; throws `pipeline-not-found`, `pipeline-invalid`. */
export function launchable(
  pipelines: PipelineStore,
  documents: DocumentReader,
): (pipelineId: string) => { version: number; text: string } {
  return (pipelineId) => {
    const { version, text } = pipelines.get(pipelineId);
    refuseErrors(documents.read(text));
    return { version, text };
  };
}

import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { exportForFlink, inTextOrder } from '@tailrace/core/pipeline';
import type { PipelineExport } from '../contract/index.ts';
import type { DocumentView } from './document-reader.ts';

/** The document for Flink CDC; empty where it is broken or Flink CDC cannot run it, which the findings then say. */
export function exportPipeline(view: DocumentView, name: string): PipelineExport {
  const errors = view.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const { text, findings } = exportForFlink(view.yaml, view.pipeline, connectorCatalog, { target: 'newest' });
  return {
    yaml: errors.length === 0 ? (text ?? '') : '',
    filename: `${fileStem(name)}.yaml`,
    findings: inTextOrder([...errors, ...findings]),
  };
}

/** Letters and digits of any script stay; everything else, and what file systems mind, becomes a dash. */
function fileStem(name: string): string {
  const stem = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/gu, '');
  return stem === '' ? 'pipeline' : stem;
}

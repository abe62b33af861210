// What a document says, for lists, launches and looks; every answer is core's.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import type { Diagnostic } from '@tailrace/core/diagnostics';
import { exportForFlink, inTextOrder, parsePipeline, type PipelineDef } from '@tailrace/core/pipeline';
import { parseYaml } from '@tailrace/core/yaml';
import type { ConnectorLabel, PipelineExport } from '../contract/index.ts';

export interface DocumentView {
  readonly pipeline: PipelineDef;
  readonly diagnostics: readonly Diagnostic[];
}

export interface DocumentReader {
  /** The same findings that the designer and `tailrace validate` show. */
  read(text: string): DocumentView;
  /** The document for Flink CDC; empty where it is broken or Flink CDC cannot run it, which the findings then say. */
  export(text: string, name: string): Promise<PipelineExport>;
}

/** Lists read the same texts again and again. */
const KEPT = 200;

export function createDocumentReader(): DocumentReader {
  const views = new Map<string, DocumentView>();
  return {
    read: (text) => {
      const known = views.get(text);
      if (known !== undefined) return known;
      const view = parsePipeline(parseYaml(text), connectorCatalog);
      views.set(text, view);
      for (const oldest of views.keys()) {
        if (views.size <= KEPT) break;
        views.delete(oldest);
      }
      return view;
    },
    export: async (text, name) => {
      const yaml = parseYaml(text);
      const { pipeline, diagnostics } = parsePipeline(yaml, connectorCatalog);
      const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
      const result = exportForFlink(yaml, pipeline, connectorCatalog, 'newest');
      return await Promise.resolve({
        yaml: errors.length === 0 ? (result.text ?? '') : '',
        filename: `${fileName(name)}.yaml`,
        findings: inTextOrder([...errors, ...result.findings]),
      });
    },
  };
}

const fileName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/gu, '') || 'pipeline';

/** What a list calls the source or sink: the document's name for it, else the connector's title. */
export function connectorLabel(pipeline: PipelineDef, role: 'source' | 'sink'): ConnectorLabel {
  const connector = pipeline[role];
  if (connector?.type === undefined) return { label: 'none yet' };
  const title = connectorCatalog.find(role, connector.type)?.title;
  return { type: connector.type, label: connector.name ?? title ?? connector.type };
}

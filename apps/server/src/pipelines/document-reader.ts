// What a document says, for lists, launches and looks; every answer is core's.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import type { Diagnostic } from '@tailrace/core/diagnostics';
import { parsePipeline, type PipelineDef } from '@tailrace/core/pipeline';
import { parseYaml, type YamlDocument } from '@tailrace/core/yaml';
import type { ConnectorLabel } from '../contract/index.ts';

export interface DocumentView {
  readonly yaml: YamlDocument;
  readonly pipeline: PipelineDef;
  readonly diagnostics: readonly Diagnostic[];
}

export interface DocumentReader {
  /** The same findings that the designer and `tailrace validate` show. */
  read(text: string): DocumentView;
}

/** Lists read the same texts again and again. */
const KEPT = 200;

export function createDocumentReader(): DocumentReader {
  const views = new Map<string, DocumentView>();
  return {
    read: (text) => {
      const known = views.get(text);
      if (known !== undefined) return known;
      const yaml = parseYaml(text);
      const view = { yaml, ...parsePipeline(yaml, connectorCatalog) };
      views.set(text, view);
      for (const oldest of views.keys()) {
        if (views.size <= KEPT) break;
        views.delete(oldest);
      }
      return view;
    },
  };
}

/** What a list calls the source or sink: the document's name for it, else the connector's title. */
export function connectorLabel(pipeline: PipelineDef, role: 'source' | 'sink'): ConnectorLabel {
  const connector = pipeline[role];
  if (connector?.type === undefined) return { label: 'none yet' };
  const title = connectorCatalog.find(role, connector.type)?.title;
  return { type: connector.type, label: connector.name ?? title ?? connector.type };
}

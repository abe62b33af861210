import type { ConnectorCatalog } from '../descriptor/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import { deepChecks } from './all-checks.ts';
import { readPipeline, type ParsedPipeline } from './read-pipeline.ts';

/** The model of a document, checked with everything there is. Where the text is no YAML, the model is empty and the findings are those of the syntax. */
export function parsePipeline(yaml: YamlDocument, catalog: ConnectorCatalog): ParsedPipeline {
  return readPipeline(yaml, { catalog, checks: deepChecks });
}

// A pipeline document from a file, read and checked: what every command begins with.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import type { Diagnostic } from '@tailrace/core/diagnostics';
import { renderDiagnostic } from '@tailrace/core/diagnostics';
import { parsePipeline, type PipelineDef } from '@tailrace/core/pipeline';
import { parseYaml, type YamlDocument } from '@tailrace/core/yaml';
import { write, type Io } from './command.ts';

export interface ReadDocument {
  readonly text: string;
  readonly yaml: YamlDocument;
  readonly pipeline: PipelineDef;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether there is no error among the findings. */
  readonly valid: boolean;
}

/** Throws UsageError where the file cannot be read. */
export async function readDocument(file: string, io: Io): Promise<ReadDocument> {
  return checkDocument(await io.readText(file));
}

/** The same for a text that is there already. */
export function checkDocument(text: string): ReadDocument {
  const yaml = parseYaml(text);
  const { pipeline, diagnostics } = parsePipeline(yaml, connectorCatalog);
  const valid = diagnostics.every((diagnostic) => diagnostic.severity !== 'error');
  return { text, yaml, pipeline, diagnostics, valid };
}

/** For commands that need a valid document: prints its errors and says whether there are any. */
export async function refuseInvalid(file: string, document: ReadDocument, io: Io): Promise<boolean> {
  for (const diagnostic of document.diagnostics) {
    if (diagnostic.severity !== 'error') continue;
    await write(io.stderr, `${renderDiagnostic(document.text, diagnostic, displayName(file))}\n`);
  }
  return !document.valid;
}

export const displayName = (file: string): string => (file === '-' ? 'standard input' : file);

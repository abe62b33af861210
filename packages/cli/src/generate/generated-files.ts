// What `pnpm generate` writes: every file with its text. The test beside this compares them with what is checked in.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { FUNCTIONS } from '@tailrace/core/expression';
import { pipelineJsonSchema } from '@tailrace/core/pipeline';
import { connectorHeadsModule } from './connector-heads.ts';
import { connectorsPage, diagnosticsPage, documentPage, functionsPage } from './pages.ts';

/** Texts by path from the root of the checkout. */
export async function generatedFiles(root: string): Promise<ReadonlyMap<string, string>> {
  const codes = await readFile(path.join(root, 'packages/core/src/diagnostics/codes.ts'), 'utf8');
  return new Map([
    ['docs/generated/diagnostics.md', diagnosticsPage(codes)],
    ['docs/generated/connectors.md', connectorsPage(connectorCatalog)],
    ['docs/generated/functions.md', functionsPage(FUNCTIONS)],
    ['docs/generated/document.md', documentPage()],
    ['packages/connectors/src/heads.generated.ts', connectorHeadsModule(connectorCatalog)],
    [
      'docs/generated/pipeline.schema.json',
      `${JSON.stringify(pipelineJsonSchema(connectorCatalog), null, 1)}\n`,
    ],
  ]);
}

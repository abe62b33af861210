// Looks behind a document for the procedures; the engine does the looking.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { InspectService } from '../contract/index.ts';
import type { DocumentReader } from '../pipelines/document-reader.ts';

export function createInspectService(documents: DocumentReader): InspectService {
  const notYet = async (): Promise<never> => {
    throw new TailraceError('not-available', 'Looking at a source is not available yet.');
  };
  return {
    tables: notYet,
    testConnection: notYet,
    validate: (text) => ({ diagnostics: documents.read(text).diagnostics }),
    preview: notYet,
    preflight: notYet,
  };
}

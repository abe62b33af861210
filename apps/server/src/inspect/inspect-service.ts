// Looks behind a document for the procedures; the engine does the looking, and what it found stays in memory for a moment because the
// preview follows every pause in the typing.
import { connectorRegistry } from '@tailrace/connectors/registry';
import {
  createCatalogCache,
  discoverTables,
  planStatements,
  preflightPipeline,
  previewPipeline,
  type LookRequest,
  type ReferenceLookup,
} from '@tailrace/engine';
import type { PreflightCheck } from '@tailrace/engine/api';
import type { InspectService, SinceLastRun } from '../contract/index.ts';
import type { DocumentReader } from '../pipelines/document-reader.ts';
import { goesOn } from '../runs/goes-on.ts';
import { testSink } from './test-sink.ts';
import { testSource } from './test-source.ts';

const CACHE_MS = 15_000;
const CACHED_CONNECTIONS = 20;

export function createInspectService(
  documents: DocumentReader,
  resolveReference: ReferenceLookup,
  since: (pipelineId: string, text: string) => SinceLastRun | undefined,
  preflightOnCluster: InspectService['preflight'],
): InspectService {
  const cache = createCatalogCache({
    maxAgeMs: CACHE_MS,
    maxConnections: CACHED_CONNECTIONS,
    now: () => performance.now(),
  });
  const look = (text: string, signal: AbortSignal): LookRequest => ({
    text,
    signal,
    resolveReference,
    registry: connectorRegistry,
  });
  return {
    // Asked for by the user, who may just have made the table: never from memory.
    tables: async (text, signal) => {
      cache.clear();
      return { tables: await discoverTables(look(text, signal)) };
    },
    testConnection: async (text, role, signal) =>
      role === 'source'
        ? testSource(look(text, signal))
        : testSink(documents.read(text).pipeline, look(text, signal)),
    validate: (text) => ({ diagnostics: documents.read(text).diagnostics }),
    preview: async ({ text, ...request }, signal) =>
      previewPipeline({ ...look(text, signal), ...request, cache }),
    statements: async ({ text, ...request }, signal) =>
      (await planStatements({ ...look(text, signal), ...request })) ?? null,
    preflight: async (request, signal) => {
      if (request.target !== undefined) return preflightOnCluster(request, signal);
      const { text, pipelineId } = request;
      const { checks, creates, estimate } = await preflightPipeline(look(text, signal));
      const last = pipelineId === undefined ? undefined : since(pipelineId, text);
      return {
        checks: goesOn(last) ? withoutSnapshot(checks) : checks,
        creates,
        estimate,
        ...(last === undefined ? {} : { since: last }),
      };
    },
  };
}

/** A launch that goes on from a checkpoint meets its own rows in the sink: what is said of them concerns a new snapshot only. */
function withoutSnapshot(checks: readonly PreflightCheck[]): readonly PreflightCheck[] {
  return [
    {
      name: 'checkpoint',
      status: 'ok',
      message:
        'The launch goes on from the checkpoint at which the last run was stopped; no table is copied again. To begin with a new snapshot, stop that run with cleaning up first.',
    },
    ...checks.filter(({ name }) => name !== 'sink rows'),
  ];
}

// The half of a comparison that runs here: the embedded engine, into memory.
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import type { Row } from '@tailrace/core/value';
import { runPipeline, type ReferenceLookup } from '@tailrace/engine';
import type { ConnectorRegistry, Sink, SinkWriter } from '@tailrace/engine/api';
import type { TableHere } from './compare-tables.ts';

export interface ReadHereRequest {
  /** `here` of `parityDocuments`: it ends by itself, and its sink is not asked. */
  readonly text: string;
  readonly registry: ConnectorRegistry;
  readonly resolveReference: ReferenceLookup;
  /** Of the run's checkpoints; the caller removes it. */
  readonly stateDir: string;
  readonly signal: AbortSignal;
}

/**
 * The rows that a sink would get, by sink table. All of them are held in memory.
 * @throws TailraceError `parity-run-failed` with the reason
 */
export async function readHere(request: ReadHereRequest): Promise<ReadonlyMap<string, TableHere>> {
  const { text, registry, resolveReference, stateDir, signal } = request;
  signal.throwIfAborted();
  const tables = new Map<string, { schema: TableSchema; rows: Row[] }>();
  const handle = runPipeline({
    text,
    registry: { ...registry, createSink: async () => Promise.resolve(collectingSink(tables)) },
    resolveReference,
    runId: 'parity',
    stateDir,
    once: true,
  });
  const stop = (): void => void handle.stop();
  signal.addEventListener('abort', stop, { once: true });
  const { state, error } = await handle.done;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (state !== 'finished')
    throw new TailraceError('parity-run-failed', `The run here is ${state}: ${error?.message ?? ''}`);
  return new Map(
    [...tables].map(([table, { schema, rows }]) => [
      table,
      { columns: schema.columns, primaryKeys: schema.primaryKeys, rows },
    ]),
  );
}

function collectingSink(tables: Map<string, { schema: TableSchema; rows: Row[] }>): Sink {
  const writer: SinkWriter = {
    committed: undefined,
    keepsPosition: false,
    applySchemaChange: async (event) => {
      if (event.type === 'create.table') {
        const name = formatTableId(event.table);
        tables.set(name, { schema: event.schema, rows: tables.get(name)?.rows ?? [] });
      }
      return Promise.resolve({ statements: [], outcome: 'applied' });
    },
    write: async (events, { schemaOf }) => {
      for (const event of events) {
        if (event.type !== 'insert' && event.type !== 'replace') continue;
        const name = formatTableId(event.table);
        const table = tables.get(name) ?? { schema: schemaOf(event.table), rows: [] };
        table.rows.push(event.after);
        tables.set(name, table);
      }
      return Promise.resolve();
    },
    commit: async () => Promise.resolve(),
    close: async () => Promise.resolve(),
  };
  return {
    preflight: async () => Promise.resolve([]),
    planSchemaChange: () => [],
    open: async () => Promise.resolve(writer),
    close: async () => Promise.resolve(),
  };
}

// Looks at the source behind a run's document: its tables as they are now, and the log that its server keeps.
import { connectorRegistry } from '@tailrace/connectors/registry';
import { TailraceError } from '@tailrace/core/diagnostics';
import { resolveOptions, type PipelineDef } from '@tailrace/core/pipeline';
import { formatTableId } from '@tailrace/core/table';
import { formatDataType } from '@tailrace/core/types';
import { withLook, type ReferenceLookup } from '@tailrace/engine';
import type { DiscoveredTable, Source } from '@tailrace/engine/api';
import type { CataloguedTable } from './schema-watch.ts';

export interface SourceLooks {
  /** Captured tables. Throws what the source throws, and `only-on-flink` where the connector does not run here. */
  discover(text: string, signal: AbortSignal): Promise<readonly DiscoveredTable[]>;
  /** The same with what the history keeps of them, and where they go. */
  catalogue(text: string, signal: AbortSignal): Promise<readonly CataloguedTable[]>;
  /** undefined where the connector does not run here, so that nothing can be said of it. */
  withSource<T>(
    pipeline: PipelineDef,
    pipelineName: string,
    use: (source: Source) => Promise<T>,
  ): Promise<T | undefined>;
}

export function createSourceLooks(resolveReference: ReferenceLookup): SourceLooks {
  const request = (text: string, signal: AbortSignal) => ({
    text,
    signal,
    resolveReference,
    registry: connectorRegistry,
  });
  return {
    discover: async (text, signal) => withLook(request(text, signal), async ({ captured }) => captured),
    catalogue: async (text, signal) =>
      withLook(request(text, signal), async ({ captured, explained }) => {
        const sinkTables = new Map(explained.tables.map((one) => [one.table, one.sinkTables]));
        return captured.map(({ table, schema }) => {
          const name = formatTableId(table);
          const columns = schema.columns.map((column) => ({
            name: column.name,
            type: formatDataType(column.type),
            key: schema.primaryKeys.includes(column.name),
          }));
          return { table: name, columns, sinkTables: sinkTables.get(name) ?? [] };
        });
      }),
    withSource: async ({ source: connector }, pipelineName, use) => {
      if (connector?.type === undefined) return undefined;
      const options = resolveOptions(connector.options, ({ kind, name }) => resolveReference(kind, name));
      const source = await open(connector.type, options, pipelineName);
      if (source === undefined) return undefined;
      try {
        return await use(source);
      } finally {
        await source.close();
      }
    },
  };
}

async function open(
  type: string,
  options: Readonly<Record<string, string>>,
  pipelineName: string,
): Promise<Source | undefined> {
  try {
    return await connectorRegistry.createSource(type, { options, pipelineName, log: () => undefined });
  } catch (error) {
    if (error instanceof TailraceError && error.code === 'only-on-flink') return undefined;
    throw error;
  }
}

// The operators of a document between events that are read and events that a sink would get; dry runs and unit tests of pipelines send
// their events through this.
import { createOperatorChain } from '@tailrace/core/chain';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { ChangeEvent, Decoded, SchemaLookup } from '@tailrace/core/event';
import type { PipelineDef } from '@tailrace/core/pipeline';
import type { TableId, TableSchema } from '@tailrace/core/table';
import { connectorCatalog } from '@tailrace/connectors/descriptors';

export interface EventChainOptions {
  readonly pipeline: PipelineDef;
  /** Used where the document names no zone. */
  readonly defaultTimeZone: string;
  /** The instant of clock functions, in ms. */
  readonly now: () => number;
}

export interface EventChain {
  /**
   * Reads one event by the schemas as they are now and sends it through; what the sink would get is pushed to `out`. Throws
   * TailraceError for input that is no event and for events that fail; what was pushed before stays pushed.
   */
  send(read: (schemas: SchemaLookup) => Decoded<ChangeEvent>, out: ChangeEvent[]): void;
  sinkSchema(table: TableId): TableSchema | undefined;
}

export function createEventChain({ pipeline, defaultTimeZone, now }: EventChainOptions): EventChain {
  const source = connectorCatalog.find('source', pipeline.source?.type ?? '');
  const chain = createOperatorChain({
    pipeline,
    defaultTimeZone,
    now,
    metadataColumns: source?.metadataColumns ?? [],
  });
  const schemas: SchemaLookup = (table) => chain.sourceSchema(table);
  return {
    send: (read, out) => {
      const event = read(schemas);
      if (!event.ok) throw new TailraceError(event.code, event.message);
      chain.process(event.value, out);
    },
    sinkSchema: (table) => chain.sinkSchema(table),
  };
}

import type { ConnectorCatalog } from '@tailrace/core/descriptor';
import type { Sink, SinkContext } from './sink.ts';
import type { Source, SourceContext } from './source.ts';

/** Connectors as the engine gets them: by argument, loaded when asked for. Throws TailraceError `only-on-flink` for those without a runtime here. */
export interface ConnectorRegistry {
  readonly catalog: ConnectorCatalog;
  createSource(type: string, context: SourceContext): Promise<Source>;
  createSink(type: string, context: SinkContext): Promise<Sink>;
}

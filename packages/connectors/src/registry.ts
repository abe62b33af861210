// All connectors that run here, loaded when they are asked for. The engine gets this as an argument and knows none of them by name.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { ConnectorRegistry, Sink, SinkContext, Source, SourceContext } from '@tailrace/engine/api';
import { connectorCatalog } from './descriptors.ts';

type SourceFactory = (context: SourceContext) => Promise<Source>;
type SinkFactory = (context: SinkContext) => Promise<Sink>;

const SOURCES: Readonly<Record<string, SourceFactory>> = {
  mysql: async (context) => (await import('./mysql/source/source.ts')).createMysqlSource(context),
  postgres: async (context) => (await import('./postgres/source/source.ts')).createPostgresSource(context),
  values: async (context) => (await import('./values/source.ts')).createValuesSource(context),
};

const SINKS: Readonly<Record<string, SinkFactory>> = {
  mysql: async (context) => (await import('./mysql/sink/sink.ts')).createMysqlSink(context),
  postgres: async (context) => (await import('./postgres/sink/sink.ts')).createPostgresSink(context),
  values: async (context) => (await import('./values/sink.ts')).createValuesSink(context),
};

export const connectorRegistry: ConnectorRegistry = {
  catalog: connectorCatalog,
  async createSource(type, context) {
    return find(SOURCES, 'source', type)(context);
  },
  async createSink(type, context) {
    return find(SINKS, 'sink', type)(context);
  },
};

function find<T>(factories: Readonly<Record<string, T>>, role: string, type: string): T {
  const factory = Object.hasOwn(factories, type) ? factories[type] : undefined;
  if (factory !== undefined) return factory;
  throw new TailraceError(
    'only-on-flink',
    `The ${role} "${type}" does not run on the embedded engine; launch the pipeline on a Flink cluster.`,
    { data: { role, type } },
  );
}

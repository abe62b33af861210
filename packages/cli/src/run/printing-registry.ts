// `--print`: what the sink is given, on standard output too, as soon as it is durable.
import { encodeEvent } from '@tailrace/core/event';
import type { ConnectorRegistry, Sink, SinkWriter } from '@tailrace/engine/api';

/** The registry with every sink's writer tapped. Bulk copies go row by row then, because there are no events to print otherwise. */
export function printingRegistry(
  registry: ConnectorRegistry,
  print: (text: string) => Promise<void>,
): ConnectorRegistry {
  return {
    ...registry,
    createSource: async (type, context) => registry.createSource(type, context),
    createSink: async (type, context) => {
      const sink = await registry.createSink(type, context);
      // The values sink prints by itself unless it is told not to.
      const prints = type === 'values' && context.options['print.enabled'] !== 'false';
      return prints ? sink : tapped(sink, print);
    },
  };
}

function tapped(sink: Sink, print: (text: string) => Promise<void>): Sink {
  return {
    preflight: async (tables, signal) => sink.preflight(tables, signal),
    planSchemaChange: (event, schema) => sink.planSchemaChange(event, schema),
    open: async (request) => tappedWriter(await sink.open(request), print),
    close: async () => sink.close(),
  };
}

function tappedWriter(writer: SinkWriter, print: (text: string) => Promise<void>): SinkWriter {
  let lines: string[] = [];
  return {
    committed: writer.committed,
    keepsPosition: writer.keepsPosition,
    async applySchemaChange(event, schema) {
      const answer = await writer.applySchemaChange(event, schema);
      lines.push(`${encodeEvent(event, schema)}\n`);
      return answer;
    },
    async write(events, context) {
      await writer.write(events, context);
      for (const event of events) lines.push(`${encodeEvent(event, context.schemaOf(event.table))}\n`);
    },
    async commit(position) {
      await writer.commit(position);
      const text = lines.join('');
      lines = [];
      if (text !== '') await print(text);
    },
    close: async () => writer.close(),
  };
}

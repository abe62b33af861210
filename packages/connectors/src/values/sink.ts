// A sink without a server: prints events as JSON Lines, or keeps the tables in memory for whoever holds them. It keeps positions only
// as long as the process lives.
import { readOptions } from '@tailrace/core/descriptor';
import { encodeEvent, type SchemaChangeEvent } from '@tailrace/core/event';
import type { JsonValue } from '@tailrace/core/value';
import type { AppliedSchemaChange, Sink, SinkContext, SinkWriter } from '@tailrace/engine/api';
import { valuesSink } from './descriptor.ts';
import { createMemoryTables, type MemoryTables } from './memory-tables.ts';

/** Where lines go; resolves when there is room for more. */
export type Print = (text: string) => Promise<void>;

export interface ValuesSinkParts {
  readonly print?: Print;
  readonly memory?: MemoryTables;
}

export function createValuesSink(context: SinkContext, parts: ValuesSinkParts = {}): Sink {
  const options = readOptions(valuesSink, context.options);
  const prints = options.boolean('print.enabled');
  const refuses = options.boolean('error.on.schema.change');
  const memory =
    parts.memory ?? (options.boolean('materialized.in.memory') ? createMemoryTables() : undefined);
  const print = parts.print ?? toStandardOutput;
  return {
    preflight: async () => [
      { name: 'sink', status: 'ok', message: 'Events are printed; nothing has to be reached.' },
    ],
    // What is printed for a change is the change itself.
    planSchemaChange: (event) => [encodeEvent(event, undefined)],
    open: async () => createWriter({ memory, refuses, ...(prints ? { print } : {}) }),
    close: async () => undefined,
  };
}

function createWriter(to: {
  readonly memory: MemoryTables | undefined;
  readonly refuses: boolean;
  readonly print?: Print;
}): SinkWriter {
  const { memory, print } = to;
  return {
    committed: memory?.committed,
    keepsPosition: memory !== undefined,
    async applySchemaChange(event: SchemaChangeEvent): Promise<AppliedSchemaChange> {
      if (to.refuses && event.type !== 'create.table') {
        return { statements: [], outcome: 'unsupported', message: 'error.on.schema.change is set' };
      }
      const outcome = memory?.applySchemaChange(event) ?? 'applied';
      await print?.(`${encodeEvent(event, undefined)}\n`);
      return { statements: [], outcome };
    },
    async write(events, { schemaOf, upsertInserts }) {
      const lines: string[] = [];
      for (const event of events) {
        memory?.write(event, { schema: schemaOf(event.table), upsertInserts });
        if (print !== undefined) lines.push(`${encodeEvent(event, schemaOf(event.table))}\n`);
      }
      await print?.(lines.join(''));
    },
    async commit(position: JsonValue) {
      memory?.commit(position);
    },
    async close() {
      memory?.rollBack();
    },
  };
}

/** Waits while the reader is behind, so that memory does not grow with what is printed. */
async function toStandardOutput(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => {
    process.stdout.once('drain', resolve);
  });
}

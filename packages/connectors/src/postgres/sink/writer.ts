// One connection, one transaction at a time: rows, altered tables and the position become durable together with `commit`.
import type {
  AppliedSchemaChange,
  SinkContext,
  SinkWriter,
  SnapshotWrite,
  WriteContext,
} from '@tailrace/engine/api';
import type { DataChangeEvent, SchemaChangeEvent } from '@tailrace/core/event';
import type { TableId, TableSchema } from '@tailrace/core/table';
import type { JsonValue } from '@tailrace/core/value';
import type { SinkOptions } from '../options.ts';
import { connectWire } from '../wire/connect.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import { applyChange } from './apply-change.ts';
import { PendingTables, type TableState } from './pending-tables.ts';
import { openPosition } from './position.ts';
import { createSnapshotEncoder } from './snapshot-encoder.ts';

export async function openWriter(options: SinkOptions, context: SinkContext): Promise<SinkWriter> {
  const wire = await connectWire(options.connect);
  try {
    const position = await openPosition(wire, context.runId);
    return createWriter({ wire, options, position });
  } catch (error) {
    wire.destroy();
    throw error;
  }
}

interface WriterContext {
  readonly wire: WireConnection;
  readonly options: SinkOptions;
  readonly position: Awaited<ReturnType<typeof openPosition>>;
}

function createWriter({ wire, options, position }: WriterContext): SinkWriter {
  const pending = new PendingTables(wire, options);
  let inTransaction = false;

  async function begin(): Promise<void> {
    if (inTransaction) return;
    await wire.query('BEGIN');
    inTransaction = true;
  }

  return {
    committed: position.committed,
    keepsPosition: true,
    async applySchemaChange(
      event: SchemaChangeEvent,
      schema: TableSchema | undefined,
    ): Promise<AppliedSchemaChange> {
      await begin();
      await pending.flushAll();
      pending.forget(event.table);
      return applyChange(wire, event, { schema, options });
    },
    async write(events: readonly DataChangeEvent[], context: WriteContext) {
      await begin();
      await pending.endCopy();
      let table: TableId | undefined;
      let state: TableState | undefined;
      for (const event of events) {
        if (state === undefined || event.table !== table) {
          table = event.table;
          state = await pending.stateOf(event.table, context.schemaOf(event.table));
        }
        const full = pending.add(state, event, context.upsertInserts);
        if (full !== undefined) await full;
      }
    },
    async writeSnapshot(request: SnapshotWrite) {
      await begin();
      const state = await pending.stateOf(request.target.sinkTable, request.target.schema);
      const { plan } = state;
      const copy = await pending.copyFor(request, state);
      const encoder = createSnapshotEncoder(request, plan);
      for (const at of request.selection) {
        encoder.encode(copy.out, at);
        const full = copy.flush();
        if (full !== undefined) await full;
      }
    },
    async commit(next: JsonValue) {
      await begin();
      await pending.flushAll();
      await position.commit(next);
      inTransaction = false;
    },
    async close() {
      // What is pending goes with the connection; a COPY that runs can only be ended so.
      if (pending.copying || inTransaction) wire.destroy();
      else await wire.end();
    },
  };
}

// One connection, one transaction at a time: rows, altered tables and the position become durable together with `commit`. While one
// commits, rows of the next gather; the first of them that needs the connection waits for it.
import {
  CHANGE,
  INDEX_WIDTH,
  type AppliedSchemaChange,
  type ChangesWrite,
  type SinkContext,
  type SinkWriter,
  type SnapshotLane,
  type SnapshotWrite,
  type WriteContext,
} from '@tailrace/engine/api';
import type { DataChangeEvent, SchemaChangeEvent } from '@tailrace/core/event';
import type { TableId, TableSchema } from '@tailrace/core/table';
import type { JsonValue } from '@tailrace/core/value';
import type { SinkOptions } from '../options.ts';
import { connectWire } from '../wire/connect.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import { applyChange } from './apply-change.ts';
import { FRAME_BYTES } from './bulk-copy.ts';
import type { Going } from './encoded-compaction.ts';
import { PendingTables, type TableState } from './pending-tables.ts';
import { openPosition } from './position.ts';
import { SnapshotEncoder } from './snapshot-encoder.ts';
import { createTransactions } from './transactions.ts';

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
  const transactions = createTransactions(wire);
  const pending = new PendingTables(wire, options, transactions);

  return {
    committed: position.committed,
    keepsPosition: true,
    takesWhileCommitting: true,
    async applySchemaChange(
      event: SchemaChangeEvent,
      schema: TableSchema | undefined,
    ): Promise<AppliedSchemaChange> {
      await pending.flushAll();
      await transactions.ready();
      pending.forget(event.table);
      return applyChange(wire, event, { schema, options });
    },
    async write(events: readonly DataChangeEvent[], context: WriteContext) {
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
      await copySnapshot(pending, request);
    },
    openSnapshotLane: async () => openLane({ wire: await connectWire(options.connect), options, position }),
    async writeChanges(request: ChangesWrite) {
      await pending.endCopy();
      await addChanges(pending, request);
    },
    async commit(next: JsonValue) {
      // At once, so that what comes while it waits for an earlier commit is of the next.
      const prepared = pending.prepare();
      await transactions.end(async () => {
        for (const work of prepared) await work();
        await position.commit(next);
        pending.committed();
      });
    },
    async close() {
      // What is pending goes with the connection; a COPY that runs can only be ended so.
      if (pending.copying || transactions.open) wire.destroy();
      else await wire.end();
    },
  };
}

async function copySnapshot(pending: PendingTables, request: SnapshotWrite): Promise<void> {
  const state = await pending.stateOf(request.target.sinkTable, request.target.schema);
  const copy = await pending.copyFor(request, state);
  const encoder = snapshotEncoder(state, request);
  for (let at = 0; at < request.selection.length;) {
    at = encoder.fill(copy.out, at, FRAME_BYTES);
    const full = copy.flush();
    if (full !== undefined) await full;
  }
}

function snapshotEncoder({ encoders, plan }: TableState, request: SnapshotWrite): SnapshotEncoder {
  const known = encoders.get(request.target);
  if (known?.begin(request) === true) return known;
  const encoder = new SnapshotEncoder(request, plan);
  encoders.set(request.target, encoder);
  return encoder;
}

/** A connection of its own; its transactions hold rows only. */
function openLane({ wire, options, position }: WriterContext): SnapshotLane {
  const transactions = createTransactions(wire);
  const pending = new PendingTables(wire, options, transactions);
  return {
    writeSnapshot: async (request) => copySnapshot(pending, request),
    async commit() {
      if (!transactions.open) return;
      const prepared = pending.prepare();
      await transactions.end(async () => {
        for (const work of prepared) await work();
        await position.commitBeside(wire);
        pending.committed();
      });
    },
    async close() {
      if (transactions.open) wire.destroy();
      else await wire.end();
    },
  };
}

async function addChanges(pending: PendingTables, write: ChangesWrite): Promise<void> {
  const { changes, kinds, targets } = write;
  const ways: { readonly state: TableState; readonly going: Going }[][] = [];
  for (const [number, table] of changes.tables.entries()) {
    const list: (typeof ways)[number] = [];
    for (const target of targets[number] ?? []) {
      const state = await pending.stateOf(target.sinkTable, target.schema);
      const way = pending.wayOf(state, table, { target, format: changes.format });
      list.push({ state, going: { write, at: 0, kind: 0, way } });
    }
    ways.push(list);
  }
  for (let at = 0; at < changes.count; at += 1) {
    const kind = kinds[at] ?? CHANGE.none;
    if (kind === CHANGE.none) continue;
    for (const { state, going } of ways[changes.index[at * INDEX_WIDTH] ?? 0] ?? []) {
      going.at = at;
      going.kind = kind;
      const full = pending.addEncoded(state, going);
      if (full !== undefined) await full;
    }
  }
  await pending.hold(changes.byteLength);
}

// Rows of one table, or of a part of it, pulled a batch at a time.
import type { SnapshotBatch } from '@tailrace/engine/api';
import type { EventMeta } from '@tailrace/core/event';
import type { TableId, TableSchema } from '@tailrace/core/table';
import { findColumn, type TableDefinition, type TableName } from '../ddl/index.ts';
import { quoteName, selectExpression, textDecoder, textKind } from '../types/text-decoders.ts';
import type { RawConnection } from '../wire/raw-connection.ts';
import { queryRows } from '../wire/result-set.ts';
import { createRowBatchBuilder } from './row-batch.ts';
import type { RowShape } from '../../gathered-rows.ts';

export interface ReadShape {
  readonly table: TableId;
  readonly schema: TableSchema;
  readonly definition: TableDefinition;
  readonly compactJson: boolean;
  readonly onZeroDate: (table: TableId, column: string, text: string) => void;
  readonly meta?: EventMeta;
}

/** `rest` is SQL made by the caller from its own numbers. Columns are listed: `*` leaves out invisible ones. */
export function selectStatement({ schema, definition }: ReadShape, name: TableName, rest: string): string {
  const list = schema.columns.map((column) => selectExpression(defined(definition, column.name)));
  return `SELECT ${list.join(', ')} FROM ${quoteName(name.database)}.${quoteName(name.table)}${rest}`;
}

function defined(definition: TableDefinition, name: string): TableDefinition['columns'][number] {
  const found = findColumn(definition.columns, name);
  if (found === undefined) throw new Error(`internal: no column ${name}`);
  return found;
}

function rowShape({ table, schema, definition, compactJson, onZeroDate, meta }: ReadShape): RowShape {
  return {
    table,
    names: schema.columns.map((column) => column.name),
    decoders: schema.columns.map((column) =>
      textDecoder(defined(definition, column.name), column.type, {
        compactJson,
        onZeroDate: (text) => onZeroDate(table, column.name, text),
      }),
    ),
    format: 'mysql-text',
    columnTypes: schema.columns.map((column) =>
      textKind(defined(definition, column.name), column.type, compactJson),
    ),
    ...(meta === undefined ? {} : { meta }),
  };
}

/** Size of a batch: large enough to make the work per batch vanish, small enough to stay in the processor's cache. */
const BATCH_BYTES = 256 * 1024;

/**
 * Runs the query and yields its rows. While nobody pulls, the socket is paused once a batch is full. Leaving the loop early, or the
 * signal, destroys the connection, because a result set can only be cut off that way.
 */
export async function* readRows(
  wire: RawConnection,
  request: { readonly sql: string; readonly shape: ReadShape; readonly signal: AbortSignal },
): AsyncGenerator<SnapshotBatch, void, undefined> {
  const builder = createRowBatchBuilder(rowShape(request.shape), BATCH_BYTES + 128 * 1024);
  const state: { ended: boolean; paused: boolean; failure?: Error; wake?: (() => void) | undefined } = {
    ended: false,
    paused: false,
  };
  const throwIfFailed = (): void => {
    request.signal.throwIfAborted();
    if (state.failure !== undefined) throw state.failure;
  };
  const abort = (): void => wire.destroy();
  request.signal.throwIfAborted();
  request.signal.addEventListener('abort', abort, { once: true });
  queryRows(wire, request.sql, (buffer, start, end) => {
    builder.add(buffer, start, end);
    if (state.paused || builder.bytes < BATCH_BYTES) return;
    state.paused = true;
    wire.pause();
    state.wake?.();
  })
    .catch((error: unknown) => {
      state.failure = error instanceof Error ? error : new Error(String(error));
    })
    .finally(() => {
      state.ended = true;
      state.wake?.();
    });
  try {
    for (;;) {
      while (!state.ended && builder.bytes < BATCH_BYTES) {
        await new Promise<void>((resolve) => {
          state.wake = resolve;
        });
        state.wake = undefined;
      }
      throwIfFailed();
      const batch = builder.rowCount > 0 ? builder.take() : undefined;
      // Before the batch is handed out: the server fills the socket while the batch is being worked on.
      if (state.paused) {
        state.paused = false;
        wire.resume();
      }
      if (batch !== undefined) yield batch;
      if (!state.ended || builder.rowCount > 0) continue;
      // It may have failed while the last batch was being worked on, and what came until then is no end.
      throwIfFailed();
      return;
    }
  } finally {
    request.signal.removeEventListener('abort', abort);
    if (!state.ended) wire.destroy();
  }
}

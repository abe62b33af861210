// Rows of one table, or of a part of it, by COPY in binary form, pulled a batch at a time.
import type { SnapshotBatch } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { EventMeta } from '@tailrace/core/event';
import { formatTableId } from '@tailrace/core/table';
import type { SourceTable } from '../catalog/source-table.ts';
import { createRowBatchBuilder } from '../codec/row-batch.ts';
import type { RowShape } from '../../gathered-rows.ts';
import { quoteIdent, quoteTable } from '../sql-text.ts';
import type { ColumnCodec } from '../types/column-codec.ts';
import type { WireConnection } from '../wire/wire-connection.ts';

/** The codecs of all columns. Throws `unsupported-column-type`, naming the first column that has none. */
export function codecsOf(table: SourceTable): readonly ColumnCodec[] {
  return table.columns.map((column) => {
    if (column.codec !== undefined) return column.codec;
    throw new TailraceError(
      'unsupported-column-type',
      `Table ${formatTableId(table.id)}, column ${column.name}: the type ${column.typeName} cannot be read. Leave the table out with tables.exclude, or change the column's type.`,
      { data: { table: formatTableId(table.id), column: column.name, type: column.typeName } },
    );
  });
}

export function rowShape(table: SourceTable, meta?: EventMeta): RowShape {
  const codecs = codecsOf(table);
  return {
    table: table.id,
    names: table.columns.map((column) => column.name),
    decoders: codecs.map((codec) => codec.binary),
    format: 'postgres-binary',
    columnTypes: codecs.map((codec, at) => wireType(codec, table.columns[at]?.typmod ?? -1)),
    ...(meta === undefined ? {} : { meta }),
  };
}

function wireType(codec: ColumnCodec, typmod: number): string {
  return `${codec.wireOid}:${codec.select('') === '' ? typmod : -1}`;
}

/** COPY of the captured columns; `where` and `limit` are SQL made by the caller from its own numbers. */
export function copyStatement(table: SourceTable, rest = ''): string {
  const list = codecsOf(table).map((codec, at) => codec.select(quoteIdent(table.columns[at]?.name ?? '')));
  // ONLY would hide the rows of partitions.
  return `COPY (SELECT ${list.join(', ')} FROM ${quoteTable(table.schemaName, table.tableName)}${rest}) TO STDOUT (FORMAT binary)`;
}

/** Size of a batch: large enough to make the work per batch vanish, small enough to stay in the processor's cache. */
const BATCH_BYTES = 256 * 1024;

/**
 * Runs the COPY and yields its rows. While nobody pulls, the socket is paused once a batch is full. Leaving the loop early, or the
 * signal, destroys the connection, because a COPY can only be cut off that way.
 */
export async function* copyRows(
  wire: WireConnection,
  request: { readonly sql: string; readonly shape: RowShape; readonly signal: AbortSignal },
): AsyncGenerator<SnapshotBatch, void, undefined> {
  const builder = createRowBatchBuilder(request.shape, BATCH_BYTES + 128 * 1024);
  let wake: (() => void) | undefined;
  let paused = false;
  let ended = false;
  let failure: Error | undefined;
  const throwIfFailed = (): void => {
    request.signal.throwIfAborted();
    if (failure !== undefined) throw failure;
  };
  const abort = (): void => wire.destroy();
  request.signal.throwIfAborted();
  request.signal.addEventListener('abort', abort, { once: true });
  wire
    .copyOut(request.sql, (buffer, start, end) => {
      builder.add(buffer, start, end);
      if (builder.bytes < BATCH_BYTES) return;
      paused = true;
      wire.pause();
      wake?.();
    })
    .catch((error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
    })
    .finally(() => {
      ended = true;
      wake?.();
    });
  try {
    while (true) {
      while (!ended && builder.bytes < BATCH_BYTES) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      throwIfFailed();
      const batch = builder.rowCount > 0 ? builder.take() : undefined;
      // Before the batch is handed out: the server fills the socket while the batch is being worked on.
      if (paused) {
        paused = false;
        wire.resume();
      }
      if (batch !== undefined) yield batch;
      if (!ended || builder.rowCount > 0) continue;
      // It may have failed while the last batch was being worked on, and what came until then is no end.
      throwIfFailed();
      return;
    }
  } finally {
    request.signal.removeEventListener('abort', abort);
    if (!ended) wire.destroy();
  }
}

// Reading the rows, by connections that all see them as at one moment, or by ones that see each part as it is then.
import type { SnapshotBatch, SnapshotSplit } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import type { MysqlSession } from '../connect.ts';
import type { CapturedTable } from './known-tables.ts';
import { snapshotMeta } from './event-meta.ts';
import type { SourceOptions } from './options.ts';
import type { LogPosition } from './position.ts';
import { readRows, selectStatement } from './read-rows.ts';
import { freshConnections, pinnedConnections } from './snapshot-connections.ts';
import { splitCondition } from './snapshot-splits.ts';
import { zeroDateLog } from './zero-date-log.ts';

export interface SnapshotReader {
  read(
    table: CapturedTable,
    split: SnapshotSplit,
    signal: AbortSignal,
  ): AsyncGenerator<SnapshotBatch, void, undefined>;
  /** Position that all rows read so far are not newer than; undefined where that is the start itself. */
  readTo(): LogPosition | undefined;
  close(): void;
}

export interface SnapshotReaderOptions {
  readonly options: SourceOptions;
  /** Sessions within transactions that see the same moment; none: every part is read as it is then. */
  readonly pinned: readonly MysqlSession[];
  /** Position that what `pinned` sees is not newer than, where that is not the start itself. */
  readonly seenAt?: LogPosition;
  /** Where the log stands now. */
  readonly position: () => Promise<LogPosition>;
  readonly log: (message: string) => void;
}

export function createSnapshotReader({
  options,
  pinned,
  seenAt,
  position,
  log,
}: SnapshotReaderOptions): SnapshotReader {
  const onZeroDate = zeroDateLog(log);
  const connections = pinned.length > 0 ? pinnedConnections(pinned) : freshConnections(options);
  let readTo = seenAt;

  async function* read(
    table: CapturedTable,
    split: SnapshotSplit,
    signal: AbortSignal,
  ): AsyncGenerator<SnapshotBatch, void, undefined> {
    const definition = table.definition;
    if (definition === undefined) throw new Error(`internal: no definition of ${split.id}`);
    const wire = await connections.acquire(signal);
    try {
      const meta = snapshotMeta(options);
      const schema: TableSchema = table.schema;
      const shape = {
        table: table.id,
        schema,
        definition,
        compactJson: options.compactJson,
        onZeroDate,
        ...(meta === undefined ? {} : { meta }),
      };
      const sql = selectStatement(shape, table.name, splitCondition(split.id, definition));
      yield* sayAltered(readRows(wire, { sql, shape, signal }), table);
      if (pinned.length === 0) readTo = await position();
    } finally {
      connections.release(wire);
    }
  }

  return {
    read,
    readTo: () => readTo,
    close: () => connections.close(),
  };
}

/** ER_BAD_FIELD_ERROR and ER_NO_SUCH_TABLE: the statement names what was there when the snapshot began. */
const GONE: readonly unknown[] = [1054, 1146];

async function* sayAltered<T>(
  rows: AsyncGenerator<T, void, undefined>,
  table: CapturedTable,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* rows;
  } catch (error) {
    throw altered(error, table);
  }
}

function altered(error: unknown, table: CapturedTable): unknown {
  if (!(error instanceof TailraceError) || !GONE.includes(error.data['errno'])) return error;
  const name = formatTableId(table.id);
  return new TailraceError(
    'mysql-table-altered',
    `Table ${name} was altered, renamed or dropped while its snapshot was being read, and its old columns cannot be read any more (${error.message}). Nothing of the stream was read yet: start the pipeline anew from a snapshot.`,
    { cause: error, data: { table: name } },
  );
}

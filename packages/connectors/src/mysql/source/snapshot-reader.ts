// Reading the rows, by one connection that sees them all as at one moment, or by several that see each part as it is then.
import type { SnapshotBatch, SnapshotSplit } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import { connectMysql, type MysqlSession } from '../connect.ts';
import { takeOver, type RawConnection } from '../wire/raw-connection.ts';
import type { CapturedTable } from './known-tables.ts';
import { snapshotMeta } from './event-meta.ts';
import type { SourceOptions } from './options.ts';
import type { LogPosition } from './position.ts';
import { readRows, selectStatement } from './read-rows.ts';
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
  /** A session within a transaction that sees one moment; undefined: every part is read as it is then. */
  readonly pinned: MysqlSession | undefined;
  /** Where the log stands now. */
  readonly position: () => Promise<LogPosition>;
  readonly log: (message: string) => void;
}

export function createSnapshotReader({
  options,
  pinned,
  position,
  log,
}: SnapshotReaderOptions): SnapshotReader {
  const onZeroDate = zeroDateLog(log);
  const open = new Set<RawConnection>();
  const idle: RawConnection[] = [];
  let shared: RawConnection | undefined;
  let readTo: LogPosition | undefined;
  /** The pinned connection reads one part after the other. */
  let turn: Promise<unknown> = Promise.resolve();

  async function acquire(signal: AbortSignal): Promise<RawConnection> {
    if (pinned !== undefined) {
      shared ??= takeOver(pinned);
      open.add(shared);
      return shared;
    }
    const known = idle.pop();
    if (known !== undefined && !known.closed) return known;
    const session = await connectFor(signal);
    await session.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    const wire = takeOver(session);
    open.add(wire);
    return wire;
  }

  /** The signal of one part ends with it, the connection serves the next parts, too: it heeds the signal only while it is being made. */
  async function connectFor(signal: AbortSignal): Promise<MysqlSession> {
    const opening = new AbortController();
    const abort = (): void => opening.abort(signal.reason);
    signal.throwIfAborted();
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await connectMysql(options.connect, opening.signal);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  async function* read(
    table: CapturedTable,
    split: SnapshotSplit,
    signal: AbortSignal,
  ): AsyncGenerator<SnapshotBatch, void, undefined> {
    const definition = table.definition;
    if (definition === undefined) throw new Error(`internal: no definition of ${split.id}`);
    const before = turn;
    let over: () => void = () => undefined;
    if (pinned !== undefined) turn = new Promise<void>((resolve) => (over = resolve));
    try {
      if (pinned !== undefined) await before;
      const wire = await acquire(signal);
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
      if (pinned === undefined) {
        readTo = await position();
        idle.push(wire);
      }
    } finally {
      over();
    }
  }

  return {
    read,
    readTo: () => readTo,
    close: () => {
      for (const wire of open) wire.destroy();
      open.clear();
      pinned?.destroy();
    },
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

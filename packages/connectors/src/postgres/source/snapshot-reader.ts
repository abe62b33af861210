// Reading the rows as they were at one moment. A guard connection holds ACCESS SHARE on every table until the snapshot is over: an ALTER
// TABLE in between would show the new columns to readers of the old snapshot, or an empty table (PostgreSQL, "Caveats" of MVCC).
import type { SnapshotBatch, SnapshotSplit } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import type { SourceTable } from '../catalog/source-table.ts';
import type { SourceOptions } from '../options.ts';
import { quoteLiteral, quoteTable } from '../sql-text.ts';
import { connectWire } from '../wire/connect.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import { snapshotMeta } from './event-meta.ts';
import { parseLsn } from './lsn.ts';
import { copyRows, copyStatement, rowShape } from './read-rows.ts';
import { splitCondition } from './snapshot-splits.ts';

export interface SnapshotReader {
  read(
    table: SourceTable,
    split: SnapshotSplit,
    signal: AbortSignal,
  ): AsyncGenerator<SnapshotBatch, void, undefined>;
  /** Log position that all rows read so far are not newer than. */
  readTo(): bigint;
  close(): Promise<void>;
}

/** Waits for transactions that are altering one of the tables, at most this long. */
const LOCK_TIMEOUT = '30s';

export async function lockTables(
  options: SourceOptions,
  tables: readonly SourceTable[],
): Promise<WireConnection> {
  const guard = await connectWire(options.connect);
  try {
    const names = tables.map((table) => quoteTable(table.schemaName, table.tableName)).join(', ');
    await guard.query(
      `BEGIN READ ONLY; SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'${names === '' ? '' : `; LOCK TABLE ${names} IN ACCESS SHARE MODE`}`,
    );
    return guard;
  } catch (error) {
    await guard.end();
    throw error;
  }
}

/** `snapshotName`: every reader sees that exported snapshot. Without it each split is read as it is then, and `readTo` moves on. */
export function createSnapshotReader(
  options: SourceOptions,
  guard: WireConnection,
  snapshotName: string | undefined,
): SnapshotReader {
  const idle: WireConnection[] = [];
  const all = new Set<WireConnection>([guard]);
  let readTo = 0n;

  async function acquire(): Promise<WireConnection> {
    const known = idle.pop();
    if (known !== undefined && !known.closed) return known;
    const wire = await connectWire(options.connect);
    all.add(wire);
    if (snapshotName !== undefined) {
      await wire.query(
        `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT ${quoteLiteral(snapshotName)}`,
      );
    }
    return wire;
  }

  async function* read(
    table: SourceTable,
    split: SnapshotSplit,
    signal: AbortSignal,
  ): AsyncGenerator<SnapshotBatch, void, undefined> {
    if (guard.closed) throw guardLost(table);
    const wire = await acquire();
    const sql = copyStatement(table, splitCondition(split.id));
    yield* copyRows(wire, { sql, shape: rowShape(table, snapshotMeta(options, table)), signal });
    if (snapshotName === undefined) {
      const { rows } = await wire.query('SELECT pg_current_wal_insert_lsn()');
      const lsn = parseLsn(rows[0]?.[0] ?? '0/0');
      if (lsn > readTo) readTo = lsn;
    }
    // The lock was held to the last row, or the rows are not to be trusted.
    if (guard.closed) throw guardLost(table);
    idle.push(wire);
  }

  return {
    read,
    readTo: () => readTo,
    close: async () => {
      const open = [...all];
      all.clear();
      idle.length = 0;
      await Promise.all(open.map(async (wire) => wire.end()));
    },
  };
}

function guardLost(table: SourceTable): TailraceError {
  return new TailraceError(
    'postgres-connection-lost',
    `Snapshot of ${formatTableId(table.id)}: the connection that keeps the tables from being altered was lost.`,
    { data: { table: formatTableId(table.id) }, retryable: true },
  );
}

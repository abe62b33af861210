import type { Row } from '@tailrace/core/value';
import type { SourceTable } from '../catalog/source-table.ts';
import type { ConnectOptions } from '../wire/connect.ts';
import { connectWire } from '../wire/connect.ts';
import { copyRows, copyStatement, rowShape } from './read-rows.ts';

/** The first rows the server finds, in a read-only transaction on a connection of its own. */
export async function sampleRows(
  connect: ConnectOptions,
  table: SourceTable,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
): Promise<readonly Row[]> {
  const wire = await connectWire(connect);
  try {
    // An ALTER TABLE that waits must not hold up the preview for ever.
    await wire.query("BEGIN READ ONLY; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '20s'");
    const rows: Row[] = [];
    const sql = copyStatement(table, ` LIMIT ${Math.max(0, Math.floor(limit))}`);
    for await (const batch of copyRows(wire, { sql, shape: rowShape(table), signal }))
      rows.push(...batch.rows());
    await wire.query('ROLLBACK');
    return rows;
  } finally {
    await wire.end();
  }
}

import type { Row } from '@tailrace/core/value';
import type { TableSchema } from '@tailrace/core/table';
import { connectMysql } from '../connect.ts';
import { takeOver } from '../wire/raw-connection.ts';
import type { SourceTable } from './catalog.ts';
import type { SourceOptions } from './options.ts';
import { readRows, selectStatement } from './read-rows.ts';

/** The first rows the server finds, in a read-only transaction on a connection of its own. */
export async function sampleRows(
  options: SourceOptions,
  { id, read }: SourceTable,
  {
    schema,
    limit,
    signal,
  }: { readonly schema: TableSchema; readonly limit: number; readonly signal: AbortSignal },
): Promise<readonly Row[]> {
  const session = await connectMysql(options.connect, signal);
  // A statement that waits for somebody's ALTER TABLE must not hold up the preview for ever.
  await session.query('SET SESSION lock_wait_timeout = 5');
  await session.query('START TRANSACTION READ ONLY');
  const wire = takeOver(session);
  try {
    const shape = {
      table: id,
      schema,
      definition: read.definition,
      compactJson: options.compactJson,
      onZeroDate: () => undefined,
    };
    const rows: Row[] = [];
    const sql = selectStatement(shape, read.name, ` LIMIT ${Math.max(0, Math.floor(limit))}`);
    for await (const batch of readRows(wire, { sql, shape, signal })) rows.push(...batch.rows());
    return rows;
  } finally {
    wire.destroy();
  }
}

// The rows of one table as they are now, for a table that is read again in the midst of the stream.
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable, RetakeReader, SnapshotBatch } from '@tailrace/engine/api';
import { retakeImpossible } from '../../retake-impossible.ts';
import { connectMysql, type MysqlSession } from '../connect.ts';
import type { TableDefinition } from '../ddl/index.ts';
import { tableSchema } from '../types/table-schema.ts';
import { quoteName } from '../types/text-decoders.ts';
import { readTables } from './catalog.ts';
import { sameColumns } from './definition-at.ts';
import { nameOf, type CapturedTable } from './known-tables.ts';
import { formatPosition } from './position.ts';
import type { ReaderContext } from './reader-context.ts';
import { currentPosition } from './server-facts.ts';
import { createSnapshotReader } from './snapshot-reader.ts';
import { planSplits } from './snapshot-splits.ts';

/** `rowsPerSplit`: what one query reads. Throws `table-retake-impossible`. */
export async function retakeTable(
  context: ReaderContext,
  wanted: DiscoveredTable,
  { rowsPerSplit, signal }: { readonly rowsPerSplit: number; readonly signal: AbortSignal },
): Promise<RetakeReader> {
  const { options, session, facts, log } = context;
  const guard = await connectMysql(options.connect, signal);
  try {
    await holdColumns(guard, wanted);
    const table = await tableAsItIs(guard, context, wanted);
    const position = async () => currentPosition(session, facts);
    let readTo = await position();
    const snapshot = createSnapshotReader({ options, pinned: [], position, log });
    return {
      async *rows(): AsyncGenerator<SnapshotBatch, void, undefined> {
        const { id, name, definition } = table;
        const splits = await planSplits(session, {
          id,
          name,
          definition,
          rowEstimate: undefined,
          rows: rowsPerSplit,
          finished: [],
        });
        for (const split of splits) yield* snapshot.read(table, split, signal);
        readTo = await position();
      },
      consistentFrom: () => formatPosition(readTo),
      close: () => {
        snapshot.close();
        guard.destroy();
        return Promise.resolve();
      },
    };
  } catch (error) {
    guard.destroy();
    throw error;
  }
}

/** A transaction that has looked at the table keeps it from being altered until it ends, and hinders no writer (MySQL: metadata locking). */
async function holdColumns(guard: MysqlSession, wanted: DiscoveredTable): Promise<void> {
  await guard.query('START TRANSACTION');
  try {
    await guard.query(`SELECT 1 FROM ${wanted.table.parts.map(quoteName).join('.')} LIMIT 1`);
  } catch (error) {
    const errno = error instanceof TailraceError ? error.data['errno'] : undefined;
    throw errno === NO_SUCH_TABLE ? retakeImpossible(wanted.table, 'it is gone from the source') : error;
  }
}

const NO_SUCH_TABLE = 1146;

async function tableAsItIs(
  guard: MysqlSession,
  { options }: ReaderContext,
  wanted: DiscoveredTable,
): Promise<CapturedTable & { readonly definition: TableDefinition }> {
  const name = formatTableId(wanted.table);
  const now = (await readTables(guard)).find(({ id }) => formatTableId(id) === name)?.read;
  if (now === undefined) throw retakeImpossible(wanted.table, 'it is gone from the source');
  const schema = tableSchema(now.definition, name, options.schema);
  if (!sameColumns(wanted.schema, schema)) {
    throw retakeImpossible(
      wanted.table,
      'its columns have been altered, which the stream has not come to yet',
    );
  }
  return {
    id: wanted.table,
    name: nameOf(wanted.table),
    schema: wanted.schema,
    definition: now.definition,
    version: 0,
  };
}

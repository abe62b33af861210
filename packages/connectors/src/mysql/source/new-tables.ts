// Tables that the document's patterns capture and the run does not have: made while it goes on, or while it stood still.
import { formatTableId, tableId } from '@tailrace/core/table';
import type { TableName } from '../ddl/index.ts';

export type Log = (message: string, code?: string) => void;

const CODE = 'new-table-not-followed';

/** Tables that gh-ost and pt-online-schema-change make beside one that they alter. */
export function isHelper({ database, table }: TableName, isCaptured: (name: TableName) => boolean): boolean {
  const original = /^_(.+)_(?:gho|ghc|del|new|old)$/u.exec(table)?.[1];
  return original !== undefined && isCaptured({ database, table: original });
}

export function tellMade(log: Log, { database, table }: TableName): void {
  log(
    `Table ${formatTableId(tableId(database, table))} was made, which the pipeline's patterns match; it is not followed, and its rows are not in the sink. Set scan.binlog.newly-added-table.enabled to follow such tables from their CREATE TABLE on, or launch the pipeline anew to have this one.`,
    CODE,
  );
}

export function tellRenamed(log: Log, { database, table }: TableName): void {
  log(
    `Table ${formatTableId(tableId(database, table))} has got its name by RENAME TABLE, which the pipeline's patterns match; the log does not hold the rows that it had, so that it is not followed. Launch the pipeline anew to have it.`,
    CODE,
  );
}

export function tellThere(log: Log, { database, table }: TableName): void {
  log(
    `Table ${formatTableId(tableId(database, table))} is there, which the pipeline's patterns match; the run did not begin with it and does not follow it. Launch the pipeline anew to have it.`,
    CODE,
  );
}

// The metadata columns of the source (its descriptor lists them): only what the document asks for in `metadata.list`.
import type { EventMeta } from '@tailrace/core/event';
import type { SourceOptions } from '../options.ts';

interface Named {
  readonly schemaName: string;
  readonly tableName: string;
}

/** Meta of a table's events committed at `opTsMs`; undefined when none is asked for. One object serves all events of a table and commit. */
export function eventMeta(options: SourceOptions, table: Named, opTsMs: number): EventMeta | undefined {
  if (options.metadata.length === 0) return undefined;
  const known: EventMeta = {
    op_ts: String(opTsMs),
    table_name: table.tableName,
    schema_name: table.schemaName,
    database_name: options.database,
  };
  return Object.fromEntries(
    options.metadata.flatMap((key) => (known[key] === undefined ? [] : [[key, known[key]] as const])),
  );
}

/** Rows of the snapshot have the time 0, as in Flink CDC. */
export function snapshotMeta(options: SourceOptions, table: Named): EventMeta | undefined {
  return eventMeta(options, table, 0);
}

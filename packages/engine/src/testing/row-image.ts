// A table as a map of its rows, to compare what came out of a source or went into a sink with what should be there.
import { encodeRow, isDataChange, type ChangeEvent, type JsonRow } from '@tailrace/core/event';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import { UNSENT, type Row } from '@tailrace/core/value';

export interface TableImage {
  insert(row: Row): void;
  apply(event: ChangeEvent): void;
  /** In the order of the keys as JSON text. */
  rows(): readonly JsonRow[];
}

/** Strict: an insert of a key that is there, or a change of one that is not, throws. For tables with a key. */
export function createTableImage(schema: TableSchema): TableImage {
  const rows = new Map<string, Row>();
  const keys = schema.primaryKeys.map((name) => schema.columns.findIndex((column) => column.name === name));
  const keyOf = (row: Row): string =>
    JSON.stringify(
      keys.map((at) => row[at] ?? null),
      (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    );
  const insert = (row: Row): void => {
    const key = keyOf(row);
    if (rows.has(key)) throw new Error(`the row ${key} came twice`);
    rows.set(key, row);
  };
  return {
    insert,
    apply(event) {
      if (!isDataChange(event)) throw new Error(`no rows in ${event.type} of ${formatTableId(event.table)}`);
      if (!('before' in event)) {
        if (event.type === 'replace') rows.delete(keyOf(event.after));
        insert(event.after);
        return;
      }
      const key = keyOf(event.before);
      const old = rows.get(key);
      if (old === undefined) throw new Error(`${event.type} of the row ${key}, which is not there`);
      rows.delete(key);
      if (event.type === 'delete') return;
      insert(event.after.map((value, at) => (value === UNSENT ? (old[at] ?? null) : value)));
    },
    rows: () => [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => encodeRow(row, schema)),
  };
}

// TABLE_MAP and rows events of captured tables as change events.
import type { ChangeEvent, EventMeta } from '@tailrace/core/event';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { LogFormat } from '../binlog/format-description.ts';
import type { RawEvent } from '../binlog/read-event.ts';
import { locateRows, readRowsEvent } from '../binlog/rows-event.ts';
import { readTableMap } from '../binlog/table-map.ts';
import { bindTable, decodeImage, type BindOptions, type BoundTable } from './bind-table.ts';
import type { KnownTables } from './known-tables.ts';

export interface RowsReader {
  tableMap(event: RawEvent, format: LogFormat): void;
  /** Appends the rows' changes. */
  rows(event: RawEvent, format: LogFormat, out: ChangeEvent[]): void;
  /** Tables have changed: maps are read anew. */
  forget(): void;
}

interface Mapped {
  /** The body of the table map, which comes again with every statement. */
  readonly bytes: Buffer;
  /** Undefined: not captured. */
  readonly bound: BoundTable | undefined;
}

export interface RowsReaderOptions extends BindOptions {
  readonly tables: KnownTables;
  readonly foldNames: boolean;
  readonly metaOf: (timestampSeconds: number) => EventMeta | undefined;
}

export function createRowsReader(options: RowsReaderOptions): RowsReader {
  const mapped = new Map<number, Mapped>();

  function bind(event: RawEvent, format: LogFormat): Mapped & { readonly tableId: number } {
    const map = readTableMap(event.buffer, event.start, event.end, format);
    const fold = (text: string): string => (options.foldNames ? text.toLowerCase() : text);
    const table = options.tables.captured({ database: fold(map.schema), table: fold(map.table) });
    return {
      tableId: map.tableId,
      bytes: Buffer.from(event.buffer.subarray(event.start, event.end)),
      bound: table === undefined ? undefined : bindTable(map, table, options),
    };
  }

  return {
    tableMap(event, format) {
      const { buffer, start, end } = event;
      const tableId = buffer.readUIntLE(start, format.tableIdBytes);
      const known = mapped.get(tableId);
      if (known !== undefined && known.bytes.compare(buffer, start, end) === 0) return;
      const next = bind(event, format);
      // Numbers of tables grow with every DDL; those that are old are not met again.
      if (mapped.size > 4096) mapped.clear();
      mapped.set(next.tableId, next);
    },
    rows(event, format, out) {
      const rows = readRowsEvent(event, format);
      const found = mapped.get(rows.tableId);
      if (found === undefined) {
        // The end of a statement may come as an event of no table (MySQL's dummy rows event).
        if (rows.tableId === 0xffffff || rows.columnCount === 0) return;
        throw new TailraceError(
          'binlog-unreadable',
          `The binary log cannot be read: rows of table number ${rows.tableId} without a table map.`,
        );
      }
      const { bound } = found;
      if (bound === undefined) return;
      const located = locateRows(rows, bound.layout);
      const meta = options.metaOf(event.header.timestamp);
      const { id: table } = bound.table;
      for (let image = 0; image < located.images; image++) {
        if (rows.kind === 'update') {
          const before = decodeImage(bound, located, image, -1);
          const after = decodeImage(bound, located, image + 1, image);
          image += 1;
          out.push(
            meta === undefined
              ? { type: 'update', table, before, after }
              : { type: 'update', table, before, after, meta },
          );
        } else if (rows.kind === 'insert') {
          const after = decodeImage(bound, located, image, -1);
          out.push(
            meta === undefined ? { type: 'insert', table, after } : { type: 'insert', table, after, meta },
          );
        } else {
          const before = decodeImage(bound, located, image, -1);
          out.push(
            meta === undefined ? { type: 'delete', table, before } : { type: 'delete', table, before, meta },
          );
        }
      }
    },
    forget: () => mapped.clear(),
  };
}

// TABLE_MAP and rows events of captured tables: where their rows lie, for whoever wants them.
import type { EventMeta } from '@tailrace/core/event';
import { TailraceError } from '@tailrace/core/diagnostics';
import { CHANGE } from '@tailrace/engine/api';
import type { ChangeBuilder, ChangedTable } from '../../encoded-changes.ts';
import type { LogFormat } from '../binlog/format-description.ts';
import type { RawEvent } from '../binlog/read-event.ts';
import { eachRow, rowImages, RowsEvent, type RowImages } from '../binlog/rows-event.ts';
import { readTableMap } from '../binlog/table-map.ts';
import { bindTable, type BindOptions, type BoundTable } from './bind-table.ts';
import type { KnownTables } from './known-tables.ts';
import { createLoggedRows } from './logged-rows.ts';

export interface RowsReader {
  tableMap(event: RawEvent, format: LogFormat): void;
  /** Rows of a captured table. */
  captures(event: RawEvent, format: LogFormat): boolean;
  /** Adds the rows' changes, but for the first `skip` ones. */
  rows(event: RawEvent, format: LogFormat, to: { readonly out: ChangeBuilder; readonly skip: number }): void;
  /** Tables have changed: maps are read anew. */
  forget(): void;
}

interface Mapped {
  /** The body of the table map, which comes again with every statement. */
  readonly bytes: Buffer;
  /** Undefined: not captured. */
  readonly bound: BoundTable | undefined;
  /** What has been met of the table, by which columns its rows have. */
  readonly shapes: Shape[];
}

interface Captured extends Mapped {
  readonly bound: BoundTable;
}

const isCaptured = (mapped: Mapped): mapped is Captured => mapped.bound !== undefined;

/** Rows events that are alike. */
interface Shape {
  readonly present: Buffer;
  readonly presentAfter: Buffer;
  readonly partial: boolean;
  readonly images: RowImages;
  readonly table: ChangedTable;
}

export interface RowsReaderOptions extends BindOptions {
  readonly tables: KnownTables;
  readonly foldNames: boolean;
  readonly metaOf: (timestampSeconds: number) => EventMeta | undefined;
}

const KINDS = { insert: CHANGE.insert, update: CHANGE.update, delete: CHANGE.delete } as const;

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
      shapes: [],
    };
  }

  /** Undefined: not of a captured table. */
  function boundOf({ tableId, columnCount }: RowsEvent): Captured | undefined {
    const found = mapped.get(tableId);
    if (found === undefined) {
      // The end of a statement may come as an event of no table (MySQL's dummy rows event).
      if (tableId === 0xffffff || columnCount === 0) return undefined;
      throw new TailraceError(
        'binlog-unreadable',
        `The binary log cannot be read: rows of table number ${tableId} without a table map.`,
      );
    }
    return isCaptured(found) ? found : undefined;
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
    captures: (event, format) => boundOf(new RowsEvent(event, format)) !== undefined,
    rows(event, format, { out, skip }) {
      const rows = new RowsEvent(event, format);
      const found = boundOf(rows);
      if (found === undefined) return;
      const { images, table } = shapeOf(found.bound, found.shapes, rows);
      const meta = options.metaOf(event.header.timestamp);
      const kind = KINDS[rows.kind];
      let left = skip;
      out.enter(rows.buffer);
      eachRow(rows, images, (old, now) => {
        if (left > 0) left -= 1;
        else out.add(table, kind, { old, now }, meta);
      });
    },
    forget: () => mapped.clear(),
  };
}

function shapeOf(bound: BoundTable, shapes: Shape[], rows: RowsEvent): Shape {
  for (const shape of shapes) {
    if (shape.partial === rows.partial && rows.hasColumns(shape.present, shape.presentAfter)) return shape;
  }
  const images = rowImages(rows, bound.layout);
  const shape: Shape = {
    present: Buffer.from(rows.present),
    presentAfter: Buffer.from(rows.presentAfter),
    partial: rows.partial,
    images,
    table: createLoggedRows(bound, images),
  };
  // MINIMAL images have as many shapes as there are sets of columns that statements name.
  if (shapes.length >= 64) shapes.length = 0;
  shapes.push(shape);
  return shape;
}

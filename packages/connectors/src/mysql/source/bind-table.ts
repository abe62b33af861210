// A table map of the log brought together with the table that the pipeline knows: which logged column is which, and how its cells become
// values. Where the two do not fit, the table was changed without the log telling (sql_log_bin = 0), and nothing is guessed.
import type { EventMeta } from '@tailrace/core/event';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId } from '@tailrace/core/table';
import { UNSENT, type Row, type Value } from '@tailrace/core/value';
import type { LoggedColumn } from '../binlog/column-type.ts';
import {
  ABSENT_CELL,
  NULL_CELL,
  PARTIAL_CELL,
  rowLayout,
  type LocatedRows,
  type RowLayout,
} from '../binlog/rows-event.ts';
import type { TableMap } from '../binlog/table-map.ts';
import { sameColumn, type ColumnDefinition } from '../ddl/index.ts';
import { loggedLabels, logDecoder } from '../types/log-decoders.ts';
import { specialDecoder } from '../types/special-types.ts';
import { nameColumn } from '../../value-error.ts';
import type { CellDecoder } from '../values/cell-decoder.ts';
import { applyJsonDiffs, readJsonDiffs } from '../values/json-diff.ts';
import { COMPACT, jsonText, readJsonDocument, SPACED } from '../values/json-document.ts';
import type { CapturedTable } from './known-tables.ts';

export interface BindOptions {
  readonly compactJson: boolean;
  /** False: the pipeline's schema stays as it was, so columns may be missing or in excess. */
  readonly schemaChanges: boolean;
  onZeroDate(table: TableId, column: string, text: string): void;
}

export interface BoundTable {
  readonly table: CapturedTable;
  readonly version: number;
  readonly layout: RowLayout;
  /** By column of the pipeline: number of the logged column; -1: the log has none. */
  readonly positions: Int32Array;
  readonly decoders: readonly CellDecoder[];
  readonly compactJson: boolean;
  /** Of the rows event being read. */
  meta: EventMeta | undefined;
}

export function bindTable(map: TableMap, table: CapturedTable, options: BindOptions): BoundTable {
  const { definition, schema } = table;
  if (definition !== undefined && definition.columns.length !== map.columns.length) {
    throw mismatch(
      table,
      `the log has ${map.columns.length} columns where the table has ${definition.columns.length}`,
    );
  }
  const names = columnNames(map, table);
  const positions = Int32Array.from(schema.columns, ({ name }) =>
    names.findIndex((each) => sameColumn(each, name)),
  );
  if (options.schemaChanges) refuseOthers(table, names, positions);
  const decoders = schema.columns.map((column, at): CellDecoder => {
    const position = positions[at] ?? -1;
    const logged = map.columns[position];
    if (logged === undefined) return () => null;
    const defined = definition?.columns[position];
    const decoder = decoderOf(logged, defined, { table, at, options });
    if (decoder !== undefined) return decoder;
    throw mismatch(table, `column ${column.name} is in the log in a form that its type does not have`);
  });
  const { version } = table;
  return {
    table,
    version,
    layout: rowLayout(map.columns),
    positions,
    decoders,
    compactJson: options.compactJson,
    meta: undefined,
  };
}

/** From the log where it has them: it tells of the table as it was. */
function columnNames(map: TableMap, table: CapturedTable): readonly string[] {
  const logged = map.columns.map((column) => column.name);
  if (logged.every((name) => name !== undefined)) {
    const names = logged.map((name) => name ?? '');
    const other = table.definition?.columns.findIndex(({ name }, at) => !sameColumn(name, names[at] ?? ''));
    if (other !== undefined && other >= 0) {
      throw mismatch(
        table,
        `column ${other + 1} is ${names[other] ?? ''} in the log, and ${table.definition?.columns[other]?.name ?? ''} in the table`,
      );
    }
    return names;
  }
  if (table.definition !== undefined) return table.definition.columns.map(({ name }) => name);
  throw new TailraceError(
    'mysql-row-metadata-needed',
    `Table ${formatTableId(table.id)} was changed while the run stood still, and the log does not name the columns of its rows. Set binlog_row_metadata = FULL on the server, and start the pipeline anew from a snapshot.`,
    { data: { table: formatTableId(table.id) } },
  );
}

function refuseOthers(table: CapturedTable, names: readonly string[], positions: Int32Array): void {
  const missing = table.schema.columns.find((_, at) => positions[at] === -1);
  if (missing !== undefined) throw mismatch(table, `the log has no column ${missing.name}`);
  const extra = names.find((name) => !table.schema.columns.some((column) => sameColumn(column.name, name)));
  if (extra !== undefined)
    throw mismatch(table, `the log has a column ${extra} that the table is not known to have`);
}

function mismatch(table: CapturedTable, what: string): TailraceError {
  return new TailraceError(
    'mysql-table-mismatch',
    `Rows of ${formatTableId(table.id)} in the binary log do not fit the table as the run knows it: ${what}. It was changed without the log telling (sql_log_bin = 0, or a change on another server). Start the pipeline anew from a snapshot.`,
    { data: { table: formatTableId(table.id) } },
  );
}

function decoderOf(
  logged: LoggedColumn,
  defined: ColumnDefinition | undefined,
  {
    table,
    at,
    options,
  }: { readonly table: CapturedTable; readonly at: number; readonly options: BindOptions },
): CellDecoder | undefined {
  const column = table.schema.columns[at];
  if (column === undefined) return undefined;
  const special = defined === undefined ? undefined : specialDecoder(defined.type.name);
  if (special !== undefined) return special;
  const type = defined?.type;
  return logDecoder(logged, column.type, {
    unsigned: logged.unsigned ?? (type?.unsigned === true || type?.zerofill === true),
    charset: defined?.charset,
    labels: loggedLabels(logged) ?? type?.values,
    nullable: column.type.nullable,
    compactJson: options.compactJson,
    onZeroDate: (text) => options.onZeroDate(table.id, column.name, text),
  });
}

/** The row of an image. `before`: number of the image that changes within JSON documents refer to; -1: there is none. */
export function decodeImage(bound: BoundTable, rows: LocatedRows, image: number, before: number): Row {
  const { positions, decoders } = bound;
  const { buffer, offsets } = rows;
  const width = decoders.length;
  const row: Value[] = [];
  const base = image * rows.columns;
  for (let at = 0; at < width; at++) {
    const position = positions[at] ?? -1;
    if (position < 0) {
      row.push(null);
      continue;
    }
    const cell = 2 * (base + position);
    const length = offsets[cell + 1] ?? NULL_CELL;
    if (length >= 0) row.push(decodeCell(bound, at, { buffer, at: offsets[cell] ?? 0, length }));
    else if (length === NULL_CELL) row.push(null);
    else if (length === ABSENT_CELL) row.push(UNSENT);
    else row.push(patchedJson(bound, rows, { cell, position, before }));
  }
  return row;
}

interface Cell {
  readonly buffer: Buffer;
  readonly at: number;
  readonly length: number;
}

function decodeCell(bound: BoundTable, column: number, { buffer, at, length }: Cell): Value {
  try {
    return bound.decoders[column]?.(buffer, at, length) ?? null;
  } catch (error) {
    const name = bound.table.schema.columns[column]?.name ?? '';
    throw nameColumn(error, formatTableId(bound.table.id), name);
  }
}

function patchedJson(
  bound: BoundTable,
  { buffer, offsets, columns }: LocatedRows,
  { cell, position, before }: { readonly cell: number; readonly position: number; readonly before: number },
): Value {
  const old = 2 * (before * columns + position);
  const [start = 0, length = ABSENT_CELL] = before < 0 ? [] : [offsets[old], offsets[old + 1]];
  if (length < 0) {
    throw new TailraceError(
      'mysql-partial-json',
      `Table ${formatTableId(bound.table.id)}: the log holds a change within a JSON document and not the document before it. Set binlog_row_value_options = '' or binlog_row_image = FULL on the server.`,
      { data: { table: formatTableId(bound.table.id) } },
    );
  }
  const diffs = readJsonDiffs(buffer, offsets[cell] ?? 0, PARTIAL_CELL - (offsets[cell + 1] ?? 0));
  const document = applyJsonDiffs(readJsonDocument(buffer, start, start + length), diffs);
  return jsonText(document, bound.compactJson ? COMPACT : SPACED);
}

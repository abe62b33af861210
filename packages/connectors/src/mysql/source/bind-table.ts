// A table map of the log brought together with the table that the pipeline knows: which logged column is which, and how its cells become
// values. Where the two do not fit, the table was changed without the log telling (sql_log_bin = 0), and nothing is guessed.
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { LoggedColumn } from '../binlog/column-type.ts';
import { rowLayout, type RowLayout } from '../binlog/rows-event.ts';
import type { TableMap } from '../binlog/table-map.ts';
import { sameColumn, type ColumnDefinition } from '../ddl/index.ts';
import { loggedLabels, logDecoder, type ColumnFacts } from '../types/log-decoders.ts';
import { specialDecoder } from '../types/special-types.ts';
import { logKind } from '../types/log-kinds.ts';
import type { CellDecoder } from '../values/cell-decoder.ts';
import type { CapturedTable } from './known-tables.ts';

export interface BindOptions {
  readonly compactJson: boolean;
  /** False: the pipeline's schema stays as it was, so columns may be missing or in excess. */
  readonly schemaChanges: boolean;
  onZeroDate(table: TableId, column: string, text: string): void;
}

export interface BoundTable {
  readonly id: TableId;
  /** Of the columns of the pipeline. */
  readonly names: readonly string[];
  readonly layout: RowLayout;
  /** By column of the pipeline: number of the logged column; -1: the log has none, and the value is NULL. */
  readonly positions: Int32Array;
  readonly decoders: readonly CellDecoder[];
  /** How a sink may read the cells by itself, see EncodedTable. */
  readonly kinds: readonly string[];
  readonly compactJson: boolean;
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
  const cells = schema.columns.map(({ name }, at): BoundCell => {
    const position = positions[at] ?? -1;
    const logged = map.columns[position];
    if (logged === undefined) return { decoder: () => null, kind: '' };
    const cell = bindCell(logged, definition?.columns[position], { table, at, options });
    if (cell !== undefined) return cell;
    throw mismatch(table, `column ${name} is in the log in a form that its type does not have`);
  });
  return {
    id: table.id,
    names: schema.columns.map(({ name }) => name),
    layout: rowLayout(map.columns),
    positions,
    decoders: cells.map(({ decoder }) => decoder),
    kinds: cells.map(({ kind }) => kind),
    compactJson: options.compactJson,
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

interface BoundCell {
  readonly decoder: CellDecoder;
  readonly kind: string;
}

function bindCell(
  logged: LoggedColumn,
  defined: ColumnDefinition | undefined,
  {
    table,
    at,
    options,
  }: { readonly table: CapturedTable; readonly at: number; readonly options: BindOptions },
): BoundCell | undefined {
  const column = table.schema.columns[at];
  if (column === undefined) return undefined;
  const special = defined === undefined ? undefined : specialDecoder(defined.type.name);
  if (special !== undefined) return { decoder: special, kind: '' };
  const type = defined?.type;
  const facts: ColumnFacts = {
    unsigned: logged.unsigned ?? (type?.unsigned === true || type?.zerofill === true),
    charset: defined?.charset,
    labels: loggedLabels(logged) ?? type?.values,
    nullable: column.type.nullable,
    compactJson: options.compactJson,
    onZeroDate: (text) => options.onZeroDate(table.id, column.name, text),
  };
  const decoder = logDecoder(logged, column.type, facts);
  return decoder === undefined ? undefined : { decoder, kind: logKind(logged, column.type, facts) };
}

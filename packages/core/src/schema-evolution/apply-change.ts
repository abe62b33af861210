// What one schema change makes of a schema (SPEC.md, SE1 to SE6): a pure function, the same for sources, transforms and sinks.
import { unreachable } from '../assert/index.ts';
import { TailraceError } from '../diagnostics/index.ts';
import type { AddedColumn, SchemaChangeEvent } from '../event/index.ts';
import { type Column, type TableId, type TableSchema, formatTableId } from '../table/index.ts';
import { equalTypes } from '../types/index.ts';

/** The schema after the change. Throws TailraceError `schema-change-impossible` where it names columns that are not there. */
export function applySchemaChange(schema: TableSchema, event: SchemaChangeEvent): TableSchema {
  switch (event.type) {
    case 'create.table':
      return event.schema;
    case 'add.column':
      return { ...schema, columns: addColumns(schema.columns, event.columns, event.table) };
    case 'drop.column':
      return { ...schema, columns: schema.columns.filter((column) => !event.columns.includes(column.name)) };
    case 'rename.column':
      return { ...schema, columns: renameColumns(schema.columns, event) };
    case 'alter.column.type':
      return { ...schema, columns: schema.columns.map((column) => altered(column, event)) };
    case 'alter.table.comment':
      return { ...schema, comment: event.comment };
    case 'truncate.table':
    case 'drop.table':
      return schema;
    default:
      return unreachable(event);
  }
}

/** A lookup that does not take the names of JavaScript's own properties for columns. */
export function entryOf<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function renameColumns(
  columns: readonly Column[],
  event: SchemaChangeEvent & { readonly type: 'rename.column' },
): readonly Column[] {
  const result = columns.map((column) => {
    const name = entryOf(event.names, column.name);
    return name === undefined ? column : { ...column, name };
  });
  const twice = result.find((column, at) => result.findIndex(({ name }) => name === column.name) < at);
  if (twice === undefined) return result;
  throw impossible(
    event.table,
    `a column is to be renamed to ${twice.name}, which is there already`,
    twice.name,
  );
}

function altered(column: Column, event: SchemaChangeEvent & { readonly type: 'alter.column.type' }): Column {
  const type = entryOf(event.types, column.name);
  const comment = entryOf(event.comments ?? {}, column.name);
  if (type === undefined) return column;
  return { ...column, type, ...(comment === undefined ? {} : { comment }) };
}

function addColumns(
  columns: readonly Column[],
  added: readonly AddedColumn[],
  table: TableId,
): readonly Column[] {
  const result = [...columns];
  for (const item of added) {
    const present = result.find((column) => column.name === item.column.name);
    if (present !== undefined) {
      // The same column once more: it is there already. Rows are objects, so no second one can be.
      if (equalTypes(present.type, item.column.type)) continue;
      throw impossible(
        table,
        `column ${item.column.name} is there already, with another type`,
        item.column.name,
      );
    }
    const at = insertionPoint(result, item, table);
    result.splice(at, 0, item.column);
  }
  return result;
}

function insertionPoint(columns: readonly Column[], item: AddedColumn, table: TableId): number {
  if (!('existing' in item)) return item.position === 'first' ? 0 : columns.length;
  const at = columns.findIndex((column) => column.name === item.existing);
  if (at < 0) {
    throw impossible(
      table,
      `column ${item.column.name} is to be added ${item.position} column ${item.existing}, which does not exist`,
      item.existing,
    );
  }
  return item.position === 'before' ? at : at + 1;
}

export function impossible(table: TableId, what: string, column: string): TailraceError {
  const name = formatTableId(table);
  return new TailraceError('schema-change-impossible', `table ${name}: ${what}`, {
    data: { table: name, column },
  });
}

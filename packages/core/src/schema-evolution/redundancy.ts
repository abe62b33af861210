import type { SchemaChangeEvent } from '../event/index.ts';
import type { Column, TableSchema } from '../table/index.ts';
import { equalTypes } from '../types/index.ts';

/** [SE7] Whether the change says nothing that the schema does not have already, because it came before. */
export function isRepetition(schema: TableSchema, event: SchemaChangeEvent): boolean {
  const find = (name: string) => schema.columns.find((column) => column.name === name);
  switch (event.type) {
    case 'create.table':
      return equalColumns(schema.columns, event.schema.columns);
    case 'add.column':
      return event.columns.every(({ column }) => {
        const present = find(column.name);
        return present !== undefined && equalColumn(present, column);
      });
    case 'alter.column.type':
      return Object.entries(event.types).every(([name, type]) => {
        const present = find(name);
        return present !== undefined && equalTypes(present.type, type);
      });
    case 'drop.column':
      return event.columns.every((name) => find(name) === undefined);
    case 'rename.column':
      return Object.entries(event.names).every(
        ([from, to]) => find(from) === undefined && find(to) !== undefined,
      );
    case 'drop.table':
    case 'truncate.table':
    case 'alter.table.comment':
      return false;
  }
}

/** Name, type, comment and default alike. */
export function equalColumn(a: Column, b: Column): boolean {
  return (
    a.name === b.name && equalTypes(a.type, b.type) && a.comment === b.comment && a.default === b.default
  );
}

/** The same columns by name and type, in order; comments and defaults do not count. */
export function equalColumns(a: readonly Column[], b: readonly Column[]): boolean {
  return (
    a.length === b.length &&
    a.every((column, at) => {
      const other = b[at];
      return other !== undefined && column.name === other.name && equalTypes(column.type, other.type);
    })
  );
}

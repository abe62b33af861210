// Change events in memory; their text form is JSON Lines (json-lines.ts). Kinds carry the names of the public contract.
import type { Column, TableId, TableSchema } from '../table/index.ts';
import type { DataType } from '../types/index.ts';
import type { Row } from '../value/index.ts';

export type ColumnPosition =
  | { readonly position: 'first' | 'last' }
  | { readonly position: 'before' | 'after'; readonly existing: string };

export type AddedColumn = { readonly column: Column } & ColumnPosition;

export type SchemaChangeEvent =
  | { readonly type: 'create.table'; readonly table: TableId; readonly schema: TableSchema }
  | { readonly type: 'add.column'; readonly table: TableId; readonly columns: readonly AddedColumn[] }
  | { readonly type: 'drop.column'; readonly table: TableId; readonly columns: readonly string[] }
  | {
      readonly type: 'rename.column';
      readonly table: TableId;
      readonly names: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'alter.column.type';
      readonly table: TableId;
      readonly types: Readonly<Record<string, DataType>>;
      readonly oldTypes?: Readonly<Record<string, DataType>>;
      readonly comments?: Readonly<Record<string, string>>;
    }
  | { readonly type: 'truncate.table' | 'drop.table'; readonly table: TableId }
  | { readonly type: 'alter.table.comment'; readonly table: TableId; readonly comment: string };

export type SchemaChangeType = SchemaChangeEvent['type'];

export const SCHEMA_CHANGE_TYPES: readonly SchemaChangeType[] = [
  'create.table',
  'add.column',
  'alter.column.type',
  'drop.column',
  'drop.table',
  'rename.column',
  'truncate.table',
  'alter.table.comment',
];

/** insert and replace carry only `after`, delete only `before`, update both. `meta` is what the source tells of the event. */
export type DataChangeEvent =
  | {
      readonly type: 'insert' | 'replace';
      readonly table: TableId;
      readonly after: Row;
      readonly meta?: EventMeta;
    }
  | {
      readonly type: 'update';
      readonly table: TableId;
      readonly before: Row;
      readonly after: Row;
      readonly meta?: EventMeta;
    }
  | { readonly type: 'delete'; readonly table: TableId; readonly before: Row; readonly meta?: EventMeta };

export type EventMeta = Readonly<Record<string, string>>;
export type ChangeEvent = SchemaChangeEvent | DataChangeEvent;

export function isDataChange(event: ChangeEvent): event is DataChangeEvent {
  return (
    event.type === 'insert' || event.type === 'update' || event.type === 'delete' || event.type === 'replace'
  );
}

export {
  SCHEMA_CHANGE_TYPES,
  isDataChange,
  type AddedColumn,
  type ChangeEvent,
  type ColumnPosition,
  type DataChangeEvent,
  type EventMeta,
  type SchemaChangeEvent,
  type SchemaChangeType,
} from './change-event.ts';

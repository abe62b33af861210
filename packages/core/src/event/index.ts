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
export type { Decoded, EventFaultCode } from './event-fault.ts';
export { decodeEvent, encodeEvent, eventFromJson, eventToJson, type SchemaLookup } from './json-lines.ts';
export { decodeJsonRow, encodeRow, type JsonRow } from './row-json.ts';
export {
  columnToJson,
  schemaFromJson,
  schemaToJson,
  type JsonColumn,
  type JsonSchema,
} from './schema-json.ts';
export { encodeValue } from './value-json.ts';

// Change events as JSON Lines, one object a line (contract: change events). Reading needs the table's schema as of that line, which
// the caller keeps by applying what it has read.
import { type TableId, type TableSchema, formatTableId, parseTableId } from '../table/index.ts';
import { formatDataType } from '../types/index.ts';
import type { JsonValue } from '../value/index.ts';
import type { AddedColumn, ChangeEvent, DataChangeEvent, SchemaChangeEvent } from './change-event.ts';
import { isDataChange } from './change-event.ts';
import { type Decoded, EventFault, decoded, shown } from './event-fault.ts';
import { decodeRow, encodeRow } from './row-json.ts';
import {
  columnToJson,
  readColumn,
  readList,
  readNames,
  readObject,
  readSchema,
  readText,
  readTexts,
  readType,
  schemaToJson,
} from './schema-json.ts';

/** The schema that a table's rows have at this point of the stream; undefined before its create.table. */
export type SchemaLookup = (table: TableId) => TableSchema | undefined;

/** Reads one line. The message of a failure says what is wrong with which part; the line's number is the caller's to add. */
export function decodeEvent(line: string, schemas: SchemaLookup): Decoded<ChangeEvent> {
  return decoded(() => {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      throw new EventFault('event-syntax', `not JSON: ${shown(line)}`);
    }
    return readEvent(json, schemas);
  });
}

/** The same for an event that is parsed JSON already. */
export function eventFromJson(json: unknown, schemas: SchemaLookup): Decoded<ChangeEvent> {
  return decoded(() => readEvent(json, schemas));
}

/** One line without its line break. Data events need the schema of their table. */
export function encodeEvent(event: ChangeEvent, schema: TableSchema | undefined): string {
  return JSON.stringify(eventToJson(event, schema));
}

type JsonObject = Readonly<Record<string, unknown>>;

function readEvent(json: unknown, schemas: SchemaLookup): ChangeEvent {
  const given = readObject(json, 'event');
  const type = readText(given['type'], 'type of an event');
  const text = readText(given['table'], 'table of an event');
  const table = knownTable(text);
  if (table === undefined) {
    throw new EventFault('event-syntax', `${shown(text)} is not a table: one to three parts joined by dots`);
  }
  if (type === 'create.table') return { type, table, schema: readSchema(given['schema']) };
  const schema = schemas(table);
  if (schema === undefined) {
    throw new EventFault('event-table', `${type} for table ${text}, which no create.table came for`);
  }
  return readDataEvent(type, table, given, schema) ?? readSchemaChange(type, table, given);
}

const tables = new Map<string, TableId>();
const TABLES_KEPT = 4096;

/** Events of one table share one id object, which is what others look the table's state up by. */
function knownTable(text: string): TableId | undefined {
  const known = tables.get(text);
  if (known !== undefined) return known;
  const table = parseTableId(text);
  if (table === undefined) return undefined;
  if (tables.size >= TABLES_KEPT) tables.clear();
  tables.set(text, table);
  return table;
}

function readDataEvent(
  type: string,
  table: TableId,
  given: JsonObject,
  schema: TableSchema,
): DataChangeEvent | undefined {
  const meta = given['meta'] === undefined ? {} : { meta: readTexts(given['meta'], 'meta') };
  const image = (side: 'before' | 'after') => readImage(given[side], side, table, schema);
  switch (type) {
    case 'insert':
    case 'replace':
      return { type, table, after: image('after'), ...meta };
    case 'update':
      return { type, table, before: image('before'), after: image('after'), ...meta };
    case 'delete':
      return { type, table, before: image('before'), ...meta };
    default:
      return undefined;
  }
}

function readImage(json: unknown, side: string, table: TableId, schema: TableSchema) {
  try {
    return decodeRow(json, schema);
  } catch (error) {
    if (!(error instanceof EventFault)) throw error;
    throw new EventFault(error.code, `"${side}" of table ${formatTableId(table)}: ${error.message}`);
  }
}

function readSchemaChange(type: string, table: TableId, given: JsonObject): SchemaChangeEvent {
  switch (type) {
    case 'add.column':
      return { type, table, columns: readList(given['columns'], 'columns').map(readAddedColumn) };
    case 'drop.column':
      return { type, table, columns: readNames(given['columns'], 'columns') };
    case 'rename.column':
      return { type, table, names: readTexts(given['names'], 'names') };
    case 'alter.column.type':
      return {
        type,
        table,
        types: readTypes(given['types'], 'types'),
        ...(given['oldTypes'] === undefined ? {} : { oldTypes: readTypes(given['oldTypes'], 'oldTypes') }),
        ...(given['comments'] === undefined ? {} : { comments: readTexts(given['comments'], 'comments') }),
      };
    case 'truncate.table':
    case 'drop.table':
      return { type, table };
    case 'alter.table.comment':
      return { type, table, comment: readText(given['comment'], 'comment') };
    default:
      throw new EventFault('event-syntax', `unknown type of event ${shown(type)}`);
  }
}

const readTypes = (json: unknown, what: string) =>
  Object.fromEntries(
    Object.entries(readObject(json, what)).map(([name, type]) => [name, readType(type, name)]),
  );

function readAddedColumn(json: unknown): AddedColumn {
  const given = readObject(json, 'item of columns');
  const column = readColumn(given['column']);
  const position = given['position'] ?? 'last';
  if (position === 'first' || position === 'last') return { column, position };
  if (position === 'before' || position === 'after') {
    return { column, position, existing: readText(given['existing'], `existing of column ${column.name}`) };
  }
  throw new EventFault('event-syntax', `unknown position ${shown(position)} of column ${column.name}`);
}

/** The event as plain JSON, in the notation of the contract. */
export function eventToJson(
  event: ChangeEvent,
  schema: TableSchema | undefined,
): { [key: string]: JsonValue } {
  const head = { type: event.type, table: formatTableId(event.table) };
  if (isDataChange(event)) {
    if (schema === undefined) throw new Error(`internal: no schema of ${head.table} to write a row with`);
    return {
      ...head,
      ...('before' in event ? { before: encodeRow(event.before, schema) } : {}),
      ...('after' in event ? { after: encodeRow(event.after, schema) } : {}),
      ...(event.meta === undefined ? {} : { meta: event.meta }),
    };
  }
  return { ...head, ...schemaChangeToJson(event) };
}

function schemaChangeToJson(event: SchemaChangeEvent): { [key: string]: JsonValue } {
  const types = (byName: Readonly<Record<string, Parameters<typeof formatDataType>[0]>>) =>
    Object.fromEntries(Object.entries(byName).map(([name, type]) => [name, formatDataType(type)]));
  switch (event.type) {
    case 'create.table':
      return { schema: { ...schemaToJson(event.schema) } };
    case 'add.column':
      return {
        columns: event.columns.map((added) => ({
          column: columnToJson(added.column),
          position: added.position,
          ...('existing' in added ? { existing: added.existing } : {}),
        })),
      };
    case 'drop.column':
      return { columns: event.columns };
    case 'rename.column':
      return { names: event.names };
    case 'alter.column.type':
      return {
        types: types(event.types),
        ...(event.oldTypes === undefined ? {} : { oldTypes: types(event.oldTypes) }),
        ...(event.comments === undefined ? {} : { comments: event.comments }),
      };
    case 'alter.table.comment':
      return { comment: event.comment };
    case 'truncate.table':
    case 'drop.table':
      return {};
  }
}

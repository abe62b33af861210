// Rows as JSON objects: every column of the schema by name, in its order. A column that the source did not send has no entry.
import type { TableSchema } from '../table/index.ts';
import { type JsonValue, type Row, UNSENT, type Value } from '../value/index.ts';
import { type Decoded, EventFault, decoded, shown } from './event-fault.ts';
import { decodeValue, valueEncoder } from './value-json.ts';

export type JsonRow = Readonly<Record<string, JsonValue>>;

type ColumnEncoder = readonly [name: string, encode: (value: Value) => JsonValue];

const encoders = new WeakMap<TableSchema, readonly ColumnEncoder[]>();

function encodersOf(schema: TableSchema): readonly ColumnEncoder[] {
  let known = encoders.get(schema);
  if (known === undefined) {
    known = schema.columns.map((column): ColumnEncoder => [column.name, valueEncoder(column.type)]);
    encoders.set(schema, known);
  }
  return known;
}

/** A row in the notation of the contract. */
export function encodeRow(row: Row, schema: TableSchema): JsonRow {
  const json: Record<string, JsonValue> = {};
  const columns = encodersOf(schema);
  for (let at = 0; at < columns.length; at += 1) {
    const column = columns[at];
    const value = row[at];
    if (column === undefined || value === UNSENT) continue;
    const encoded = value === null || value === undefined ? null : column[1](value);
    if (column[0] === '__proto__') setOwn(json, column[0], encoded);
    else json[column[0]] = encoded;
  }
  return json;
}

/** Assignment to this name would set the prototype instead. */
function setOwn(target: object, name: string, value: JsonValue): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Reads a row; a column left out is null. Throws EventFault: `event-syntax` when it is no object, `event-column` for a column
 * that the schema lacks, `event-value` for a value that its column cannot hold.
 */
export function decodeRow(json: unknown, schema: TableSchema): Row {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new EventFault('event-syntax', `a row is an object of columns, got ${shown(json)}`);
  }
  const given = json as Readonly<Record<string, unknown>>;
  const { columns } = schema;
  const row: Value[] = [];
  let seen = 0;
  for (const column of columns) {
    if (!Object.hasOwn(given, column.name)) {
      row.push(null);
      continue;
    }
    seen += 1;
    try {
      row.push(decodeValue(given[column.name], column.type));
    } catch (error) {
      if (!(error instanceof EventFault)) throw error;
      throw new EventFault(error.code, `column ${column.name}: ${error.message}`);
    }
  }
  if (seen < Object.keys(given).length) refuseUnknown(given, schema);
  return row;
}

function refuseUnknown(given: object, schema: TableSchema): void {
  const known = new Set(schema.columns.map((column) => column.name));
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new EventFault(
    'event-column',
    `the table has no column ${unknown}; its columns are ${[...known].join(', ')}`,
  );
}

/** `decodeRow` as a result, for the other rooms. */
export function decodeJsonRow(json: unknown, schema: TableSchema): Decoded<Row> {
  return decoded(() => decodeRow(json, schema));
}

// Columns and schemas as JSON (contract: change events, create.table).
import type { Column, TableSchema } from '../table/index.ts';
import { type DataType, formatDataType, parseDataType } from '../types/index.ts';
import type { JsonValue } from '../value/index.ts';
import { type Decoded, EventFault, decoded, shown } from './event-fault.ts';

export type JsonColumn = {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
  readonly default?: string;
};

export interface JsonSchema {
  readonly columns: readonly JsonColumn[];
  readonly primaryKeys: readonly string[];
  readonly partitionKeys: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly comment?: string;
}

export function columnToJson(column: Column): JsonColumn {
  return {
    name: column.name,
    type: formatDataType(column.type),
    ...(column.comment === undefined ? {} : { comment: column.comment }),
    ...(column.default === undefined ? {} : { default: column.default }),
  };
}

export function schemaToJson(schema: TableSchema): JsonSchema {
  return {
    columns: schema.columns.map(columnToJson),
    primaryKeys: schema.primaryKeys,
    partitionKeys: schema.partitionKeys,
    options: schema.options,
    ...(schema.comment === undefined ? {} : { comment: schema.comment }),
  };
}

/** Reads what `schemaToJson` writes; everything but the columns may be left out. */
export function schemaFromJson(json: JsonValue | JsonSchema): Decoded<TableSchema> {
  return decoded(() => readSchema(json));
}

export function readSchema(json: unknown): TableSchema {
  const given = readObject(json, 'schema');
  const columns = readList(given['columns'], 'schema.columns').map(readColumn);
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name)) throw new EventFault('event-syntax', `schema.columns has the column ${name} twice`);
    names.add(name);
  }
  const comment = readOptionalText(given['comment'], 'schema.comment');
  return {
    columns,
    primaryKeys: readNames(given['primaryKeys'] ?? [], 'schema.primaryKeys'),
    partitionKeys: readNames(given['partitionKeys'] ?? [], 'schema.partitionKeys'),
    options: readTexts(given['options'] ?? {}, 'schema.options'),
    ...(comment === undefined ? {} : { comment }),
  };
}

export function readColumn(json: unknown): Column {
  const given = readObject(json, 'column');
  const name = readText(given['name'], 'name of a column');
  const comment = readOptionalText(given['comment'], `comment of column ${name}`);
  const defaultText = readOptionalText(given['default'], `default of column ${name}`);
  return {
    name,
    type: readType(given['type'], name),
    ...(comment === undefined ? {} : { comment }),
    ...(defaultText === undefined ? {} : { default: defaultText }),
  };
}

export function readType(json: unknown, column: string): DataType {
  const type = parseDataType(readText(json, `type of column ${column}`));
  if (type === undefined)
    throw new EventFault('event-syntax', `column ${column} has the unknown type ${shown(json)}`);
  return type;
}

export function readObject(json: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new EventFault('event-syntax', `${what} has to be an object, got ${shown(json)}`);
  }
  return json as Readonly<Record<string, unknown>>;
}

export function readList(json: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(json))
    throw new EventFault('event-syntax', `${what} has to be a list, got ${shown(json)}`);
  return json;
}

export function readText(json: unknown, what: string): string {
  if (typeof json !== 'string') {
    throw new EventFault('event-syntax', `the ${what} has to be a text, got ${shown(json)}`);
  }
  return json;
}

const readOptionalText = (json: unknown, what: string): string | undefined =>
  json === undefined || json === null ? undefined : readText(json, what);

export const readNames = (json: unknown, what: string): string[] =>
  readList(json, what).map((name) => readText(name, `name in ${what}`));

/** An object of texts. */
export function readTexts(json: unknown, what: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(readObject(json, what)).map(([name, text]) => [name, readText(text, `${what}.${name}`)]),
  );
}

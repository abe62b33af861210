// Schema changes as SQL. The preview shows what these functions return and the writer runs it, so the two cannot differ. A change is one
// ALTER TABLE wherever it can be: MySQL commits every statement for itself, and one that was interrupted has either happened or not.
import type { AddedColumn, SchemaChangeEvent } from '@tailrace/core/event';
import type { Column, TableSchema } from '@tailrace/core/table';
import { applySchemaChange } from '@tailrace/core/schema-evolution';
import { constantDefault } from '../../constant-default.ts';
import { columnTypes } from './column-type.ts';
import { checkName, quoteIdent, quoteTable, quoteText, sinkName } from './sql-text.ts';

export interface DdlOptions {
  readonly database: string | undefined;
  readonly createDatabases: boolean;
}

/**
 * Bytes decide whether two texts are the same, blanks at the end included, as in the pipeline: otherwise rows whose keys differ in case
 * would fall onto each other. MySQL and MariaDB have different names for that.
 */
const COLLATION =
  'CHARACTER SET utf8mb4 COLLATE /*!80017 utf8mb4_0900_bin */ /*M!100205 utf8mb4_nopad_bin */';

/** In order; empty where MySQL has nothing to do. `schema`: the table's before the change. */
export function planStatements(
  event: SchemaChangeEvent,
  schema: TableSchema | undefined,
  options: DdlOptions,
): readonly string[] {
  const name = sinkName(event.table, options.database);
  const target = quoteTable(name);
  const alter = (clauses: readonly string[]): readonly string[] =>
    clauses.length === 0 ? [] : [`ALTER TABLE ${target} ${clauses.join(', ')}`];
  switch (event.type) {
    case 'create.table':
      return [
        ...(options.createDatabases ? [`CREATE DATABASE IF NOT EXISTS ${quoteIdent(name.database)}`] : []),
        createTable(target, event.schema),
      ];
    case 'add.column':
      return addColumns(target, event, schema);
    case 'drop.column':
      return alter(event.columns.map((column) => `DROP COLUMN ${quoteIdent(column)}`));
    case 'rename.column':
      return alter(
        Object.entries(event.names)
          .filter(([from, to]) => from !== to)
          .map(([from, to]) => `RENAME COLUMN ${quoteIdent(from)} TO ${quoteIdent(checkName(to, 'column'))}`),
      );
    case 'alter.column.type':
      return alter(modifications(event, schema));
    case 'truncate.table':
      return [`TRUNCATE TABLE ${target}`];
    case 'drop.table':
      return [`DROP TABLE IF EXISTS ${target}`];
    case 'alter.table.comment':
      return alter([`COMMENT = ${comment(event.comment, 2048)}`]);
  }
}

function createTable(target: string, schema: TableSchema): string {
  const types = columnTypes(schema);
  const lines = schema.columns.map(
    (column, at) => `  ${columnDefinition(column, types[at]?.ddl ?? '', isKey(schema, column.name))}`,
  );
  if (schema.primaryKeys.length > 0) {
    lines.push(`  PRIMARY KEY (${schema.primaryKeys.map(quoteIdent).join(', ')})`);
  }
  const remark = schema.comment === undefined ? '' : ` COMMENT = ${comment(schema.comment, 2048)}`;
  return `CREATE TABLE IF NOT EXISTS ${target} (\n${lines.join(',\n')}\n) ENGINE = InnoDB ${COLLATION}${remark}`;
}

const isKey = (schema: TableSchema, column: string): boolean => schema.primaryKeys.includes(column);

function columnDefinition(column: Column, ddl: string, key: boolean): string {
  const nullable = column.type.nullable && !key ? ' NULL' : ' NOT NULL';
  return `${quoteIdent(checkName(column.name, 'column'))} ${ddl}${nullable}${columnComment(column.comment)}`;
}

const columnComment = (text: string | undefined): string =>
  text === undefined || text === '' ? '' : ` COMMENT ${comment(text, 1024)}`;

/** MySQL refuses longer comments; they are cut, which changes no data. */
function comment(text: string, limit: number): string {
  const chars = Array.from(text);
  return quoteText(chars.length > limit ? `${chars.slice(0, limit - 1).join('')}…` : text);
}

/**
 * NOT NULL stays away where no default fills the rows that are there; a default fills them and is then taken away, because every row that
 * comes brings its own value.
 */
function addColumns(
  target: string,
  event: SchemaChangeEvent & { readonly type: 'add.column' },
  schema: TableSchema | undefined,
): readonly string[] {
  const after = schema === undefined ? undefined : applySchemaChange(schema, event);
  const known = after ?? {
    columns: event.columns.map(({ column }) => column),
    primaryKeys: [],
    partitionKeys: [],
    options: {},
  };
  const types = columnTypes(known);
  const filled: string[] = [];
  const clauses = event.columns.map((added) => {
    const { column } = added;
    const ddl = types[known.columns.findIndex(({ name }) => name === column.name)]?.ddl ?? '';
    const constant = defaultLiteral(column.default, ddl);
    const name = quoteIdent(checkName(column.name, 'column'));
    if (constant !== undefined) filled.push(name);
    const nullable = column.type.nullable || constant === undefined ? ' NULL' : ' NOT NULL';
    const value = constant === undefined ? '' : ` DEFAULT ${constant}`;
    return `ADD COLUMN ${name} ${ddl}${nullable}${value}${columnComment(column.comment)}${place(added, schema)}`;
  });
  if (clauses.length === 0) return [];
  const drops = filled.map((name) => `ALTER COLUMN ${name} DROP DEFAULT`);
  return [
    `ALTER TABLE ${target} ${clauses.join(', ')}`,
    ...(drops.length === 0 ? [] : [`ALTER TABLE ${target} ${drops.join(', ')}`]),
  ];
}

/** Texts, bytes and JSON take a default only as an expression. Undefined for a default that is no constant. */
function defaultLiteral(expression: string | undefined, ddl: string): string | undefined {
  const constant = constantDefault(expression)?.trim();
  if (constant === undefined) return undefined;
  const quoted = /^(E?)'(.*)'$/isu.exec(constant);
  const [, escapes = '', content = ''] = quoted ?? [];
  const text = content.replaceAll("''", "'");
  const literal =
    quoted === null ? constant : quoteText(escapes === '' ? text : text.replaceAll('\\\\', '\\'));
  return /^(?:LONGTEXT|LONGBLOB|JSON)/u.test(ddl) ? `(${literal})` : literal;
}

function place(added: AddedColumn, schema: TableSchema | undefined): string {
  if (!('existing' in added)) return added.position === 'first' ? ' FIRST' : '';
  if (added.position === 'after') return ` AFTER ${quoteIdent(added.existing)}`;
  const at = schema?.columns.findIndex(({ name }) => name === added.existing) ?? -1;
  const before = at > 0 ? schema?.columns[at - 1] : undefined;
  return before === undefined ? ' FIRST' : ` AFTER ${quoteIdent(before.name)}`;
}

function modifications(
  event: SchemaChangeEvent & { readonly type: 'alter.column.type' },
  schema: TableSchema | undefined,
): readonly string[] {
  const before = schema ?? {
    columns: Object.entries(event.oldTypes ?? event.types).map(([name, type]): Column => ({ name, type })),
    primaryKeys: [],
    partitionKeys: [],
    options: {},
  };
  const after = applySchemaChange(before, event);
  const [oldTypes, newTypes] = [columnTypes(before), columnTypes(after)];
  return after.columns.flatMap((column, at) => {
    const old = before.columns[at];
    const isNamed = Object.hasOwn(event.types, column.name);
    const ddl = newTypes[at]?.ddl ?? '';
    if (!isNamed || (old !== undefined && oldTypes[at]?.ddl === ddl && sameRest(old, column))) return [];
    return [`MODIFY COLUMN ${columnDefinition(column, ddl, isKey(after, column.name))}`];
  });
}

const sameRest = (old: Column, now: Column): boolean =>
  old.type.nullable === now.type.nullable && old.comment === now.comment;

// Schema changes as SQL. The preview shows what these functions return and the writer runs it, so the two cannot differ.
import type { AddedColumn, SchemaChangeEvent } from '@tailrace/core/event';
import type { Column, TableId, TableSchema } from '@tailrace/core/table';
import { equalIgnoringNullability, type DataType } from '@tailrace/core/types';
import { quoteIdent, quoteLiteral, quoteTable, schemaAndTable } from '../sql-text.ts';
import { constantDefault } from '../../constant-default.ts';
import { columnType } from './column-type.ts';

export interface DdlOptions {
  /** Of ids with a single part. */
  readonly schema: string;
  readonly createSchemas: boolean;
}

export function targetName(id: TableId, options: DdlOptions): string {
  const { schema, table } = schemaAndTable(id, options.schema);
  return quoteTable(schema, table);
}

/** In order; empty where PostgreSQL has nothing to do. `schema`: the table's before the change. */
export function planStatements(
  event: SchemaChangeEvent,
  schema: TableSchema | undefined,
  options: DdlOptions,
): readonly string[] {
  const target = targetName(event.table, options);
  switch (event.type) {
    case 'create.table':
      return createTable(event.table, event.schema, options);
    case 'add.column':
      return event.columns.flatMap((added) => addColumn(target, added));
    case 'drop.column':
      return event.columns.map((name) => `ALTER TABLE ${target} DROP COLUMN IF EXISTS ${quoteIdent(name)}`);
    case 'rename.column':
      return renameColumns(target, event.names);
    case 'alter.column.type':
      return [
        ...Object.entries(event.types).flatMap(([name, type]) =>
          alterType(target, { name, type, old: event.oldTypes?.[name] ?? columnOf(schema, name)?.type }),
        ),
        ...Object.entries(event.comments ?? {}).map(([name, comment]) => commentOn(target, name, comment)),
      ];
    case 'truncate.table':
      return [`TRUNCATE TABLE ${target}`];
    case 'drop.table':
      return [`DROP TABLE IF EXISTS ${target}`];
    case 'alter.table.comment':
      return [`COMMENT ON TABLE ${target} IS ${quoteLiteral(event.comment)}`];
  }
}

function columnOf(schema: TableSchema | undefined, name: string): Column | undefined {
  return schema?.columns.find((column) => column.name === name);
}

function createTable(id: TableId, schema: TableSchema, options: DdlOptions): readonly string[] {
  const target = targetName(id, options);
  const { schema: schemaName } = schemaAndTable(id, options.schema);
  const lines = schema.columns.map((column) => `  ${columnDefinition(column)}`);
  if (schema.primaryKeys.length > 0)
    lines.push(`  PRIMARY KEY (${schema.primaryKeys.map(quoteIdent).join(', ')})`);
  const statements = [`CREATE TABLE IF NOT EXISTS ${target} (\n${lines.join(',\n')}\n)`];
  if (options.createSchemas && schemaName !== 'public') {
    statements.unshift(`CREATE SCHEMA IF NOT EXISTS ${quoteIdent(schemaName)}`);
  }
  if (schema.comment !== undefined)
    statements.push(`COMMENT ON TABLE ${target} IS ${quoteLiteral(schema.comment)}`);
  for (const column of schema.columns) {
    if (column.comment !== undefined) statements.push(commentOn(target, column.name, column.comment));
  }
  return statements;
}

function columnDefinition(column: Column): string {
  return `${quoteIdent(column.name)} ${columnType(column.type).ddl}${column.type.nullable ? '' : ' NOT NULL'}`;
}

function commentOn(target: string, column: string, comment: string): string {
  return `COMMENT ON COLUMN ${target}.${quoteIdent(column)} IS ${quoteLiteral(comment)}`;
}

/**
 * PostgreSQL adds at the end whatever the position says. NOT NULL stays away where no default fills the rows that are there; a default
 * fills them and is then taken away, because every row that comes brings its own value.
 */
function addColumn(target: string, { column }: AddedColumn): readonly string[] {
  const name = quoteIdent(column.name);
  const constant = constantDefault(column.default);
  const filled =
    constant === undefined ? '' : ` DEFAULT ${constant}${column.type.nullable ? '' : ' NOT NULL'}`;
  const statements = [
    `ALTER TABLE ${target} ADD COLUMN IF NOT EXISTS ${name} ${columnType(column.type).ddl}${filled}`,
  ];
  if (constant !== undefined) statements.push(`ALTER TABLE ${target} ALTER COLUMN ${name} DROP DEFAULT`);
  if (column.comment !== undefined) statements.push(commentOn(target, column.name, column.comment));
  return statements;
}

/** One by one; where a new name is still an old one of another column, through a name in between. */
function renameColumns(target: string, names: Readonly<Record<string, string>>): readonly string[] {
  const rename = (from: string, to: string): string =>
    `ALTER TABLE ${target} RENAME COLUMN ${quoteIdent(from)} TO ${quoteIdent(to)}`;
  const entries = Object.entries(names).filter(([from, to]) => from !== to);
  const clash = entries.some(([, to]) => Object.hasOwn(names, to));
  if (!clash) return entries.map(([from, to]) => rename(from, to));
  const between = (at: number): string => `__tailrace_rename_${at}`;
  return [
    ...entries.map(([from], at) => rename(from, between(at))),
    ...entries.map(([, to], at) => rename(between(at), to)),
  ];
}

function alterType(
  target: string,
  change: { readonly name: string; readonly type: DataType; readonly old: DataType | undefined },
): readonly string[] {
  const name = quoteIdent(change.name);
  const statements: string[] = [];
  if (change.old === undefined || !equalIgnoringNullability(change.old, change.type)) {
    const { ddl } = columnType(change.type);
    statements.push(`ALTER TABLE ${target} ALTER COLUMN ${name} TYPE ${ddl} USING ${name}::${ddl}`);
  }
  if (change.old !== undefined && change.old.nullable !== change.type.nullable) {
    statements.push(
      `ALTER TABLE ${target} ALTER COLUMN ${name} ${change.type.nullable ? 'DROP' : 'SET'} NOT NULL`,
    );
  }
  return statements;
}

// Definitions of tables as information_schema has them now.
import type { MysqlSession, ResultRow } from '../connect.ts';
import { charsetOfCollation } from './charsets.ts';
import { quoteDefault } from './column-definition.ts';
import { parseType } from './column-type.ts';
import { tokenize } from './lexer.ts';
import type { ColumnDefinition, ColumnType, TableDefinition, TableName } from './table-definition.ts';
import { TokenReader } from './token-reader.ts';

export interface ReadTable {
  readonly name: TableName;
  readonly definition: TableDefinition;
  /** From the engine's statistics. */
  readonly rowEstimate?: number;
  readonly engine: string;
}

/** Base tables of the databases (all but the server's own, when omitted), in order of their names. */
export async function readDefinitions(
  session: MysqlSession,
  databases?: readonly string[],
): Promise<readonly ReadTable[]> {
  const where = (column: string): string =>
    databases === undefined
      ? `${column} NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')`
      : databases.length === 0
        ? 'FALSE'
        : `${column} IN (${databases.map(() => '?').join(', ')})`;
  const values = databases ?? [];
  const tables = await session.query(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name, TABLE_COLLATION AS collation, TABLE_COMMENT AS comment, TABLE_ROWS AS estimate, ENGINE AS engine
       FROM information_schema.TABLES WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND ${where('TABLE_SCHEMA')}
      ORDER BY TABLE_SCHEMA, TABLE_NAME`,
    values,
  );
  const columns = await session.query(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name, COLUMN_NAME AS col, COLUMN_TYPE AS type, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS def,
            EXTRA AS extra, COLUMN_COMMENT AS comment, CHARACTER_SET_NAME AS charset, GENERATION_EXPRESSION AS generation
       FROM information_schema.COLUMNS WHERE ${where('TABLE_SCHEMA')} ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION`,
    values,
  );
  const keys = await session.query(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name, COLUMN_NAME AS col FROM information_schema.STATISTICS
      WHERE INDEX_NAME = 'PRIMARY' AND ${where('TABLE_SCHEMA')} ORDER BY TABLE_SCHEMA, TABLE_NAME, SEQ_IN_INDEX`,
    values,
  );
  const columnsOf = groupByTable(columns);
  const keysOf = groupByTable(keys);
  return tables.map((row) => {
    const key = keyOf(row);
    const definition: TableDefinition = {
      columns: (columnsOf.get(key) ?? []).map((column) => columnOf(column, session.version.flavor)),
      primaryKey: (keysOf.get(key) ?? []).map((one) => text(one, 'col')),
      charset: charsetOfCollation(text(row, 'collation')) ?? 'utf8mb4',
      ...comment(text(row, 'comment')),
    };
    const estimate = row['estimate'];
    return {
      name: { database: text(row, 'db'), table: text(row, 'name') },
      definition,
      ...(estimate === null || estimate === undefined ? {} : { rowEstimate: Number(estimate) }),
      engine: text(row, 'engine'),
    };
  });
}

/** One table, or undefined where it is not there (or this account may not see it). */
export async function readDefinition(
  session: MysqlSession,
  name: TableName,
): Promise<TableDefinition | undefined> {
  const all = await readDefinitions(session, [name.database]);
  return all.find((one) => one.name.table === name.table)?.definition;
}

const text = (row: ResultRow, name: string): string => {
  const value = row[name];
  return value === null || value === undefined ? '' : String(value);
};
const comment = (given: string): { comment?: string } => (given === '' ? {} : { comment: given });
const keyOf = (row: ResultRow): string => JSON.stringify([row['db'], row['name']]);

function groupByTable(rows: readonly ResultRow[]): ReadonlyMap<string, readonly ResultRow[]> {
  const groups = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function columnOf(row: ResultRow, flavor: 'mysql' | 'mariadb'): ColumnDefinition {
  const extra = text(row, 'extra').toUpperCase();
  const charset = row['charset'];
  const parsed = typeOf(text(row, 'type'), flavor);
  const generated = /STORED GENERATED|PERSISTENT|STORED/u.test(extra)
    ? 'stored'
    : /VIRTUAL/u.test(extra)
      ? 'virtual'
      : undefined;
  const fallback =
    generated === undefined ? defaultOf(row['def'] ?? null, extra, { flavor, type: parsed }) : undefined;
  return {
    name: text(row, 'col'),
    type: parsed,
    nullable: text(row, 'nullable') === 'YES',
    ...(charset === null || charset === undefined
      ? {}
      : { charset: charsetOfCollation(`${String(charset)}_`) ?? String(charset) }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...comment(text(row, 'comment')),
    ...(generated === undefined ? {} : { generated }),
    ...(extra.includes('AUTO_INCREMENT') ? { autoIncrement: true } : {}),
    ...(extra.includes('INVISIBLE') ? { invisible: true } : {}),
  };
}

/** The catalogue writes types as statements do, with labels quoted by doubled quotes whatever the mode. */
function typeOf(columnType: string, flavor: 'mysql' | 'mariadb'): ColumnType {
  const dialect = { flavor, version: 0, ansiQuotes: false, noBackslashEscapes: true };
  // MariaDB adds /* mariadb-5.3 */ to temporal columns of old files; the lexer passes over it.
  const reader = new TokenReader(columnType, tokenize(columnType, dialect));
  return parseType(reader, { flavor, charset: 'latin1' }).type;
}

/** MariaDB gives the SQL of a default; MySQL the bare value, and says DEFAULT_GENERATED of expressions. */
function defaultOf(
  given: ResultRow[string],
  extra: string,
  { flavor, type }: { readonly flavor: 'mysql' | 'mariadb'; readonly type: ColumnType },
): string | undefined {
  if (given === null || given === undefined) return undefined;
  const sql = String(given);
  if (flavor === 'mysql') {
    if (extra.includes('DEFAULT_GENERATED'))
      return /^CURRENT_TIMESTAMP/iu.test(sql) ? normalNow(sql) : `(${sql})`;
    if (/^CURRENT_TIMESTAMP/iu.test(sql) && /^(?:timestamp|datetime)$/u.test(type.name))
      return normalNow(sql);
    const isNumber = /int$|^(?:decimal|float|double|year)$/u.test(type.name);
    return isNumber || /^b'[01]*'$/u.test(sql) ? sql : quoteDefault(sql);
  }
  if (sql === 'NULL') return undefined;
  if (sql.startsWith("'"))
    return quoteDefault(sql.slice(1, -1).replaceAll("''", "'").replaceAll(/\\(.)/gsu, '$1'));
  return /^current_timestamp/iu.test(sql) ? normalNow(sql) : sql;
}

const normalNow = (sql: string): string => {
  const precision = /\((\d*)\)/u.exec(sql)?.[1] ?? '';
  return `current_timestamp(${precision === '0' ? '' : precision})`;
};

// Names and texts inside SQL, for sessions as connect.ts sets them up: ` quotes names, ' quotes text, \ escapes in it.
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId } from '@tailrace/core/table';

/** MySQL's limit for names of databases, tables and columns, in characters. */
const MAX_NAME = 64;

export function quoteIdent(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll(/['\\\0]/gu, (char) => (char === '\0' ? '\\0' : `\\${char}`))}'`;
}

export interface SinkName {
  readonly database: string;
  readonly table: string;
}

/** `database.table`; a single part lies in the sink's own database. Throws `sink-name-invalid`, `sink-database-missing`. */
export function sinkName(id: TableId, database: string | undefined): SinkName {
  const [first = '', second, third] = id.parts;
  if (third !== undefined) {
    throw new TailraceError(
      'sink-name-invalid',
      `Table ${formatTableId(id)} has a name of three parts, and MySQL has databases and tables only. Name it database.table by a route.`,
      { data: { table: formatTableId(id) } },
    );
  }
  if (second !== undefined)
    return { database: checkName(first, 'database'), table: checkName(second, 'table') };
  if (database === undefined) {
    throw new TailraceError(
      'sink-database-missing',
      `Table ${formatTableId(id)} names no database. Set the option \`database\` of the sink, or name the table database.table by a route.`,
      { data: { table: formatTableId(id) } },
    );
  }
  return { database: checkName(database, 'database'), table: checkName(first, 'table') };
}

export function quoteTable({ database, table }: SinkName): string {
  return `${quoteIdent(database)}.${quoteIdent(table)}`;
}

/** What MySQL refuses in names (manual 11.2), told before it does: its own messages show a name cut or changed. */
export function checkName(name: string, what: 'database' | 'table' | 'column'): string {
  const fault =
    name === ''
      ? 'is empty'
      : name.length > MAX_NAME
        ? `is longer than ${MAX_NAME} characters`
        : /\s$/u.test(name)
          ? 'ends with a blank'
          : name.includes('\0')
            ? 'has a NUL in it'
            : /[\u{10000}-\u{10ffff}]/u.test(name)
              ? 'has a character beyond U+FFFF in it'
              : undefined;
  if (fault === undefined) return name;
  throw new TailraceError(
    'sink-name-invalid',
    `MySQL cannot have a ${what} of the name ${JSON.stringify(name)}: it ${fault}. Give it another by a route or in the projection.`,
    { data: { name, what } },
  );
}

// Names and values inside SQL text. Everything that comes from a document, a catalogue or a row passes through here.
import type { TableId } from '@tailrace/core/table';

/** `"name"`, with quotes doubled; safe for any name the server can hold. */
export function quoteIdent(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `'text'`; uses the escape form where a backslash is in it, so that standard_conforming_strings does not matter. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** `"schema"."table"` of an id with two or three parts; the database is the connection's. */
export function quoteTable(schema: string, table: string): string {
  return `${quoteIdent(schema)}.${quoteIdent(table)}`;
}

/** The schema and table parts of an id of two or three parts. */
export function schemaAndTable(id: TableId, defaultSchema: string): { schema: string; table: string } {
  const table = id.parts[id.parts.length - 1] ?? '';
  const schema = id.parts.length > 1 ? id.parts[id.parts.length - 2] : undefined;
  return { schema: schema ?? defaultSchema, table };
}

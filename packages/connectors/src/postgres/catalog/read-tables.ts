// The tables of a database with columns, keys and comments, in two queries over the catalogue.
import type pg from 'pg';
import { tableId, type Column, type TableId } from '@tailrace/core/table';
import { withNullable, type DataType } from '@tailrace/core/types';
import { findCodec, type TypeHandling } from '../types/column-codec.ts';
import type { TypeCatalog } from '../types/type-catalog.ts';
import type { ReplicaIdentity, SourceColumn, SourceTable } from './source-table.ts';

const TABLES = `
select c.oid::int8 as oid, n.nspname, c.relname, c.relkind, c.relreplident, c.reltuples::float8, c.relpages,
       obj_description(c.oid, 'pg_class'),
       (select array_agg(a.attname::text order by k.ord)
          from pg_catalog.pg_index i
          cross join lateral unnest(i.indkey) with ordinality k(attnum, ord)
          join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
         where i.indrelid = c.oid and i.indisprimary)
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p'
   and n.nspname not in ('pg_catalog', 'information_schema', 'tailrace') and n.nspname !~ '^pg_(toast|temp)'
   and has_table_privilege(c.oid, 'select') and ($1::int8[] is null or c.oid = any($1))
 order by n.nspname, c.relname`;

const COLUMNS = `
select a.attrelid::int8, a.attname, a.attnum, a.atttypid::int8, a.atttypmod, a.attnotnull, a.attgenerated <> '',
       format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum)
  from pg_catalog.pg_attribute a
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attrelid = any($1::int8[]) and a.attnum > 0 and not a.attisdropped
 order by a.attrelid, a.attnum`;

export interface ReadTablesContext {
  readonly client: pg.Client;
  readonly types: TypeCatalog;
  readonly handling: TypeHandling;
  /** First part of ids, where events carry it. */
  readonly database: string | undefined;
}

const IDENTITIES: Readonly<Record<string, ReplicaIdentity>> = {
  d: 'default',
  f: 'full',
  i: 'index',
  n: 'nothing',
};

async function rowsOf(client: pg.Client, sql: string, oids: readonly number[] | null): Promise<unknown[][]> {
  const { rows } = await client.query<unknown[]>({ text: sql, values: [oids], rowMode: 'array' });
  return rows;
}

/** All tables this account may read, or those of the given OIDs; partitions under their root, system and temporary tables apart. */
export async function readTables(
  context: ReadTablesContext,
  oids?: readonly number[],
): Promise<readonly SourceTable[]> {
  const tables = await rowsOf(context.client, TABLES, oids ?? null);
  const columns = await rowsOf(
    context.client,
    COLUMNS,
    tables.map(([oid]) => Number(oid)),
  );
  const byTable = new Map<number, CatalogColumn[]>();
  for (const row of columns) {
    const column = toColumn(context, row);
    const known = byTable.get(column.tableOid);
    if (known === undefined) byTable.set(column.tableOid, [column]);
    else known.push(column);
  }
  return tables.map((row) => toTable(context, row, byTable.get(Number(row[0])) ?? []));
}

interface CatalogColumn extends SourceColumn {
  readonly tableOid: number;
  readonly notNull: boolean;
  readonly generated: boolean;
  readonly default?: string;
  readonly comment?: string;
}

const textOrNone = (key: string, value: unknown): Record<string, string> =>
  typeof value === 'string' ? { [key]: value } : {};

function toColumn(context: ReadTablesContext, row: readonly unknown[]): CatalogColumn {
  const [tableOid, name, attnum, typeOid, typmod, notNull, generated, typeName, expression, comment] = row;
  const codec = findCodec(context.types, Number(typeOid), Number(typmod), context.handling);
  return {
    tableOid: Number(tableOid),
    name: String(name),
    attnum: Number(attnum),
    typeOid: Number(typeOid),
    typmod: Number(typmod),
    notNull: notNull === true,
    generated: generated === true,
    typeName: String(typeName),
    ...(codec === undefined ? {} : { codec }),
    ...textOrNone('default', expression),
    ...textOrNone('comment', comment),
  };
}

/** Stands for a type that cannot be read, so that the table can still be shown; capturing it is refused by name. */
const UNREADABLE: DataType = { kind: 'VARCHAR', length: 2_147_483_647, nullable: true };

function schemaColumn(column: CatalogColumn): Column {
  return {
    name: column.name,
    type: withNullable(column.codec?.type ?? UNREADABLE, !column.notNull),
    ...(column.comment === undefined ? {} : { comment: column.comment }),
    ...(column.default === undefined ? {} : { default: column.default }),
  };
}

function toTable(
  context: ReadTablesContext,
  row: readonly unknown[],
  all: readonly CatalogColumn[],
): SourceTable {
  const [oid, schemaName, tableName, kind, identity, tuples, pages, comment, keys] = row;
  const columns = all.filter((column) => !column.generated);
  const estimate = Number(tuples);
  const primaryKeys = Array.isArray(keys) ? keys.map(String) : [];
  return {
    id: idOf(context.database, String(schemaName), String(tableName)),
    oid: Number(oid),
    schemaName: String(schemaName),
    tableName: String(tableName),
    partitioned: kind === 'p',
    identity: IDENTITIES[String(identity)] ?? 'nothing',
    pages: Number(pages),
    // -1: never analysed.
    ...(estimate < 0 ? {} : { rowEstimate: Math.round(estimate) }),
    columns,
    generated: all.filter((column) => column.generated).map((column) => column.name),
    schema: {
      columns: columns.map(schemaColumn),
      primaryKeys,
      partitionKeys: [],
      options: {},
      ...textOrNone('comment', comment),
    },
  };
}

export function idOf(database: string | undefined, schema: string, table: string): TableId {
  return database === undefined ? tableId(schema, table) : tableId(database, schema, table);
}

// Questions to the catalogue about tables that the run does not know yet.
import type pg from 'pg';

export interface UnseenTable {
  readonly oid: number;
  readonly schemaName: string;
  readonly tableName: string;
}

/** Tables that this account may read, as in read-tables.ts, but for the ones that are known. */
export async function unseenTables(
  client: pg.Client,
  known: readonly number[],
): Promise<readonly UnseenTable[]> {
  const { rows } = await client.query<{ oid: string; nspname: string; relname: string }>(
    `select c.oid::int8 as oid, n.nspname, c.relname
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p'
        and n.nspname not in ('pg_catalog', 'information_schema', 'tailrace') and n.nspname !~ '^pg_(toast|temp)'
        and has_table_privilege(c.oid, 'select') and not (c.oid = any($1::int8[]))
      order by c.oid`,
    [known],
  );
  return rows.map(({ oid, nspname, relname }) => ({
    oid: Number(oid),
    schemaName: nspname,
    tableName: relname,
  }));
}

/**
 * Transactions that have written to a table, or to a partition of it, and have not ended: they hold its lock until others see what they
 * wrote ("Explicit Locking"), which is later than their commit is in the log. As virtual transaction ids.
 */
export async function writersOf(client: pg.Client, oid: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select distinct virtualtransaction as id from pg_catalog.pg_locks
      where locktype = 'relation' and granted
        and database = (select oid from pg_catalog.pg_database where datname = current_database())
        and mode in ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        and (relation = $1::int8::oid or relation in (select relid from pg_partition_tree($1::int8::oid::regclass)))`,
    [oid],
  );
  return rows.map(({ id }) => id);
}

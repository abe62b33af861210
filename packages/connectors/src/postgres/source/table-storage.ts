// Where a table's rows lie, and which transaction last defined each column (PostgreSQL: "pg_class", "pg_attribute"). A table that is
// rewritten lies in a new file, of which the log holds no row; ALTER COLUMN … TYPE defines the column anew, also with the type that it had,
// while VACUUM FULL, CLUSTER and TRUNCATE leave the columns alone.
import type pg from 'pg';

export interface TableStorage {
  readonly file: string;
  /** By the column's number, the transaction that wrote its definition. */
  readonly definedBy: ReadonlyMap<number, string>;
}

/** By OID. Partitioned tables lie in no file of their own, and are left out. */
export async function readStorage(
  client: pg.Client,
  oids: readonly number[],
): Promise<Map<number, TableStorage>> {
  const { rows } = await client.query<{ oid: string; file: string; attnums: number[]; xmins: string[] }>(
    `select c.oid::int8 as oid, pg_relation_filenode(c.oid)::text as file,
            array_agg(a.attnum::int4 order by a.attnum) as attnums, array_agg(a.xmin::text order by a.attnum) as xmins
       from pg_catalog.pg_class c
       join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.oid = any($1::int8[]) and c.relkind = 'r'
      group by c.oid`,
    [oids],
  );
  return new Map(
    rows.map(({ oid, file, attnums, xmins }) => [
      Number(oid),
      { file, definedBy: new Map(attnums.map((attnum, at) => [attnum, xmins[at] ?? ''])) },
    ]),
  );
}

/** A column that was there before was defined anew, and the rows were written anew: they may hold other values. */
export function isRewritten(before: TableStorage, now: TableStorage): boolean {
  if (before.file === now.file) return false;
  return [...now.definedBy].some(([attnum, by]) => (before.definedBy.get(attnum) ?? by) !== by);
}

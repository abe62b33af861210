// Where a table's rows lie, and which transaction last defined each column (PostgreSQL: "pg_class", "pg_attribute"). A table that is
// rewritten lies in a new file, of which the log holds no row; ALTER COLUMN … TYPE defines the column anew, also with the type that it had,
// while VACUUM FULL, CLUSTER and TRUNCATE leave the columns alone.
import type pg from 'pg';

export interface TableStorage {
  /** Numbers of files grow, over all tables. */
  readonly file: number;
  /** By the column's number, the transaction that wrote its definition. */
  readonly definedBy: ReadonlyMap<number, number>;
}

/** A moment of all the tables. */
export interface StorageMoment {
  readonly newestFile: number;
  /** Transactions from this one on may not have been seen ("Transaction ID and Snapshot Information"). */
  readonly xid: number;
}

/** By OID. Partitioned tables lie in no file of their own, and are left out. */
export async function readStorage(
  client: pg.Client,
  oids: readonly number[],
): Promise<{ readonly tables: Map<number, TableStorage>; readonly moment: StorageMoment | undefined }> {
  const { rows } = await client.query<StorageRow>(
    `select c.oid::int8 as oid, pg_relation_filenode(c.oid)::int8 as file,
            array_agg(a.attnum::int4 order by a.attnum) as attnums, array_agg(a.xmin::text::int8 order by a.attnum) as xmins,
            txid_snapshot_xmin(txid_current_snapshot()) as oldest
       from pg_catalog.pg_class c
       join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.oid = any($1::int8[]) and c.relkind = 'r'
      group by c.oid`,
    [oids],
  );
  const tables = new Map(
    rows.map(({ oid, file, attnums, xmins }) => [
      Number(oid),
      { file: Number(file), definedBy: new Map(attnums.map((attnum, at) => [attnum, Number(xmins[at])])) },
    ]),
  );
  const [row] = rows;
  const newestFile = Math.max(...[...tables.values()].map(({ file }) => file));
  return {
    tables,
    moment: row === undefined ? undefined : { newestFile, xid: Number(BigInt(row.oldest) % CYCLE) },
  };
}

interface StorageRow {
  readonly oid: string;
  readonly file: string;
  readonly attnums: readonly number[];
  readonly xmins: readonly string[];
  readonly oldest: string;
}

/** Numbers of transactions begin again after so many ("Routine Vacuuming"). */
const CYCLE = 2n ** 32n;

/**
 * How a table lay at a moment, so far as it can be told by now: one with a newer file, and with columns that were defined since, lay
 * otherwise. `had`: numbers of the columns that it had then.
 */
export function storageThen(
  now: TableStorage,
  moment: StorageMoment,
  had: ReadonlySet<number>,
): TableStorage {
  if (now.file <= moment.newestFile) return now;
  const isNewer = (xid: number): boolean => (xid - moment.xid) >>> 0 < 2 ** 31;
  const columns = [...now.definedBy].filter(([attnum]) => had.has(attnum));
  return { file: 0, definedBy: new Map(columns.map(([attnum, xid]) => [attnum, isNewer(xid) ? 0 : xid])) };
}

/** A column that was there before was defined anew, and the rows were written anew: they may hold other values. */
export function isRewritten(before: TableStorage, now: TableStorage): boolean {
  if (before.file === now.file) return false;
  return [...now.definedBy].some(([attnum, by]) => (before.definedBy.get(attnum) ?? by) !== by);
}

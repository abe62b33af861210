// What the server knows of its types: built-in ones, and the domains, enums and extension types of this database.
import type pg from 'pg';

export interface PgType {
  readonly oid: number;
  readonly name: string;
  /** b base, e enum, d domain, r range, m multirange, c composite, p pseudo. */
  readonly kind: string;
  readonly category: string;
  /** Of a domain. */
  readonly baseOid: number;
  readonly baseTypmod: number;
  /** Of an array, else 0. */
  readonly elementOid: number;
}

export type TypeCatalog = ReadonlyMap<number, PgType>;

const SQL = `
select t.oid::int8 as oid, t.typname, t.typtype, t.typcategory, t.typbasetype::int8 as base, t.typtypmod,
       case when t.typcategory = 'A' then t.typelem::int8 else 0 end as element
  from pg_catalog.pg_type t
  left join pg_catalog.pg_type e on e.oid = t.typelem
 where t.typtype <> 'c' and (e.oid is null or e.typtype <> 'c')`;

export async function loadTypes(client: pg.Client): Promise<TypeCatalog> {
  const { rows } = await client.query<unknown[]>({ text: SQL, rowMode: 'array' });
  const types = rows.map(([oid, name, kind, category, base, typmod, element]): PgType => ({
    oid: Number(oid),
    name: String(name),
    kind: String(kind),
    category: String(category),
    baseOid: Number(base),
    baseTypmod: Number(typmod),
    elementOid: Number(element),
  }));
  return new Map(types.map((type) => [type.oid, type]));
}

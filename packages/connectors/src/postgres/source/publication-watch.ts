// Whether the publication has given the captured tables all the time. Which tables it gives is decided when a row is written: what was written
// while a table was out of it never comes, also when the table is put back. Entries of a publication have numbers that grow, so that one that was
// put back is told from one that was there (PostgreSQL: "pg_publication_rel", "pg_publication_namespace").
import type pg from 'pg';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import type { SourceTable } from '../catalog/source-table.ts';
import type { SourceOptions } from '../options.ts';
import type { CatalogSession } from './catalog-session.ts';

/** What makes the publication give a table, and which of its changes, by the table's oid: "table 16423", "all tables", "insert". */
export type Membership = ReadonlyMap<number, readonly string[]>;

const query = (hasSchemas: boolean): string => `
select t.oid::int8::text as oid, array(
         select 'table ' || r.oid from pg_catalog.pg_publication_rel r
          where r.prpubid = p.oid and r.prrelid in (select t.oid union all select relid from pg_partition_ancestors(t.oid))
         ${hasSchemas ? "union all select 'schema ' || n.oid from pg_catalog.pg_publication_namespace n where n.pnpubid = p.oid and n.pnnspid = t.relnamespace" : ''}
         union all select 'all tables' where p.puballtables
         union all select 'insert' where p.pubinsert
         union all select 'update' where p.pubupdate
         union all select 'delete' where p.pubdelete
         union all select 'truncate' where p.pubtruncate) as entries
  from pg_catalog.pg_class t left join pg_catalog.pg_publication p on p.pubname = $1
 where t.oid = any($2::oid[])`;

interface MembershipRow {
  readonly oid: string;
  readonly entries: readonly string[];
}

/** Of those tables that are there. */
export async function readMembership(
  catalog: CatalogSession,
  { publication }: SourceOptions,
  oids: readonly number[],
): Promise<Membership> {
  const client: pg.Client = catalog.client;
  const hasSchemas = (await catalog.serverVersion()) >= 150000;
  const { rows } = await client.query<MembershipRow>(query(hasSchemas), [publication, oids]);
  return new Map(rows.map(({ oid, entries }) => [Number(oid), entries]));
}

/** The highest number of an entry; 0: none has one. */
export function newestEntry(membership: Membership): number {
  const numbers = [...membership.values()].flat().map((entry) => Number(/\d+$/u.exec(entry)?.[0] ?? 0));
  return Math.max(0, ...numbers);
}

/** Throws `publication-changed` where an entry is newer than those that a checkpoint knew of. */
export function assertNotNewer(
  membership: Membership,
  newest: number,
  context: { readonly options: SourceOptions; readonly tables: readonly SourceTable[] },
): void {
  for (const [oid, entries] of membership) {
    if (newestEntry(new Map([[oid, entries]])) > newest)
      throw changed(context.options, nameOf(context.tables, oid));
  }
}

/** Throws `publication-changed` where something of what there was is gone; tables that are gone themselves are none of its business. */
export function assertKept(
  before: Membership,
  now: Membership,
  context: { readonly options: SourceOptions; readonly tables: readonly SourceTable[] },
): void {
  for (const [oid, entries] of now) {
    const known = before.get(oid);
    const isGone = known?.some((entry) => !entries.includes(entry)) === true;
    if (isGone) throw changed(context.options, nameOf(context.tables, oid));
  }
}

const nameOf = (tables: readonly SourceTable[], oid: number): string => {
  const table = tables.find((each) => each.oid === oid);
  return table === undefined ? String(oid) : formatTableId(table.id);
};

function changed({ publication }: SourceOptions, table: string): TailraceError {
  return new TailraceError(
    'publication-changed',
    `Publication ${publication} has been altered under this run: table ${table} was taken out of it, perhaps put back, or gives less than it did. Changes of the table that were written meanwhile are not in the stream and never will be. Stop the run with clean-up and launch it anew, which takes a new snapshot.`,
    { data: { publication, table } },
  );
}

export interface PublicationWatch {
  /** Looks, now and then, without holding up anybody. Throws what the last look found. */
  look(): void;
  /** A table that was taken up. */
  follow(table: SourceTable): Promise<void>;
  /** What a checkpoint is to know, for `assertNotNewer`. */
  newest(): number;
}

const LOOK_EVERY_MS = 5000;

export function watchPublication(
  catalog: CatalogSession,
  options: SourceOptions,
  start: { readonly membership: Membership; readonly tables: readonly SourceTable[] },
): PublicationWatch {
  const known = new Map(start.membership);
  const tables = [...start.tables];
  let lookedAt = performance.now();
  let looking = false;
  let failure: TailraceError | undefined;

  async function find(): Promise<void> {
    try {
      assertKept(known, await readMembership(catalog, options, [...known.keys()]), { options, tables });
    } catch (error) {
      // A server that cannot be asked now fails the stream itself, which says why.
      if (error instanceof TailraceError) failure = error;
    } finally {
      lookedAt = performance.now();
      looking = false;
    }
  }

  return {
    look() {
      if (failure !== undefined) throw failure;
      if (looking || performance.now() - lookedAt < LOOK_EVERY_MS) return;
      looking = true;
      void find();
    },
    async follow(table) {
      tables.push(table);
      for (const [oid, entries] of await readMembership(catalog, options, [table.oid]))
        known.set(oid, entries);
    },
    newest: () => newestEntry(known),
  };
}

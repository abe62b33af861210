// ALTER COLUMN … TYPE … USING with the type that the column had changes values, and leaves no trace in the log: the catalogue is looked at
// now and then, and such a table is read again; what was done while the run stood still is found by what the checkpoint kept. Where the log tells of other columns besides, relations.ts asks here.
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable, Retaken } from '@tailrace/engine/api';
import type { SourceTable } from '../catalog/source-table.ts';
import type { CatalogSession } from './catalog-session.ts';
import {
  isRewritten,
  readStorage,
  storageThen,
  type StorageMoment,
  type TableStorage,
} from './table-storage.ts';

export interface TableRewrites {
  /** Looks, now and then, without holding up anybody. `isKnown`: the stream knows the table with the columns that it has by now. */
  look(isKnown: (table: SourceTable) => boolean): void;
  /** The next table to read again, once. */
  take(): Retaken | undefined;
  /** A table that is followed from here on. */
  add(oid: number): Promise<void>;
  /** Whether rows were written anew, by a change of columns, since this was last asked. */
  ask(oid: number): Promise<boolean>;
  /** Up to when everything was looked at and taken, for the checkpoint. */
  readonly settled: StorageMoment | undefined;
}

/** Numbers of the columns that are there still, of those that tables had. */
function columnsThen(
  now: readonly SourceTable[],
  then: readonly DiscoveredTable[],
): (oid: number) => ReadonlySet<number> {
  const names = new Map(
    then.map(({ table, schema }) => [formatTableId(table), new Set(schema.columns.map(({ name }) => name))]),
  );
  const numbers = new Map(
    now.map(({ oid, id, columns }) => {
      const had = names.get(formatTableId(id));
      return [
        oid,
        new Set(columns.filter(({ name }) => had?.has(name) === true).map(({ attnum }) => attnum)),
      ];
    }),
  );
  return (oid) => numbers.get(oid) ?? new Set();
}

const LOOK_EVERY_MS = 5000;
/** Of many tables the catalogue is read less often. */
const PER_TABLE_MS = 5;

/** Looks for the first time at once: before rows are read, of a start that reads any. `since`: what a checkpoint kept, and the tables as it knew them. */
export async function watchRewrites(
  catalog: CatalogSession,
  tables: readonly SourceTable[],
  since: { readonly moment: StorageMoment; readonly tables: readonly DiscoveredTable[] } | undefined,
): Promise<TableRewrites> {
  const oids = tables.map(({ oid }) => oid);
  const first = await readStorage(catalog.client, oids);
  const storage = new Map(first.tables);
  if (since !== undefined) {
    const had = columnsThen(tables, since.tables);
    for (const [oid, now] of first.tables) storage.set(oid, storageThen(now, since.moment, had(oid)));
  }
  let settled = since?.moment ?? first.moment;
  /** Of the look before: by the next one, what it found has been taken, and is in the sink. */
  let looked = settled;
  const found: Retaken[] = [];
  let looking = false;
  let lookedAt = since === undefined ? performance.now() : Number.NEGATIVE_INFINITY;

  /** Notes how it lies by now. */
  function isOther(oid: number, now: TableStorage): boolean {
    const before = storage.get(oid);
    storage.set(oid, now);
    return before !== undefined && isRewritten(before, now);
  }

  async function find(isKnown: (table: SourceTable) => boolean): Promise<void> {
    const moved = new Map<number, TableStorage>();
    const read = await readStorage(catalog.client, [...storage.keys()]);
    for (const [oid, now] of read.tables) {
      if (storage.get(oid)?.file === now.file) storage.set(oid, now);
      else moved.set(oid, now);
    }
    if (moved.size === 0) {
      if (found.length === 0) [settled, looked] = [looked, read.moment];
      return;
    }
    for (const table of await catalog.tables([...moved.keys()])) {
      const now = moved.get(table.oid);
      // Of other columns the log is going to tell, before the next row.
      if (now === undefined || !isKnown(table)) continue;
      if (isOther(table.oid, now))
        found.push({
          table: table.id,
          reason: 'a column was changed by an expression, with the type that it had',
        });
    }
  }

  return {
    look(isKnown) {
      if (looking || performance.now() - lookedAt < Math.max(LOOK_EVERY_MS, PER_TABLE_MS * storage.size))
        return;
      looking = true;
      find(isKnown)
        // A server that cannot be asked fails the stream itself, which says why.
        .catch(() => undefined)
        .finally(() => {
          lookedAt = performance.now();
          looking = false;
        });
    },
    take: () => found.shift(),
    async add(oid) {
      for (const [each, now] of (await readStorage(catalog.client, [oid])).tables) storage.set(each, now);
    },
    async ask(oid) {
      const now = (await readStorage(catalog.client, [oid])).tables.get(oid);
      return now !== undefined && isOther(oid, now);
    },
    get settled() {
      return settled;
    },
  };
}

// What a source showed a moment ago, by connection. The preview refreshes as somebody types; the tables of the database do not change as fast.
import { createHash } from 'node:crypto';
import type { DiscoveredTable } from '../api/index.ts';

export interface CatalogCache {
  /** The tables of this connection, from memory while they are young enough, else by `load`. Calls at the same time share one load. */
  get(
    connection: Readonly<Record<string, string>>,
    load: () => Promise<readonly DiscoveredTable[]>,
  ): Promise<readonly DiscoveredTable[]>;
  clear(): void;
}

interface Entry {
  readonly at: number;
  readonly tables: Promise<readonly DiscoveredTable[]>;
}

/** Keeps at most `maxConnections` catalogues for `maxAgeMs` each. Options are kept as a hash only, since secrets are among them. */
export function createCatalogCache(options: {
  readonly maxAgeMs: number;
  readonly maxConnections: number;
  readonly now: () => number;
}): CatalogCache {
  const entries = new Map<string, Entry>();
  return {
    get(connection, load) {
      const key = createHash('sha256')
        .update(JSON.stringify(Object.entries(connection).toSorted(([a], [b]) => (a < b ? -1 : 1))))
        .digest('hex');
      const known = entries.get(key);
      if (known !== undefined && options.now() - known.at < options.maxAgeMs) return known.tables;
      const tables = load();
      const entry: Entry = { at: options.now(), tables };
      entries.delete(key);
      entries.set(key, entry);
      for (const oldest of entries.keys()) {
        if (entries.size <= options.maxConnections) break;
        entries.delete(oldest);
      }
      // A failure is not kept: the next look asks again.
      tables.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return tables;
    },
    clear: () => {
      entries.clear();
    },
  };
}

// Flink clusters: where they are and what is known of them. What signs in to them is sealed before it comes here.
import { TailraceError } from '@tailrace/core/diagnostics';
import * as z from 'zod';
import type { ClusterSettings } from '../contract/index.ts';
import { bytes, type Database } from './database.ts';
import { newId } from './ids.ts';
import { jsonOf } from './json.ts';
import type { SealedSecret } from './secret-store.ts';

export interface StoredCluster {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly settings: ClusterSettings;
  readonly sealed?: SealedSecret;
  readonly editedAt: number;
}

export type ClusterFields = Pick<StoredCluster, 'name' | 'url' | 'settings'>;

export interface ClusterStore {
  /** By name. */
  list(): StoredCluster[];
  /** Throws `cluster-not-found`. */
  get(id: string): StoredCluster;
  /** Throws `cluster-name-taken`. The seal is made with the id. */
  add(fields: ClusterFields, seal: (id: string) => SealedSecret | undefined): StoredCluster;
  change(id: string, fields: ClusterFields, sealed: SealedSecret | undefined): void;
  /** Pipelines that were for it are for this machine again. */
  remove(id: string): void;
}

const row = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    settings: jsonOf<ClusterSettings>(),
    nonce: bytes.nullable(),
    ciphertext: bytes.nullable(),
    edited_at: z.number(),
  })
  .transform(({ edited_at, nonce, ciphertext, ...rest }): StoredCluster => ({
    ...rest,
    editedAt: edited_at,
    ...(nonce === null || ciphertext === null ? {} : { sealed: { nonce, ciphertext } }),
  }));

const SELECT = 'SELECT id, name, url, settings, nonce, ciphertext, edited_at FROM clusters';

export function createClusterStore(database: Database, now: () => number): ClusterStore {
  const get = (id: string): StoredCluster => {
    const found = database.get(row, `${SELECT} WHERE id = ?`, id);
    if (found !== undefined) return found;
    throw new TailraceError('cluster-not-found', `There is no cluster ${id}; it may have been removed.`, {
      data: { id },
    });
  };
  const assertFree = (name: string, id?: string): void => {
    const other = database.get(row, `${SELECT} WHERE name = ?`, name);
    if (other === undefined || other.id === id) return;
    throw new TailraceError('cluster-name-taken', `Another cluster is called ${name} already.`, {
      data: { name },
    });
  };
  return {
    list: () => database.all(row, `${SELECT} ORDER BY name COLLATE NOCASE`),
    get,
    add: ({ name, url, settings }, seal) => {
      assertFree(name);
      const id = newId();
      const sealed = seal(id);
      database.run(
        'INSERT INTO clusters (id, name, url, settings, nonce, ciphertext, edited_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        id,
        name,
        url,
        JSON.stringify(settings),
        sealed?.nonce ?? null,
        sealed?.ciphertext ?? null,
        now(),
      );
      return get(id);
    },
    change: (id, { name, url, settings }, sealed) => {
      get(id);
      assertFree(name, id);
      database.run(
        'UPDATE clusters SET name = ?, url = ?, settings = ?, nonce = ?, ciphertext = ?, edited_at = ? WHERE id = ?',
        name,
        url,
        JSON.stringify(settings),
        sealed?.nonce ?? null,
        sealed?.ciphertext ?? null,
        now(),
        id,
      );
    },
    remove: (id) => {
      get(id);
      database.run('DELETE FROM clusters WHERE id = ?', id);
    },
  };
}

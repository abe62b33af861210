// Secrets at rest: sealed before they come here, opened after they leave.
import * as z from 'zod';
import type { SecretInfo } from '../contract/index.ts';
import { bytes, type Database } from './database.ts';

export interface SealedSecret {
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
}

export interface SecretStore {
  list(): SecretInfo[];
  get(name: string): SealedSecret | undefined;
  put(name: string, sealed: SealedSecret): void;
  /** False when there was none. */
  remove(name: string): boolean;
}

export function createSecretStore(database: Database, now: () => number): SecretStore {
  return {
    list: () =>
      database
        .all(
          z.object({ name: z.string(), updated_at: z.number() }),
          'SELECT name, updated_at FROM secrets ORDER BY name',
        )
        .map((row) => ({ name: row.name, updatedAt: row.updated_at })),
    get: (name) =>
      database.get(
        z.object({ nonce: bytes, ciphertext: bytes }),
        'SELECT nonce, ciphertext FROM secrets WHERE name = ?',
        name,
      ),
    put: (name, { nonce, ciphertext }) => {
      database.run(
        `INSERT INTO secrets (name, nonce, ciphertext, updated_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET nonce = excluded.nonce, ciphertext = excluded.ciphertext, updated_at = excluded.updated_at`,
        name,
        nonce,
        ciphertext,
        now(),
      );
    },
    remove: (name) => database.run('DELETE FROM secrets WHERE name = ?', name).changes > 0,
  };
}

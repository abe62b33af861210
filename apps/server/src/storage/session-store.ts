// Browser sessions of a server that asks for its access token. Only hashes are kept: the file does not open a session.
import * as z from 'zod';
import type { Database } from './database.ts';

export interface SessionStore {
  add(idHash: string): void;
  /** Whether it is known and fresh; using it keeps it fresh. */
  touch(idHash: string): boolean;
  remove(idHash: string): void;
  clear(): void;
}

const IDLE_LIMIT_MS = 7 * 24 * 3_600_000;
const AGE_LIMIT_MS = 30 * 24 * 3_600_000;

export function createSessionStore(database: Database, now: () => number): SessionStore {
  return {
    add: (idHash) => {
      database.run(
        'DELETE FROM sessions WHERE used_at < ? OR created_at < ?',
        now() - IDLE_LIMIT_MS,
        now() - AGE_LIMIT_MS,
      );
      database.run(
        'INSERT INTO sessions (id_hash, created_at, used_at) VALUES (?, ?, ?)',
        idHash,
        now(),
        now(),
      );
    },
    touch: (idHash) => {
      const row = database.get(
        z.object({ created_at: z.number(), used_at: z.number() }),
        'SELECT created_at, used_at FROM sessions WHERE id_hash = ?',
        idHash,
      );
      if (row === undefined || now() - row.used_at > IDLE_LIMIT_MS || now() - row.created_at > AGE_LIMIT_MS)
        return false;
      // Once a minute is exact enough, and spares a write per request.
      if (now() - row.used_at > 60_000)
        database.run('UPDATE sessions SET used_at = ? WHERE id_hash = ?', now(), idHash);
      return true;
    },
    remove: (idHash) => {
      database.run('DELETE FROM sessions WHERE id_hash = ?', idHash);
    },
    clear: () => {
      database.run('DELETE FROM sessions');
    },
  };
}

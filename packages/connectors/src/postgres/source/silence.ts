// Whether the server is still there. A connection whose other end is gone without a word, or whose packets nobody passes on, gives no error for
// many minutes; what is asked for an answer and gives none is gone.
import { TailraceError } from '@tailrace/core/diagnostics';

export interface Silence {
  /** To be called while everything that came is read. `ask` makes the server answer. Throws `postgres-connection-lost`. */
  check(heardAt: number, ask: () => void): void;
}

/** A server that says nothing is asked after a third of this time. */
const SILENCE_MS = 30_000;
const LEAST_MS = 3_000;

/** `senderTimeoutMs`: after how long the server itself gives a silent reader up, which is the time that its administrator finds right; 0: never. */
export function createSilence(where: string, senderTimeoutMs: number): Silence {
  const limit = senderTimeoutMs > 0 ? Math.max(LEAST_MS, Math.min(SILENCE_MS, senderTimeoutMs)) : SILENCE_MS;
  let askedAt: number | undefined;
  return {
    check(heardAt, ask) {
      const now = performance.now();
      if (askedAt !== undefined && heardAt >= askedAt) askedAt = undefined;
      if (askedAt === undefined) {
        if (now - heardAt < limit / 3) return;
        askedAt = now;
        ask();
      } else if (now - askedAt >= limit) {
        throw new TailraceError(
          'postgres-connection-lost',
          `${where}: the server was asked for a sign of life and has given none for ${Math.round(limit / 1000)} seconds`,
          { data: { where }, retryable: true },
        );
      }
    },
  };
}

// A commit is in the log before other sessions see it: with synchronous replication it waits in between for its standby. The lock that a
// transaction has on its own id is let go after it is seen (PostgreSQL: "pg_locks", locktype transactionid).
import { setTimeout as wait } from 'node:timers/promises';
import { TailraceError } from '@tailrace/core/diagnostics';
import type pg from 'pg';

const BETWEEN_LOOKS_MS = 25;
const PATIENCE_MS = 30_000;

/**
 * Returns when what this transaction committed can be read from the catalogue. `xid`: as in the log's Begin message. Throws
 * `commit-not-visible`, which is worth another try, after half a minute, and the signal's reason when a stop is asked for meanwhile.
 */
export async function untilSeen(client: pg.Client, xid: number, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    signal.throwIfAborted();
    const { rows } = await client.query(
      "select 1 from pg_catalog.pg_locks where locktype = 'transactionid' and mode = 'ExclusiveLock' and transactionid = $1::text::xid",
      [String(xid)],
    );
    if (rows.length === 0) return;
    if (performance.now() > giveUpAt) {
      throw new TailraceError(
        'commit-not-visible',
        `Transaction ${xid} altered a table and is in the log, and after ${PATIENCE_MS / 1000} s other sessions still do not see it: its commit waits, for a standby of synchronous_standby_names as a rule. It is tried again.`,
        { retryable: true, data: { xid } },
      );
    }
    await wait(BETWEEN_LOOKS_MS, undefined, { signal });
  }
}

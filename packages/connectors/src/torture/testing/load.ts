// Transactions of many shapes on the tables of the torture test, one after another, for as long as it lasts.
import type { Database } from './database.ts';

/** An integer in [0, below). */
export type Random = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
}

export interface Load {
  transactions(): number;
  stop(): Promise<void>;
}

type Shape = (random: Random, n: number) => string;

/** Even ids live in orders_1, odd ones in orders_2, so that the merged table has each once. */
const KEYED: readonly Shape[] = [
  (random, n) =>
    `INSERT INTO orders_1 VALUES (${1_000_000 + n * 2}, ${random(9999)}.5, 'new ${n}'); INSERT INTO orders_2 VALUES (${1_000_001 + n * 2}, NULL, NULL)`,
  (random) => {
    const from = random(110_000);
    return `UPDATE orders_1 SET total = total + 1, note = 'u' || id WHERE id BETWEEN ${from} AND ${from + 40}`;
  },
  (random) => {
    const from = random(115_000);
    return `UPDATE orders_2 SET note = repeat('n', ${random(50)}) WHERE id BETWEEN ${from} AND ${from + 200}`;
  },
  (random) =>
    `DELETE FROM orders_1 WHERE id = ${random(60_000) * 2}; DELETE FROM orders_2 WHERE id = ${random(60_000) * 2 + 1}`,
  // A key that moves, within its shard.
  (random, n) => `UPDATE orders_1 SET id = ${5_000_000 + n * 2} WHERE id = ${random(60_000) * 2}`,
  // Money that moves; the big column is not sent with it.
  (random) => {
    const amount = random(50);
    return `UPDATE accounts SET balance = balance - ${amount} WHERE id = ${random(2000)}; UPDATE accounts SET balance = balance + ${amount} WHERE id = ${random(2000)}`;
  },
  // Rows that enter and leave the filter.
  (random) => `UPDATE accounts SET active = NOT active WHERE id = ${random(2000)}`,
  // Rolled back in part: nothing of it may be seen.
  (random) =>
    `SAVEPOINT s; UPDATE accounts SET balance = -1; ROLLBACK TO s; UPDATE accounts SET big = repeat('b', ${random(9000)}) WHERE id = ${random(2000)}`,
  // Deleted and inserted again in one transaction.
  (random) => {
    const id = random(60_000) * 2;
    return `DELETE FROM orders_1 WHERE id = ${id}; INSERT INTO orders_1 VALUES (${id}, 1, 'again') ON CONFLICT DO NOTHING`;
  },
];

const KEYLESS: readonly Shape[] = [
  (random) => `INSERT INTO visits VALUES (${random(7)}, 'p${random(5)}'), (${random(7)}, 'p${random(5)}')`,
  (random) =>
    `UPDATE visits SET page = 'q' WHERE ctid IN (SELECT ctid FROM visits WHERE who = ${random(7)} LIMIT 2)`,
  (random) => `DELETE FROM visits WHERE ctid IN (SELECT ctid FROM visits WHERE who = ${random(7)} LIMIT 1)`,
  () => `INSERT INTO visits VALUES (NULL, NULL)`,
];

export function startLoad(open: () => Promise<Database>, random: Random, kind: 'keyed' | 'keyless'): Load {
  const shapes = kind === 'keyed' ? KEYED : KEYLESS;
  let stopped = false;
  let done = 0;
  const working = (async () => {
    const database = await open();
    try {
      for (let n = 0; !stopped; n += 1) {
        const statements = Array.from({ length: 1 + random(4) }, () =>
          shapes[random(shapes.length)]?.(random, n * 8 + random(2)),
        );
        await database
          .run(`BEGIN; ${[...new Set(statements)].join('; ')}; ${random(12) === 0 ? 'ROLLBACK' : 'COMMIT'}`)
          .catch(async (error: unknown) => {
            // Two inserts of one key in one transaction: the server refuses it, and that is fine.
            if (!(error instanceof Error && error.message.includes('duplicate key'))) throw error;
            await database.run('ROLLBACK');
          });
        done += 1;
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
    } finally {
      await database.close();
    }
  })();
  working.catch(() => undefined);
  return {
    transactions: () => done,
    stop: async () => {
      stopped = true;
      await working;
    },
  };
}

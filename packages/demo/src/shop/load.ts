// A little business in the shop: new orders, orders that move on, prices that change, old orders that are cleared away. About ten rows a
// second, and as many go as come.
import pg from 'pg';
import { createRandom, type Random } from './random.ts';
import { SEEDED } from './seed.ts';
import { SHARDS } from './schema.ts';
import * as words from './words.ts';

export interface Load {
  stop(): Promise<void>;
}

const PAUSE_MS = 400;

/** Goes on until stopped; what fails (a table altered or dropped by the user) is let be, and tried again. */
export function startLoad(connection: pg.ClientConfig): Load {
  const random = createRandom(Date.now());
  const pool = new pg.Pool({ ...connection, max: 1, idleTimeoutMillis: 0 });
  // A connection that the server cuts, as at its shutdown.
  pool.on('error', () => undefined);
  let isStopped = false;
  let wake: () => void = () => undefined;
  const done = (async () => {
    while (!isStopped) {
      await random
        .pick(STEPS)(pool, random)
        .catch(() => undefined);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, PAUSE_MS).unref();
      });
    }
    await pool.end();
  })();
  return {
    stop: async () => {
      isStopped = true;
      wake();
      await done;
    },
  };
}

/** What may happen; what is named twice happens more often. */
export const STEPS = [
  newOrder,
  newOrder,
  newShardOrder,
  newShardOrder,
  moveOn,
  moveOn,
  changePrice,
  clearAway,
] as const;

async function newOrder(pool: pg.Pool, random: Random): Promise<void> {
  await pool.query(
    `WITH placed AS (
       INSERT INTO orders (id, customer_id, status, total, note, placed_at)
       SELECT (SELECT max(id) + 1 FROM orders), c.id, 'new', $2, $3, now()
       FROM customers c ORDER BY (c.id * 7919 + $1) % 1009 LIMIT 1 RETURNING id)
     INSERT INTO order_items (order_id, line_no, product_id, quantity, unit_price)
     SELECT placed.id, line, p.id, 1 + line, p.price FROM placed, generate_series(1, 2) line
     JOIN products p ON p.id = 1 + ($1 + line * 17) % ${SEEDED.products}`,
    [random.between(0, 100_000), random.between(5, 900), random.chance(80) ? null : random.pick(words.NOTES)],
  );
}

async function newShardOrder(pool: pg.Pool, random: Random): Promise<void> {
  const shard = random.pick(SHARDS);
  await pool.query(
    `INSERT INTO orders_eu_${shard} (id, customer_email, country, status, amount, vat_rate, placed_at, updated_at)
     SELECT max(id) + ${SHARDS.length}, $1, $2, 'new', $3, 0.19, localtimestamp, now() FROM orders_eu_${shard}`,
    [
      `customer${random.between(1, SEEDED.customers)}@example.com`,
      random.pick(words.COUNTRIES).toLowerCase(),
      random.between(5, 2_500),
    ],
  );
}

const NEXT_STATUS = `CASE status WHEN 'new' THEN 'paid' WHEN 'paid' THEN 'shipped' WHEN 'shipped' THEN 'delivered' ELSE status END`;

async function moveOn(pool: pg.Pool, random: Random): Promise<void> {
  const shard = random.pick(SHARDS);
  await pool.query(
    `UPDATE orders SET status = ${NEXT_STATUS}, shipped_at = CASE status WHEN 'paid' THEN now() ELSE shipped_at END
     WHERE id IN (SELECT id FROM orders WHERE status IN ('new', 'paid', 'shipped') ORDER BY id DESC OFFSET $1 LIMIT 3)`,
    [random.between(0, 20)],
  );
  await pool.query(
    `UPDATE orders_eu_${shard} SET status = $1, updated_at = now()
     WHERE id IN (SELECT id FROM orders_eu_${shard} WHERE status <> 'cancelled' ORDER BY id DESC OFFSET $2 LIMIT 3)`,
    [random.chance(15) ? 'cancelled' : random.pick(words.STATUSES), random.between(0, 20)],
  );
}

async function changePrice(pool: pg.Pool, random: Random): Promise<void> {
  await pool.query(
    `UPDATE products SET price = round(price * $2, 2), attributes = attributes || jsonb_build_object('stock', $3::int) WHERE id = $1`,
    [random.between(1, SEEDED.products), random.pick(['0.95', '1.04', '1.01']), random.between(0, 90)],
  );
}

/** Keeps every table near the size it began with. */
async function clearAway(pool: pg.Pool, random: Random): Promise<void> {
  const oldest = (table: string, kept: number): string =>
    `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} ORDER BY id LIMIT greatest(0, least(20, (SELECT count(*) FROM ${table}) - ${kept})))`;
  await pool.query(oldest('orders', SEEDED.orders));
  await pool.query(oldest(`orders_eu_${random.pick(SHARDS)}`, SEEDED.ordersPerShard));
}

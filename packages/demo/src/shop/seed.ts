// Fills an empty shop: the same rows each time. Whole columns travel as arrays, one statement per table, which takes about a second in all.
import type { Client } from 'pg';
import { createRandom, type Random } from './random.ts';
import { SHARDS } from './schema.ts';
import * as words from './words.ts';

export const SEEDED = { customers: 1_200, products: 240, orders: 4_000, ordersPerShard: 800 } as const;

/** Nothing depends on the day on which the demo is started. */
const FIRST_DAY = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

type Cell = string | number | boolean | null;

export async function seedShop(client: Client): Promise<void> {
  const random = createRandom(20_260_101);
  await insertRows(
    client,
    'customers',
    range(SEEDED.customers, (id) => customer(random, id)),
  );
  const products = range(SEEDED.products, (id) => product(random, id));
  await insertRows(client, 'products', products);
  const orders = range(SEEDED.orders, (id) => orderWithItems(random, id, products));
  await insertRows(
    client,
    'orders',
    orders.map((order) => order.order),
  );
  await insertRows(
    client,
    'order_items',
    orders.flatMap((order) => order.items),
  );
  for (const shard of SHARDS) {
    const rows = range(SEEDED.ordersPerShard, (number) => shardOrder(random, shard, number));
    await insertRows(client, `orders_eu_${shard}`, rows);
  }
  await client.query('ANALYZE');
}

type RowOf = Readonly<Record<string, Cell>>;

/** The server turns the JSON into the types of the table's columns. */
async function insertRows(client: Client, table: string, rows: readonly RowOf[]): Promise<void> {
  await client.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
    JSON.stringify(rows),
  ]);
}

const range = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

const moment = (ms: number): string => new Date(ms).toISOString();

const momentWithin = (random: Random, days: number): number =>
  FIRST_DAY + Math.floor(random.next() * days * DAY);

function customer(random: Random, id: number): RowOf {
  const created = momentWithin(random, 200);
  return {
    id,
    email: `customer${id}@example.com`,
    full_name: `${random.pick(words.FIRST_NAMES)} ${random.pick(words.LAST_NAMES)}`,
    country: random.pick(words.COUNTRIES),
    birth_date: random.chance(25)
      ? null
      : moment(Date.UTC(random.between(1940, 2007), random.between(0, 11), 3)).slice(0, 10),
    loyalty_points: random.between(0, 5_000),
    preferences: random.chance(40)
      ? null
      : JSON.stringify({
          newsletter: random.chance(50),
          language: random.pick(['de', 'fr', 'en']),
          sizes: [38, 42],
        }),
    created_at: moment(created),
    updated_at: moment(created + DAY),
  };
}

function product(random: Random, id: number): RowOf & { price: string } {
  return {
    id,
    sku: `SKU-${String(id).padStart(5, '0')}`,
    name: `${random.pick(words.ADJECTIVES)} ${random.pick(words.THINGS)}`,
    category: random.pick(words.CATEGORIES),
    price: cents(random.between(199, 49_900)),
    weight_grams: random.chance(20) ? null : random.between(20, 12_000),
    tags: random.chance(30) ? null : `{${random.pick(words.TAGS)},${random.pick(words.TAGS)}}`,
    attributes: JSON.stringify({
      colour: random.pick(['red', 'blau', 'weiß']),
      stock: random.between(0, 90),
    }),
    active: random.chance(92),
    created_at: moment(momentWithin(random, 60)),
  };
}

const cents = (amount: number): string =>
  `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;

function orderWithItems(
  random: Random,
  id: number,
  products: readonly { readonly price: string }[],
): { order: RowOf; items: RowOf[] } {
  const placed = momentWithin(random, 300);
  const items = range(random.between(1, 4), (line): RowOf & { sum: number } => {
    const at = random.between(0, products.length - 1);
    const price = products[at]?.price ?? '0.00';
    const quantity = random.between(1, 5);
    return {
      order_id: id,
      line_no: line,
      product_id: at + 1,
      quantity,
      unit_price: price,
      discount: random.chance(70) ? null : random.pick(['0.0500', '0.1000', '0.1250']),
      sum: Math.round(Number(price) * 100) * quantity,
    };
  });
  const status = random.chance(6) ? 'cancelled' : random.pick(words.STATUSES);
  const isSent = status === 'shipped' || status === 'delivered';
  const order: RowOf = {
    id,
    customer_id: random.between(1, SEEDED.customers),
    status,
    currency: random.chance(85) ? 'EUR' : random.pick(['SEK', 'PLN', 'CZK']),
    total: cents(items.reduce((sum, item) => sum + item.sum, 0)),
    note: random.chance(85) ? null : random.pick(words.NOTES),
    placed_at: moment(placed),
    shipped_at: isSent ? moment(placed + random.between(1, 6) * DAY) : null,
  };
  return { order, items };
}

function shardOrder(random: Random, shard: number, number: number): RowOf {
  const placed = momentWithin(random, 300);
  return {
    // No two shards share a number.
    id: number * SHARDS.length + shard,
    customer_email: `customer${random.between(1, SEEDED.customers)}@example.com`,
    country: random.pick(words.COUNTRIES).toLowerCase(),
    status: random.chance(10) ? 'cancelled' : random.pick(words.STATUSES),
    amount: cents(random.between(500, 250_000)),
    vat_rate: random.chance(8) ? null : random.pick(['0.190', '0.200', '0.210', '0.070']),
    note: random.chance(90) ? null : random.pick(words.NOTES),
    // Without a zone, as the application wrote it.
    placed_at: moment(placed).slice(0, 23).replace('T', ' '),
    updated_at: moment(placed + random.between(0, 5) * DAY),
  };
}

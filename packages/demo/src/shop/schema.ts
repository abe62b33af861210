// The tables of the demo's shop: keys of one and two columns, NULLs, decimals, moments with and without a zone, JSON, arrays, and a table
// cut into four shards as applications do it.

export const SHARDS = [1, 2, 3, 4] as const;

/** An update has to say what the row was, to tell whether it leaves a filter: with all of it sent, every filter can be tried here. */
const TABLES = [
  'customers',
  'products',
  'orders',
  'order_items',
  ...SHARDS.map((number) => `orders_eu_${number}`),
];

const shard = (number: number): string => `
  CREATE TABLE orders_eu_${number} (
    id bigint PRIMARY KEY,
    customer_email text NOT NULL,
    country text NOT NULL,
    status text NOT NULL,
    amount numeric(12, 2) NOT NULL,
    vat_rate numeric(4, 3),
    note text,
    placed_at timestamp(3) NOT NULL,
    updated_at timestamptz NOT NULL
  );`;

export const SHOP_SCHEMA = `
  CREATE TABLE customers (
    id bigint PRIMARY KEY,
    email text NOT NULL UNIQUE,
    full_name text NOT NULL,
    country char(2) NOT NULL,
    birth_date date,
    loyalty_points integer NOT NULL DEFAULT 0,
    preferences jsonb,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  COMMENT ON TABLE customers IS 'People who bought something, or nearly did';
  COMMENT ON COLUMN customers.loyalty_points IS 'One per euro spent';

  CREATE TABLE products (
    id integer PRIMARY KEY,
    sku text NOT NULL UNIQUE,
    name text NOT NULL,
    category text NOT NULL,
    price numeric(10, 2) NOT NULL,
    weight_grams integer,
    tags text[],
    attributes jsonb NOT NULL DEFAULT '{}',
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL
  );

  CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id),
    status text NOT NULL,
    currency char(3) NOT NULL DEFAULT 'EUR',
    total numeric(12, 2) NOT NULL,
    note text,
    placed_at timestamptz NOT NULL,
    shipped_at timestamptz
  );
  -- As for the shards: orders are what one filters first.
  ALTER TABLE orders REPLICA IDENTITY FULL;
  CREATE INDEX orders_by_customer ON orders (customer_id);

  CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    line_no smallint NOT NULL,
    product_id integer NOT NULL REFERENCES products (id),
    quantity integer NOT NULL,
    unit_price numeric(10, 2) NOT NULL,
    discount numeric(5, 4),
    PRIMARY KEY (order_id, line_no)
  );
  ${SHARDS.map(shard).join('\n')}
  ${TABLES.map((table) => `ALTER TABLE ${table} REPLICA IDENTITY FULL;`).join('\n  ')}
`;

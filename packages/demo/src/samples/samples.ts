// The pipelines that lie ready in an empty store. Their comments are a first lesson in the language.
import { DEMO_SECRET, type DemoConnection } from './connection.ts';

export interface SamplePipeline {
  readonly name: string;
  readonly text: string;
}

/** In the order of a first tour. */
export function samplePipelines(connection: DemoConnection): readonly SamplePipeline[] {
  return [
    { name: 'Shards merged into one table', text: shardsMerged(connection) },
    { name: 'Shop to warehouse', text: shopToWarehouse(connection) },
  ];
}

const server = ({ host, port, user }: DemoConnection): string => `hostname: ${host}
  port: ${port}
  username: ${user}
  password: \${secret.${DEMO_SECRET}}`;

const shardsMerged = (
  connection: DemoConnection,
): string => `# Four tables of one shape, cut by an application that outgrew a single one, become one table again.
source:
  type: postgres
  name: Shop
  ${server(connection)}
  # database.schema.table. A plain dot parts the names; \\. is the dot of a regular expression,
  # so this takes orders_eu_1, orders_eu_2 and every shard that is added later.
  tables: shop.public.orders_eu_\\.*
  slot.name: tailrace_sample_shards
  debezium.publication.name: tailrace_sample_shards
  debezium.publication.autocreate.mode: filtered
  # Columns added to a shard while the pipeline runs are added to the merged table, too.
  schema-change.enabled: true

transform:
  # Rules see schema.table. The first one that takes a table applies.
  - source-table: public.orders_eu_\\.*
    # Columns by name, computed ones with AS; note and updated_at stay behind.
    projection: id, customer_email, UPPER(country) AS country, status, amount, vat_rate, placed_at, __table_name__ AS shard
    # A row that stops passing is deleted from the merged table, one that begins to is inserted.
    filter: status <> 'cancelled'
    description: leave cancelled orders out

route:
  - source-table: public.orders_eu_\\.*
    sink-table: ods.orders_eu
    description: four shards, one table

sink:
  type: postgres
  name: Warehouse
  ${server(connection)}
  database: warehouse

pipeline:
  name: Shards merged into one table
  # What the source's ALTER TABLE does to the merged table; the others are try_evolve, lenient, ignore and exception.
  schema.change.behavior: evolve
`;

const shopToWarehouse = (
  connection: DemoConnection,
): string => `# A whole database, kept in step: every table of the shop, with its rows, its changes and its new columns.
source:
  type: postgres
  name: Shop
  ${server(connection)}
  # All tables of the schema public …
  tables: shop.public.\\.*
  # … but for the shards, which have a pipeline of their own.
  tables.exclude: shop.public.orders_eu_\\.*
  slot.name: tailrace_sample_shop
  debezium.publication.name: tailrace_sample_shop
  debezium.publication.autocreate.mode: filtered
  schema-change.enabled: true

route:
  # <> stands for the name of the table that was taken: public.orders becomes shop.orders.
  - source-table: public.\\.*
    sink-table: shop.<>
    replace-symbol: <>
    description: every table under its own name

sink:
  type: postgres
  name: Warehouse
  ${server(connection)}
  # Tables and the schema shop are made when they are missing.
  database: warehouse

pipeline:
  name: Shop to warehouse
  schema.change.behavior: evolve
`;

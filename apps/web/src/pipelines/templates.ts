// What a new pipeline can begin as. Each is a document of its own right: it validates once the blanks of its connections are filled.

export interface Template {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly name: string;
  readonly text: string;
  /** For the picture: numbers of transforms and routes. */
  readonly transforms: number;
  readonly routes: number;
}

const POSTGRES_SOURCE = `source:
  type: postgres
  hostname: localhost
  port: 5432
  username: postgres
  password: \${secret.SOURCE_PASSWORD}
`;

const POSTGRES_SINK = `sink:
  type: postgres
  hostname: localhost
  port: 5432
  username: postgres
  password: \${secret.SINK_PASSWORD}
  database: warehouse
`;

export const TEMPLATES: readonly Template[] = [
  {
    id: 'whole-database',
    title: 'Copy a whole database',
    summary: 'Every table of a schema, as it is, and every change after that.',
    name: 'whole-database',
    transforms: 0,
    routes: 1,
    text: `${POSTGRES_SOURCE}  # database.schema.table; \\. stands for any character
  tables: shop.public.\\.*
  slot.name: whole_database

route:
  - source-table: public.(\\.*)
    sink-table: public.$1

${POSTGRES_SINK}
pipeline:
  name: whole-database
  schema.change.behavior: evolve
`,
  },
  {
    id: 'merge-shards',
    title: 'Merge shards into one table',
    summary: 'Tables of one shape end in one table, with a column that says where a row came from.',
    name: 'shards-merged',
    transforms: 1,
    routes: 1,
    text: `${POSTGRES_SOURCE}  tables: shop.public.orders_eu_[0-9]+
  slot.name: shards_merged

transform:
  - source-table: public.orders_eu_[0-9]+
    projection: \\*, __table_name__ AS shard

route:
  - source-table: public.orders_eu_[0-9]+
    sink-table: public.orders

${POSTGRES_SINK}
pipeline:
  name: shards-merged
  schema.change.behavior: lenient
`,
  },
  {
    id: 'trial',
    title: 'Try it without a database',
    summary: 'Generated rows, printed. Good for trying expressions.',
    name: 'trial',
    transforms: 1,
    routes: 0,
    text: `source:
  type: values

transform:
  - source-table: \\.*.\\.*
    projection: \\*

sink:
  type: values

pipeline:
  name: trial
`,
  },
];

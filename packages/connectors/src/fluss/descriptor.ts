// Fluss as a sink: the options of Flink CDC's connector.
import type { ConnectorDescriptor } from '@tailrace/core/descriptor';

export const flussSink: ConnectorDescriptor = {
  type: 'fluss',
  role: 'sink',
  title: 'Fluss',
  summary: 'Writes tables of a Fluss cluster.',
  glyph: 'Fl',
  engines: ['flink'],
  tableIdParts: [2],
  checksKeys: true,
  since: '3.5',
  options: [
    {
      key: 'bootstrap.servers',
      kind: 'string',
      required: true,
      group: 'connection',
      description: 'Servers of the cluster to begin with, as host:port.',
      example: 'localhost:9123',
    },
    {
      key: 'bucket.key',
      kind: 'string',
      group: 'schema',
      description:
        'Columns that spread rows over buckets, as database.table:column,column with a semicolon between.',
      example: 'shop.orders:id',
    },
    {
      key: 'bucket.num',
      kind: 'string',
      group: 'schema',
      description: 'Number of buckets by table, as database.table:number with a semicolon between.',
      example: 'shop.orders:4',
    },
    {
      key: 'properties.client.',
      kind: 'string',
      prefix: true,
      group: 'advanced',
      advanced: true,
      description: 'Settings of the Fluss client, security among them.',
    },
    {
      key: 'properties.table.',
      kind: 'string',
      prefix: true,
      group: 'schema',
      description: 'Settings of tables that are made.',
    },
  ],
  sink: {
    supportedSchemaChanges: ['create.table', 'drop.table', 'add.column'],
    honoursSchemaChangeFilter: true,
    needsPrimaryKey: false,
    ownPartitioning: true,
    unsupportedFails: true,
    delivery: 'At least once.',
  },
  notes: [
    'A table without a primary key becomes a log, which refuses updates and deletes.',
    'Columns can only be added, at the end; LENIENT turns other changes into that.',
    'A table that is there already has to have the same keys and buckets.',
  ],
  example: { 'bootstrap.servers': 'localhost:9123' },
};

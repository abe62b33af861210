// Apache Paimon as a sink: the options of Flink CDC's connector.
import type { ConnectorDescriptor } from '@tailrace/core/descriptor';
import { ALL_SCHEMA_CHANGES } from '../common-sink.ts';

export const paimonSink: ConnectorDescriptor = {
  type: 'paimon',
  role: 'sink',
  title: 'Apache Paimon',
  summary: 'Writes tables of a Paimon lake.',
  glyph: 'Pa',
  engines: ['flink'],
  tableIdParts: [2],
  checksKeys: true,
  since: '3.1',
  options: [
    {
      key: 'catalog.properties.metastore',
      kind: 'string',
      required: true,
      group: 'connection',
      description: 'Kind of catalogue: filesystem, hive, or another that the Paimon library has.',
      example: 'filesystem',
    },
    {
      key: 'catalog.properties.warehouse',
      kind: 'string',
      group: 'connection',
      description: 'Path of the warehouse.',
      example: 's3://lake/warehouse',
    },
    {
      key: 'catalog.properties.uri',
      kind: 'string',
      group: 'connection',
      description: 'Address of the metastore or REST catalogue.',
    },
    {
      key: 'partition.key',
      kind: 'string',
      default: '',
      group: 'schema',
      description: 'Partition columns by table, as database.table:column,column with a semicolon between.',
      example: 'shop.orders:day',
    },
    {
      key: 'commit.user-prefix',
      kind: 'string',
      default: 'admin',
      aliases: ['commit.user'],
      group: 'advanced',
      advanced: true,
      description: 'Begins the user that commits carry.',
    },
    {
      key: 'catalog.properties.',
      kind: 'string',
      prefix: true,
      group: 'advanced',
      advanced: true,
      description: 'More settings of the catalogue: keys of an object store, configuration of Hive.',
    },
    {
      key: 'table.properties.',
      kind: 'string',
      prefix: true,
      group: 'schema',
      description: 'Options of tables that are made, such as bucket.',
    },
  ],
  sink: {
    supportedSchemaChanges: ALL_SCHEMA_CHANGES,
    honoursSchemaChangeFilter: true,
    needsPrimaryKey: false,
    ownPartitioning: true,
    delivery: 'At least once, commits with each checkpoint; the key takes repetitions out.',
  },
  notes: ['Partition columns become part of the primary key.'],
  example: { 'catalog.properties.metastore': 'filesystem', 'catalog.properties.warehouse': '/tmp/warehouse' },
};

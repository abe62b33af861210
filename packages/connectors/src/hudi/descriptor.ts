// Apache Hudi as a sink: the options of Flink CDC's connector.
import type { ConnectorDescriptor } from '@tailrace/core/descriptor';
import { COLUMN_CHANGES } from '../common-sink.ts';

export const hudiSink: ConnectorDescriptor = {
  type: 'hudi',
  role: 'sink',
  title: 'Apache Hudi',
  summary: 'Writes merge-on-read tables of a Hudi lake.',
  glyph: 'Hu',
  engines: ['flink'],
  tableIdParts: [2],
  checksKeys: true,
  since: '3.6',
  options: [
    {
      key: 'path',
      kind: 'string',
      required: true,
      group: 'connection',
      description: 'Path under which databases and tables are made.',
      example: 's3://lake/hudi',
    },
    {
      key: 'hoodie.table.type',
      kind: 'enum',
      values: ['MERGE_ON_READ'],
      default: 'MERGE_ON_READ',
      group: 'schema',
      advanced: true,
      description: 'Kind of table; only this one is supported.',
    },
    {
      key: 'index.type',
      kind: 'enum',
      values: ['BUCKET'],
      default: 'BUCKET',
      group: 'schema',
      advanced: true,
      description: 'Kind of index; only this one is supported.',
    },
    {
      key: 'table.properties.',
      kind: 'string',
      prefix: true,
      group: 'schema',
      description: 'Options of tables and of writing; ordering.fields and write.tasks belong here, too.',
    },
    {
      key: 'catalog.properties.',
      kind: 'string',
      prefix: true,
      group: 'advanced',
      advanced: true,
      description: 'Settings of the catalogue.',
    },
  ],
  sink: {
    supportedSchemaChanges: COLUMN_CHANGES,
    honoursSchemaChangeFilter: false,
    needsPrimaryKey: true,
    unsupportedFails: true,
    delivery: 'At least once, and harmless to repeat because of the key.',
  },
  notes: ['A dropped or emptied table, or a changed comment of a table, ends the job.'],
  example: { path: '/tmp/hudi' },
};

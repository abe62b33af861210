// Kafka as a sink: the options of Flink CDC's connector.
import type { ConnectorDescriptor, OptionSpec } from '@tailrace/core/descriptor';
import { ALL_SCHEMA_CHANGES } from '../common-sink.ts';

/** What the JSON formats take, each under its own name. */
function jsonOptions(
  format: string,
  where: string,
  appliesWhen: OptionSpec['appliesWhen'],
): readonly OptionSpec[] {
  const shared = {
    group: 'advanced',
    advanced: true,
    ...(appliesWhen === undefined ? {} : { appliesWhen }),
  } as const;
  return [
    {
      ...shared,
      key: `${format}.timestamp-format.standard`,
      kind: 'enum',
      values: ['SQL', 'ISO-8601'],
      default: 'SQL',
      description: `How moments are written in ${where}: with a blank (SQL) or a T (ISO-8601).`,
    },
    {
      ...shared,
      key: `${format}.map-null-key.mode`,
      kind: 'enum',
      values: ['FAIL', 'DROP', 'LITERAL'],
      default: 'FAIL',
      description: `What becomes of a map's NULL key in ${where}.`,
    },
    {
      ...shared,
      key: `${format}.map-null-key.literal`,
      kind: 'string',
      default: 'null',
      description: `Text in the place of a map's NULL key in ${where}, for LITERAL.`,
    },
    {
      ...shared,
      key: `${format}.encode.decimal-as-plain-number`,
      kind: 'boolean',
      default: false,
      description: `Writes decimals in ${where} without an exponent.`,
    },
    {
      ...shared,
      key: `${format}.encode.ignore-null-fields`,
      kind: 'boolean',
      default: false,
      description: `Leaves fields that are NULL out of ${where}.`,
    },
  ];
}

const debeziumJson = { key: 'value.format', values: ['debezium-json'] };

export const kafkaSink: ConnectorDescriptor = {
  type: 'kafka',
  role: 'sink',
  title: 'Apache Kafka',
  summary: 'Writes each change as a message, in the JSON of Debezium or Canal.',
  glyph: 'Ka',
  engines: ['flink'],
  tableIdParts: [1, 2, 3],
  checksKeys: true,
  since: '3.1',
  options: [
    {
      key: 'properties.bootstrap.servers',
      kind: 'string',
      expected: ['properties.bootstrap.servers'],
      group: 'connection',
      description: 'Brokers to begin with, as host:port with a comma between.',
      example: 'localhost:9092',
    },
    {
      key: 'value.format',
      kind: 'enum',
      values: ['debezium-json', 'canal-json'],
      default: 'debezium-json',
      group: 'writing',
      description: 'Form of the messages.',
    },
    {
      key: 'key.format',
      kind: 'enum',
      values: ['json', 'csv'],
      default: 'json',
      group: 'writing',
      description: 'Form of the keys, which hold the table and its primary key.',
    },
    {
      key: 'topic',
      kind: 'string',
      group: 'tables',
      description: 'One topic for all tables; when left out, each table has the topic of its name.',
    },
    {
      key: 'sink.tableId-to-topic.mapping',
      kind: 'string',
      group: 'tables',
      description:
        'Topics by table, as pattern:topic with a semicolon between; the first that matches counts.',
      example: 'shop.orders:orders;shop.\\.*:shop',
    },
    {
      key: 'partition.strategy',
      kind: 'enum',
      values: ['all-to-zero', 'hash-by-key'],
      default: 'all-to-zero',
      group: 'writing',
      description: 'Sends everything to partition 0, or spreads by the key.',
    },
    {
      key: 'sink.delivery-guarantee',
      kind: 'enum',
      values: ['at-least-once', 'exactly-once', 'none'],
      default: 'at-least-once',
      group: 'writing',
      description:
        'What holds after a failure. exactly-once uses transactions, which readers have to honour.',
    },
    {
      key: 'sink.add-tableId-to-header-enabled',
      kind: 'boolean',
      default: false,
      group: 'writing',
      advanced: true,
      description: 'Adds headers with the three parts of the table.',
    },
    {
      key: 'sink.custom-header',
      kind: 'string',
      default: '',
      group: 'writing',
      advanced: true,
      description: 'Headers for every message, as name:value with a semicolon between.',
    },
    {
      key: 'debezium-json.include-schema.enabled',
      kind: 'boolean',
      default: false,
      group: 'advanced',
      advanced: true,
      appliesWhen: debeziumJson,
      description: 'Puts a description of the fields into every message.',
    },
    ...jsonOptions('debezium-json', 'debezium-json messages', debeziumJson),
    ...jsonOptions('canal-json', 'canal-json messages', { key: 'value.format', values: ['canal-json'] }),
    ...jsonOptions('json', 'JSON keys', { key: 'key.format', values: ['json'] }),
    {
      key: 'properties.',
      kind: 'string',
      prefix: true,
      group: 'advanced',
      advanced: true,
      description: 'Settings of the Kafka producer: security, compression, batching.',
      example: 'SASL_SSL',
    },
  ],
  sink: {
    supportedSchemaChanges: ALL_SCHEMA_CHANGES,
    honoursSchemaChangeFilter: true,
    needsPrimaryKey: false,
    delivery: 'At least once by default; exactly once with transactions.',
  },
  notes: [
    'Changes of schemas write no message.',
    'An update needs its old row: sources without it end the job.',
    'There are no tombstones, and messages carry no time of the change.',
  ],
  example: { 'properties.bootstrap.servers': 'localhost:9092' },
};

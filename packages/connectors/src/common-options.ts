// Options that Flink CDC's snapshotting sources (MySQL, PostgreSQL, Oracle, SQL Server) have in common, with the defaults they share.
// A descriptor takes one as it is, or spreads it and says what is different there.
import type { OptionSpec } from '@tailrace/core/descriptor';

export const hostname: OptionSpec = {
  key: 'hostname',
  kind: 'string',
  required: true,
  group: 'connection',
  description: 'Name or address of the database server.',
  example: 'localhost',
};

export const username: OptionSpec = {
  key: 'username',
  kind: 'string',
  required: true,
  group: 'connection',
  description: 'Account to log in with; it needs the rights to read the tables and to follow the log.',
};

export const password: OptionSpec = {
  key: 'password',
  kind: 'string',
  required: true,
  secret: true,
  group: 'connection',
  description: 'Password of the account. Better kept as a secret: ${secret.NAME}.',
};

export function port(number: number): OptionSpec {
  return {
    key: 'port',
    kind: 'integer',
    default: number,
    min: 1,
    max: 65_535,
    group: 'connection',
    description: 'TCP port that the server listens on.',
  };
}

export const serverTimeZone: OptionSpec = {
  key: 'server-time-zone',
  kind: 'string',
  group: 'reading',
  advanced: true,
  description:
    "Zone of the server's session, by which moments without a zone are read; the machine's own when left out.",
  example: 'Europe/Oslo',
};

export const connectTimeout: OptionSpec = {
  key: 'connect.timeout',
  kind: 'duration',
  default: '30s',
  group: 'connection',
  advanced: true,
  description:
    'Time after which an attempt to connect is given up; on the embedded engine also the silence after which a server is asked whether it is still there.',
};

export const connectMaxRetries: OptionSpec = {
  key: 'connect.max-retries',
  kind: 'integer',
  default: 3,
  min: 1,
  group: 'connection',
  advanced: true,
  description: 'Attempts to connect before the job fails.',
};

export const connectionPoolSize: OptionSpec = {
  key: 'connection.pool.size',
  kind: 'integer',
  default: 20,
  min: 2,
  group: 'connection',
  advanced: true,
  engine: 'flink',
  description: 'Connections held in the pool that reads chunks and the catalogue.',
};

export const chunkSize: OptionSpec = {
  key: 'scan.incremental.snapshot.chunk.size',
  kind: 'integer',
  default: 8096,
  min: 2,
  group: 'reading',
  advanced: true,
  description: 'Rows a chunk of the snapshot should have.',
};

export const fetchSize: OptionSpec = {
  key: 'scan.snapshot.fetch.size',
  kind: 'integer',
  default: 1024,
  min: 2,
  group: 'reading',
  advanced: true,
  engine: 'flink',
  description: 'Rows the driver asks for at once while it reads a chunk.',
};

export const chunkMetaGroupSize: OptionSpec = {
  key: 'chunk-meta.group.size',
  kind: 'integer',
  default: 1000,
  min: 2,
  group: 'advanced',
  advanced: true,
  engine: 'flink',
  description: 'Finished chunks described in one message when the snapshot hands over to the stream.',
};

export const evenDistributionUpperBound: OptionSpec = {
  key: 'chunk-key.even-distribution.factor.upper-bound',
  kind: 'number',
  default: 1000,
  min: 1,
  group: 'advanced',
  advanced: true,
  engine: 'flink',
  aliases: ['split-key.even-distribution.factor.upper-bound'],
  description:
    'Keys spread more thinly than this ((max - min + 1) / rows) are cut by queries instead of by arithmetic.',
};

export const evenDistributionLowerBound: OptionSpec = {
  key: 'chunk-key.even-distribution.factor.lower-bound',
  kind: 'number',
  default: 0.05,
  min: 0,
  max: 1,
  group: 'advanced',
  advanced: true,
  engine: 'flink',
  aliases: ['split-key.even-distribution.factor.lower-bound'],
  description:
    'Keys packed more densely than this ((max - min + 1) / rows) are cut by queries instead of by arithmetic.',
};

export const closeIdleReader: OptionSpec = {
  key: 'scan.incremental.close-idle-reader.enabled',
  kind: 'boolean',
  default: false,
  group: 'advanced',
  advanced: true,
  engine: 'flink',
  description: 'Ends the readers that have nothing left to do once the snapshot is complete.',
};

export const unboundedChunkFirst: OptionSpec = {
  key: 'scan.incremental.snapshot.unbounded-chunk-first.enabled',
  kind: 'boolean',
  default: false,
  group: 'advanced',
  advanced: true,
  engine: 'flink',
  description: 'Reads the two open-ended chunks of a table first, before its last one can grow large.',
};

export const backfillSkip: OptionSpec = {
  key: 'scan.incremental.snapshot.backfill.skip',
  kind: 'boolean',
  default: false,
  group: 'reading',
  advanced: true,
  engine: 'flink',
  description:
    'Leaves out merging the changes made while a chunk is read: less work, and rows may then arrive twice.',
};

export const heartbeatInterval: OptionSpec = {
  key: 'heartbeat.interval',
  kind: 'duration',
  default: '30s',
  group: 'reading',
  advanced: true,
  description: 'How often the position moves on while no captured table changes.',
};

export const newlyAddedTables: OptionSpec = {
  key: 'scan.newly-added-table.enabled',
  kind: 'boolean',
  default: false,
  group: 'tables',
  advanced: true,
  engine: 'flink',
  description:
    'After a restart from a savepoint, takes a snapshot of tables that match since, and follows them.',
};

export const jdbcProperties: OptionSpec = {
  key: 'jdbc.properties.',
  kind: 'string',
  prefix: true,
  group: 'advanced',
  advanced: true,
  engine: 'flink',
  description: 'Parameters added to the JDBC address, one by one.',
};

export const debeziumSettings: OptionSpec = {
  key: 'debezium.',
  kind: 'string',
  prefix: true,
  group: 'advanced',
  advanced: true,
  engine: 'flink',
  description: 'Settings passed to the Debezium connector underneath.',
};

/** When a sink of the embedded engine writes and commits: the first of the three that is reached. */
export const flushLimits: readonly OptionSpec[] = [
  {
    key: 'sink.buffer-flush.max-rows',
    kind: 'integer',
    default: 20_000,
    min: 1,
    group: 'writing',
    advanced: true,
    description: 'Changes gathered before they are written and committed.',
  },
  {
    key: 'sink.buffer-flush.max-bytes',
    kind: 'memory-size',
    default: '8mb',
    group: 'writing',
    advanced: true,
    description: 'Size of the changes gathered before they are written and committed.',
  },
  {
    key: 'sink.buffer-flush.interval',
    kind: 'duration',
    default: '1s',
    group: 'writing',
    advanced: true,
    description: 'Longest time that a change waits to be written.',
  },
];

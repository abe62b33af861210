// The options of the document in the terms of the runtime. Keys and defaults are the descriptor's; a value is text, as in the YAML.
import { duration, oneOf, optionError, optionReader, type Options } from '../option-values.ts';
import { postgresSink, postgresSource } from './descriptor.ts';
import type { TypeHandling } from './types/column-codec.ts';
import { assertDatabase, type ConnectOptions, type SslMode } from './wire/connect.ts';

export type StartupMode = 'initial' | 'snapshot' | 'latest-offset' | 'committed-offset';

export interface SourceOptions {
  readonly connect: ConnectOptions;
  readonly database: string;
  readonly slot: string;
  /** The slot is to be there on a standby that takes over. */
  readonly slotFailover: boolean;
  readonly publication: string;
  readonly autocreate: 'all_tables' | 'disabled' | 'filtered';
  readonly startup: StartupMode;
  readonly includeDatabase: boolean;
  readonly metadata: readonly string[];
  readonly heartbeatMs: number;
  /** Tables that match and are made while the run goes on are taken up. */
  readonly newTables: boolean;
  /** Rows that a split of the snapshot should have; by size where the document does not say. */
  readonly splitRows?: number;
  readonly handling: TypeHandling;
}

export interface SinkOptions {
  readonly connect: ConnectOptions;
  readonly database: string;
  readonly schema: string;
  readonly createSchemas: boolean;
}

export function sourceOptions(options: Options, pipelineName: string): SourceOptions {
  const get = optionReader(postgresSource, options);
  const database = assertDatabase(databaseOf(options['tables']));
  const plugin = get('decoding.plugin.name');
  if (plugin !== undefined && plugin !== 'pgoutput') {
    throw optionError(
      'decoding.plugin.name',
      plugin,
      'the embedded engine reads pgoutput, which comes with every server.',
    );
  }
  const slot = get('slot.name') ?? slotName(pipelineName);
  if (!/^[a-z0-9_]{1,63}$/u.test(slot)) {
    throw optionError(
      'slot.name',
      slot,
      'PostgreSQL wants lower-case letters, digits and underscores, at most 63.',
    );
  }
  return {
    connect: {
      ...connectOptions(get, database),
      ...ssl(get('debezium.database.sslmode'), get('debezium.database.sslrootcert')),
    },
    database,
    slot,
    slotFailover: get('debezium.slot.failover') === 'true',
    publication: get('debezium.publication.name') ?? `${slot}_publication`,
    autocreate: oneOf(get, 'debezium.publication.autocreate.mode', ['filtered', 'all_tables', 'disabled']),
    startup: oneOf(get, 'scan.startup.mode', ['initial', 'snapshot', 'latest-offset', 'committed-offset']),
    includeDatabase: get('table-id.include-database') === 'true',
    metadata: (get('metadata.list') ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    heartbeatMs: duration(get('heartbeat.interval'), 30_000),
    newTables: get('scan.newly-added-table.enabled') === 'true',
    ...splitRows(options['scan.incremental.snapshot.chunk.size']),
    handling: {
      decimal: oneOf(get, 'debezium.decimal.handling.mode', ['precise', 'double', 'string']),
      interval: oneOf(get, 'debezium.interval.handling.mode', ['numeric', 'string']),
      binary: oneOf(get, 'debezium.binary.handling.mode', ['bytes', 'base64', 'hex']),
      moneyScale: Number(get('debezium.money.fraction.digits') ?? '2'),
    },
  };
}

/** The descriptor's default is Flink's, for chunks by key; parts of a table by place may be much larger. */
function splitRows(given: string | undefined): Pick<SourceOptions, 'splitRows'> {
  const rows = Number(given ?? '');
  return rows > 0 ? { splitRows: rows } : {};
}

export function sinkOptions(options: Options): SinkOptions {
  const get = optionReader(postgresSink, options);
  const database = get('database') ?? '';
  return {
    connect: { ...connectOptions(get, database), ...ssl(get('ssl.mode'), get('ssl.root-cert')) },
    database,
    schema: get('schema') ?? 'public',
    createSchemas: get('create.schemas') !== 'false',
  };
}

function connectOptions(
  get: (key: string) => string | undefined,
  database: string,
): Omit<ConnectOptions, 'sslMode'> {
  return {
    host: get('hostname') ?? 'localhost',
    port: Number(get('port') ?? '5432'),
    user: get('username') ?? '',
    password: get('password') ?? '',
    database,
    connectTimeoutMs: duration(get('connect.timeout'), 30_000),
  };
}

function ssl(
  mode: string | undefined,
  rootCert: string | undefined,
): { sslMode: SslMode; sslRootCert?: string } {
  const modes: readonly SslMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
  const sslMode = modes.find((known) => known === mode) ?? 'prefer';
  return rootCert === undefined ? { sslMode } : { sslMode, sslRootCert: rootCert };
}

/** The database that all entries of `tables` begin with: the first part of the first one. */
function databaseOf(tables: string | undefined): string | undefined {
  const first = tables?.split(',')[0]?.trim();
  return first === undefined ? undefined : /^([^.\\]+)\./u.exec(first)?.[1];
}

/** A name for a slot from that of the pipeline: what PostgreSQL allows in it, told apart by a checksum where letters were lost. */
export function slotName(pipelineName: string): string {
  const plain = pipelineName
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/gu, '_')
    .replaceAll(/^_+|_+$/gu, '')
    .slice(0, 40);
  let checksum = 0;
  for (const char of pipelineName) checksum = (Math.imul(checksum, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
  return `tailrace_${plain === '' ? 'pipeline' : plain}_${checksum.toString(36)}`;
}

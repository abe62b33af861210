// The options of the document in the terms of the runtime. Keys and defaults are the descriptor's; a value is text, as in the YAML.
import { duration, oneOf, optionError, optionReader, type Options } from '../../option-values.ts';
import { TLS_MODES, type ConnectOptions } from '../connect.ts';
import { mysqlSource } from '../descriptor.ts';
import { parseGtidSet } from '../gtid/gtid-set.ts';
import { parseMariadbPosition } from '../gtid/mariadb-position.ts';
import type { SchemaOptions } from '../types/table-schema.ts';

export type Startup =
  | { readonly mode: 'initial' | 'snapshot' | 'earliest-offset' | 'latest-offset' }
  | { readonly mode: 'timestamp'; readonly millis: number }
  | {
      readonly mode: 'specific-offset';
      readonly file: string;
      readonly position: number;
      readonly skip: Skip;
    }
  | { readonly mode: 'specific-offset'; readonly gtids: string; readonly skip: Skip };

/** Events after the position to pass over, then rows of the next rows event. */
export interface Skip {
  readonly events: number;
  readonly rows: number;
}

export interface SourceOptions {
  readonly connect: ConnectOptions;
  readonly startup: Startup;
  /** First and last number that this client may have among the replicas. */
  readonly serverIds: readonly [number, number];
  readonly schema: SchemaOptions;
  readonly schemaChanges: boolean;
  readonly metadata: readonly string[];
  readonly heartbeatMs: number;
  readonly compactJson: boolean;
  /** Tables that are made while the run goes on are followed. */
  readonly newTables: boolean;
  readonly chunkRows: number;
}

type Get = (key: string) => string | undefined;

export function sourceOptions(options: Options): SourceOptions {
  const get = optionReader(mysqlSource, options);
  const connectTimeoutMs = duration(get('connect.timeout'), 30_000);
  return {
    connect: {
      host: get('hostname') ?? 'localhost',
      port: Number(get('port') ?? '3306'),
      user: get('username') ?? '',
      password: get('password') ?? '',
      tlsMode: tlsMode(get),
      connectTimeoutMs,
    },
    startup: startup(get),
    serverIds: serverIds(get('server-id')),
    schema: {
      tinyint1AsBoolean: get('treat-tinyint1-as-boolean.enabled') !== 'false',
      comments: get('include-comments.enabled') === 'true',
    },
    schemaChanges: get('schema-change.enabled') !== 'false',
    metadata: (get('metadata.list') ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    heartbeatMs: duration(get('heartbeat.interval'), 30_000),
    newTables: get('scan.binlog.newly-added-table.enabled') === 'true',
    compactJson: get('use.legacy.json.format') !== 'false',
    chunkRows: Number(get('scan.incremental.snapshot.chunk.size') ?? '8096'),
  };
}

/** Debezium's name for it, and the JDBC driver's two. */
function tlsMode(get: Get): ConnectOptions['tlsMode'] {
  const mode = get('debezium.database.ssl.mode') ?? get('jdbc.properties.sslMode');
  if (mode !== undefined) {
    const wanted = mode.toLowerCase().replaceAll('_', '-');
    return TLS_MODES.find((known) => known === wanted) ?? 'preferred';
  }
  return get('jdbc.properties.useSSL') === 'false' ? 'disabled' : 'preferred';
}

function startup(get: Get): Startup {
  const mode = oneOf(get, 'scan.startup.mode', [
    'initial',
    'snapshot',
    'earliest-offset',
    'latest-offset',
    'timestamp',
    'specific-offset',
  ]);
  if (mode === 'timestamp') return { mode, millis: Number(get('scan.startup.timestamp-millis') ?? '0') };
  if (mode !== 'specific-offset') return { mode };
  const skip = {
    events: Number(get('scan.startup.specific-offset.skip-events') ?? '0'),
    rows: Number(get('scan.startup.specific-offset.skip-rows') ?? '0'),
  };
  const gtids = get('scan.startup.specific-offset.gtid-set');
  if (gtids !== undefined) {
    if (parseGtidSet(gtids) === undefined && parseMariadbPosition(gtids) === undefined) {
      throw optionError(
        'scan.startup.specific-offset.gtid-set',
        gtids,
        'this is neither a GTID set of MySQL nor a GTID position of MariaDB.',
      );
    }
    return { mode, gtids, skip };
  }
  const file = get('scan.startup.specific-offset.file') ?? '';
  return { mode, file, position: Number(get('scan.startup.specific-offset.pos') ?? '4'), skip };
}

/** Flink CDC takes a random number from 5400 to 6400; that is a range of one. */
function serverIds(text: string | undefined): readonly [number, number] {
  if (text === undefined) {
    const random = 5400 + Math.floor(Math.random() * 1000);
    return [random, random];
  }
  const match = /^\s*(\d{1,10})\s*(?:-\s*(\d{1,10})\s*)?$/u.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (match === null || first < 1 || last < first || last > 0xffffffff) {
    throw optionError(
      'server-id',
      text,
      'it is a number from 1 to 4294967295, or a range such as 5400-5404.',
    );
  }
  return [first, last];
}

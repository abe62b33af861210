// The options of the sink in the terms of its runtime.
import { duration, oneOf, optionReader, type Options } from '../../option-values.ts';
import { TLS_MODES, type ConnectOptions } from '../connect.ts';
import { mysqlSink } from '../descriptor.ts';

export interface SinkOptions {
  readonly connect: ConnectOptions;
  /** Of table names with a single part; undefined: they are refused. */
  readonly database: string | undefined;
  readonly createDatabases: boolean;
  readonly loadData: 'auto' | 'never';
}

export function sinkOptions(options: Options): SinkOptions {
  const get = optionReader(mysqlSink, options);
  const [tlsCa, tlsCert, tlsKey] = [get('ssl.ca'), get('ssl.cert'), get('ssl.key')];
  const loadData = oneOf(get, 'load-data', ['auto', 'never']);
  return {
    connect: {
      host: get('hostname') ?? 'localhost',
      port: Number(get('port') ?? '3306'),
      user: get('username') ?? '',
      password: get('password') ?? '',
      tlsMode: oneOf(get, 'ssl.mode', ['preferred', ...TLS_MODES.filter((mode) => mode !== 'preferred')]),
      ...(tlsCa === undefined ? {} : { tlsCa }),
      ...(tlsCert === undefined ? {} : { tlsCert }),
      ...(tlsKey === undefined ? {} : { tlsKey }),
      connectTimeoutMs: duration(get('connect.timeout'), 30_000),
      localInfile: loadData === 'auto',
      multipleStatements: true,
    },
    database: get('database'),
    createDatabases: get('create.databases') !== 'false',
    loadData,
  };
}

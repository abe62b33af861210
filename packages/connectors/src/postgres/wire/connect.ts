// Opening a connection: login, TLS and SCRAM are the business of the `pg` package. Session settings that change the form of values are
// pinned, so that no role's or database's own defaults reach our codecs.
import { readFileSync } from 'node:fs';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import pg from 'pg';
import { TailraceError } from '@tailrace/core/diagnostics';
import { watchAnswers, type AnswerWatch } from '../../answer-watch.ts';
import { ReusingSocket } from '../../reusing-socket.ts';
import { askSession, sessionNumber } from './ask-session.ts';
import { connectionLost, fromPgError, sqlStateOf } from './server-error.ts';
import { socketOf, takeOver, type WireConnection } from './wire-connection.ts';

export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly sslMode: SslMode;
  readonly sslRootCert?: string;
  readonly connectTimeoutMs: number;
}

const PINNED: Readonly<Record<string, string>> = {
  DateStyle: 'ISO,MDY',
  TimeZone: 'UTC',
  IntervalStyle: 'postgres',
  extra_float_digits: '3',
  bytea_output: 'hex',
  lc_monetary: 'C',
  standard_conforming_strings: 'on',
  xmloption: 'content',
  quote_all_identifiers: 'off',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
};

const startupOptions = Object.entries(PINNED)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

function tlsOptions(options: ConnectOptions): TlsOptions {
  const ca = options.sslRootCert === undefined ? {} : { ca: readFileSync(options.sslRootCert, 'utf8') };
  // libpq: require encrypts without checking; verify-ca checks the issuer; verify-full the name too.
  if (options.sslMode === 'verify-full') return ca;
  if (options.sslMode === 'verify-ca') return { ...ca, checkServerIdentity: () => undefined };
  return { ...ca, rejectUnauthorized: false };
}

async function attempt(options: ConnectOptions, replication: boolean, tls: boolean): Promise<pg.Client> {
  const config = {
    host: options.host,
    port: options.port,
    user: options.user,
    password: options.password,
    database: options.database,
    ssl: tls ? tlsOptions(options) : false,
    application_name: 'tailrace',
    client_encoding: 'UTF8',
    connectionTimeoutMillis: options.connectTimeoutMs,
    keepAlive: true,
    options: startupOptions,
    ...(replication ? { replication: 'database' } : {}),
    // Over TLS the bytes do not come from the socket itself; those of a stream are held on to where they came.
    ...(tls || replication ? {} : { stream: () => new ReusingSocket() }),
  };
  const client = new pg.Client(config);
  // Without a listener a connection that dies while idle would end the process; the next query on it fails instead.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Who were told by their server that it has no TLS: the next connections need not ask. */
const withoutTls = new WeakSet<ConnectOptions>();

/** A connection of the `pg` package, for catalogue queries. Throws TailraceError `postgres-unreachable`, `postgres-login-refused`, `postgres-closed` …, naming host, port and user. */
export async function connectClient(options: ConnectOptions, replication = false): Promise<pg.Client> {
  const where = `PostgreSQL at ${options.host}:${options.port}, database ${options.database}, user ${options.user}`;
  const wantsTls = options.sslMode !== 'disable' && options.sslMode !== 'allow' && !withoutTls.has(options);
  try {
    return await attempt(options, replication, wantsTls);
  } catch (error) {
    if (options.sslMode !== 'prefer' || !isTlsRefusal(error)) throw connectError(error, where);
    withoutTls.add(options);
  }
  return attempt(options, replication, false).catch((error: unknown) => {
    throw connectError(error, where);
  });
}

/** ALTER DATABASE … ALLOW_CONNECTIONS false: somebody works on it, and lets others in again afterwards. */
function connectError(error: unknown, where: string): TailraceError {
  const told = fromPgError(error, where);
  if (sqlStateOf(told) !== '55000') return told;
  return new TailraceError('postgres-closed', told.message, {
    cause: error,
    data: told.data,
    retryable: true,
  });
}

function isTlsRefusal(error: unknown): boolean {
  return error instanceof Error && /does not support SSL|SSL connection/u.test(error.message);
}

/** The same, with the socket in our own hands: for COPY and for replication. */
export async function connectWire(
  options: ConnectOptions,
  purpose: 'data' | 'replication' = 'data',
): Promise<WireConnection> {
  const client = await connectClient(options, purpose === 'replication');
  return takeOver(client, whereOf(options), watchClient(client, options));
}

const whereOf = ({ host, port, database }: ConnectOptions): string =>
  `PostgreSQL at ${host}:${port}, database ${database}`;

/** Ends the connection, by `postgres-connection-lost`, where an answer is awaited that does not come any more. */
export function watchClient(client: pg.Client, options: ConnectOptions): AnswerWatch {
  const socket = socketOf(client);
  const session = sessionNumber(client);
  return watchAnswers({
    socket,
    connectTimeoutMs: options.connectTimeoutMs,
    ask: async (limitMs) =>
      askSession(session, limitMs, async () => connectClient({ ...options, connectTimeoutMs: limitMs })),
    lose: (reason) => socket.destroy(connectionLost(whereOf(options), new Error(reason))),
  });
}

export function assertDatabase(database: string | undefined): string {
  if (database !== undefined && database !== '') return database;
  throw new TailraceError(
    'postgres-no-database-named',
    'The source option `tables` names no database: each entry has to be written database.schema.table with the same plain database name.',
  );
}

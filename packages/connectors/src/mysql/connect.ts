// Opening a session on a MySQL or MariaDB server: login, TLS and the protocol's framing are the business of the `mysql2` package.
// Session settings that change the form or the acceptance of values are pinned, so that no server's own defaults reach our codecs.
import { readFileSync } from 'node:fs';
import { isIP, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import mysql, { type Connection, type ResultSetHeader, type RowDataPacket, type SslOptions } from 'mysql2';
import { assert } from '@tailrace/core/assert';
import { TailraceError } from '@tailrace/core/diagnostics';
import { watchAnswers, type AnswerWatch } from '../answer-watch.ts';
import { ReusingSocket } from '../reusing-socket.ts';
import { askSession } from './ask-session.ts';
import { fromMysqlError } from './server-error.ts';

/**
 * As MySQL's clients mean them: `preferred` takes a plain connection where the server has no TLS; `required` encrypts without checking
 * whom it talks to; `verify-ca` checks who signed the certificate, `verify-identity` the name in it, too.
 */
export const TLS_MODES = ['disabled', 'preferred', 'required', 'verify-ca', 'verify-identity'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The database that unqualified names belong to; none when absent. */
  readonly database?: string;
  readonly tlsMode: TlsMode;
  /** Files in PEM: who signed the server's certificate, and our own certificate where the account wants one. */
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly connectTimeoutMs: number;
  /** Allows LOAD DATA LOCAL INFILE on this session, and then only the streams that a statement brings along. */
  readonly localInfile?: boolean;
  /** Allows several statements in one call of `execute`; none may hold text that was not quoted by us. */
  readonly multipleStatements?: boolean;
  /** Whoever reads from the socket holds on to the buffers that it gives. */
  readonly keepsBytes?: boolean;
}

/** A value of a result: numbers that are exact stay numbers; BIGINT beyond 2^53, DECIMAL, dates and times are text as MySQL prints it. */
export type Cell = string | number | Buffer | null;
export type ResultRow = Readonly<Record<string, Cell>>;

export interface ServerVersion {
  readonly flavor: 'mysql' | 'mariadb';
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** As the server says it, `10.11.19-MariaDB-0+deb12u1-log`. */
  readonly text: string;
}

export interface StatementResult {
  /** Rows that the statement matched, changed or not. */
  readonly matched: number;
  /** Warnings and notes: what SHOW WARNINGS would tell. */
  readonly warnings: number;
  /** `Records: 3  Deleted: 0  Skipped: 1  Warnings: 1`. */
  readonly info: string;
}

export interface MysqlSession {
  /** Host, port and account, for messages. */
  readonly where: string;
  readonly version: ServerVersion;
  /** mysql2's connection, for what goes beyond queries. */
  readonly client: Connection;
  /** The socket under it (TLS where there is TLS), which may be taken over for a binary log. */
  readonly socket: Socket;
  /** Ends the connection where an answer is awaited that does not come any more; for whoever takes the socket over, too. */
  readonly watch: AnswerWatch;
  /**
   * Rows of a query, or none of a statement. `values` replace `?` as literals. Throws TailraceErrors (`fromMysqlError`). One at a time:
   * further calls wait.
   */
  query(sql: string, values?: readonly unknown[]): Promise<readonly ResultRow[]>;
  /** One statement without rows, or several (`multipleStatements`): then the result of the last. */
  execute(sql: string, infile?: () => Readable): Promise<StatementResult>;
  /** True once the connection is broken or closed. */
  readonly ended: boolean;
  /** Says goodbye; never throws. */
  end(): Promise<void>;
  /** Drops the connection at once; what waits on it fails. */
  destroy(): void;
}

/**
 * Strict: what does not fit is an error, never cut, clamped or zero. Zero and partial dates are values like others, 0 in an AUTO_INCREMENT
 * column is 0, `"` quotes strings and `\` escapes in them, whatever the server's own mode is.
 */
const SQL_MODE =
  'STRICT_ALL_TABLES,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION';

const SETTINGS = [
  "time_zone = '+00:00'",
  `sql_mode = '${SQL_MODE}'`,
  // A slow reader or writer on our side is back-pressure and no reason to hang up.
  'net_write_timeout = 3600',
  'net_read_timeout = 3600',
  'wait_timeout = 28800',
  'autocommit = 1',
  'group_concat_max_len = 4294967295',
].join(', ');

/**
 * A session in UTC and utf8mb4, strict. Throws TailraceErrors `mysql-unreachable`, `mysql-login-refused`, `mysql-tls-failed` …, naming
 * host, port and account. `signal` drops the connection, whatever it does at the time.
 */
export async function connectMysql(options: ConnectOptions, signal?: AbortSignal): Promise<MysqlSession> {
  const where = `MySQL at ${options.host}:${options.port}, user ${options.user}`;
  signal?.throwIfAborted();
  const client = await open(options, where);
  const session = await prepare(client, where, watchClient(client, options, where)).catch(
    (error: unknown) => {
      drop(client);
      throw error;
    },
  );
  const onAbort = (): void => session.destroy();
  signal?.addEventListener('abort', onAbort, { once: true });
  client.on('end', () => signal?.removeEventListener('abort', onAbort));
  if (signal?.aborted === true) {
    session.destroy();
    signal.throwIfAborted();
  }
  return session;
}

/** mysql2's own `destroy` says goodbye politely, and what waits on the connection would wait on. */
function drop(client: Connection, why = 'it was closed on our side'): void {
  socketOf(client).destroy(Object.assign(new Error(why), { code: 'ECONNABORTED' }));
}

/** Says goodbye. Behind a question that is never answered the farewell would wait as long. */
async function farewell(client: Connection): Promise<void> {
  const timer = setTimeout(() => drop(client), FAREWELL_MS);
  const gone = new Promise<void>((resolve) => socketOf(client).once('close', () => resolve()));
  const said = client.promise().end();
  await Promise.race([said.catch(() => drop(client)), gone]);
  clearTimeout(timer);
}

function watchClient(client: Connection, options: ConnectOptions, where: string): AnswerWatch {
  const { threadId } = client;
  const second = {
    open: async (connectTimeoutMs: number) => open({ ...options, connectTimeoutMs }, where),
    drop,
    end: farewell,
  };
  return watchAnswers({
    socket: socketOf(client),
    connectTimeoutMs: options.connectTimeoutMs,
    ask: async (limitMs) => askSession(threadId, limitMs, second),
    lose: (reason) => drop(client, reason),
  });
}

function socketOf(client: Connection): Socket {
  const stream: unknown = Reflect.get(client, 'stream');
  assert(stream instanceof Socket, 'mysql2 has another socket than expected');
  return stream;
}

/** Who were told by their server that it has no TLS: the next connections need not ask. */
const withoutTls = new WeakSet<ConnectOptions>();

async function open(options: ConnectOptions, where: string): Promise<Connection> {
  const wantsTls = options.tlsMode !== 'disabled' && !withoutTls.has(options);
  if (options.tlsMode === 'verify-identity' && isIP(options.host) !== 0) {
    // mysql2 would look for "localhost" in the certificate.
    throw new TailraceError(
      'mysql-tls-failed',
      `${where}: to check the name in the certificate, the server has to be given by its name, not by an address.`,
      { data: { where } },
    );
  }
  try {
    return await attempt(options, wantsTls);
  } catch (error) {
    const noTls = fieldCode(error) === 'HANDSHAKE_NO_SSL_SUPPORT';
    if (options.tlsMode !== 'preferred' || !noTls) throw fromMysqlError(error, where);
    withoutTls.add(options);
  }
  return attempt(options, false).catch((error: unknown) => {
    throw fromMysqlError(error, where);
  });
}

const FAREWELL_MS = 2000;

async function attempt(options: ConnectOptions, tls: boolean): Promise<Connection> {
  const client = mysql.createConnection({
    host: options.host,
    port: options.port,
    user: options.user,
    password: options.password,
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(tls ? { ssl: tlsOptions(options) } : {}),
    // Over TLS the bytes do not come from the socket itself.
    ...(tls || options.keepsBytes === true ? {} : { stream: () => reusingSocket(options) }),
    charset: 'utf8mb4',
    connectTimeout: options.connectTimeoutMs,
    supportBigNumbers: true,
    bigNumberStrings: false,
    dateStrings: true,
    jsonStrings: true,
    timezone: 'Z',
    enableKeepAlive: true,
    trace: false,
    multipleStatements: options.multipleStatements === true,
    connectAttributes: { program_name: 'tailrace' },
    // A server may answer any statement with a request for a file; without the flag it must not, and mysql2 would give none.
    ...(options.localInfile === true ? {} : { flags: ['-LOCAL_FILES'] }),
  });
  return new Promise((resolve, reject) => {
    client.connect((error) => {
      if (error === null) resolve(client);
      else reject(error);
    });
  });
}

/** As mysql2 would make it. */
function reusingSocket({ host, port }: ConnectOptions): ReusingSocket {
  const socket = new ReusingSocket();
  socket.connect(port, host);
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  return socket;
}

function tlsOptions(options: ConnectOptions): SslOptions {
  const file = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : readFileSync(path, 'utf8');
  const [ca, cert, key] = [file(options.tlsCa), file(options.tlsCert), file(options.tlsKey)];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: options.tlsMode === 'verify-ca' || options.tlsMode === 'verify-identity',
    verifyIdentity: options.tlsMode === 'verify-identity',
  };
}

async function prepare(client: Connection, where: string, watch: AnswerWatch): Promise<MysqlSession> {
  const promised = client.promise();
  const socket = socketOf(client);
  let ended = false;
  let asked = 0;
  /** What LOAD DATA sends. While it has nothing to send, the server is not waited for. */
  let sending: Readable | undefined;
  watch.waitsWhile(() => asked > 0 && (sending?.readableEnded !== false || socket.writableLength > 0));
  const awaited = async <T>(answer: Promise<T>): Promise<T> => {
    asked += 1;
    try {
      return await answer;
    } catch (error) {
      throw fromMysqlError(error, where);
    } finally {
      asked -= 1;
    }
  };
  // Without a listener a connection that dies while idle would end the process; the next query on it fails instead.
  client.on('error', () => {
    ended = true;
  });
  client.on('end', () => {
    ended = true;
  });
  const query: MysqlSession['query'] = async (sql, values) => {
    const given = values === undefined ? {} : { values: [...values] };
    const [rows] = await awaited(promised.query<RowDataPacket[]>({ sql, ...given }));
    return Array.isArray(rows) ? rows : [];
  };
  const execute: MysqlSession['execute'] = async (sql, infile) => {
    const given = infile === undefined ? {} : { infileStreamFactory: () => (sending = infile()) };
    const answer = promised.query<ResultSetHeader | ResultSetHeader[]>({ sql, ...given });
    const [results] = await awaited(answer).finally(() => {
      sending = undefined;
    });
    const result = Array.isArray(results) ? results.at(-1) : results;
    return {
      matched: result?.affectedRows ?? 0,
      warnings: result?.warningStatus ?? 0,
      info: result?.info ?? '',
    };
  };
  await query('SET NAMES utf8mb4');
  await query(`SET SESSION ${SETTINGS}`);
  const [row] = await query('SELECT VERSION() AS version');
  return {
    where,
    client,
    socket,
    watch,
    version: parseVersion(String(row?.['version'] ?? ''), where),
    query,
    execute,
    get ended() {
      return ended;
    },
    async end() {
      ended = true;
      await farewell(client);
    },
    destroy() {
      ended = true;
      drop(client);
    },
  };
}

/** Throws `mysql-server-unsupported` below MySQL 5.7 and MariaDB 10.5, and for text that is no version. */
export function parseVersion(text: string, where: string): ServerVersion {
  // MariaDB used to put "5.5.5-" in front, for old replicas.
  const match = /^(?:5\.5\.5-(?=.*mariadb))?(\d+)\.(\d+)\.(\d+)/iu.exec(text);
  const [major, minor, patch] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  const flavor = /mariadb/iu.test(text) ? 'mariadb' : 'mysql';
  const oldest: readonly [number, number] = flavor === 'mariadb' ? [10, 5] : [5, 7];
  if (match !== null && (major > oldest[0] || (major === oldest[0] && minor >= oldest[1]))) {
    return { flavor, major, minor, patch, text };
  }
  throw new TailraceError(
    'mysql-server-unsupported',
    `${where}: the server says it is "${text}"; needed is MySQL 5.7 or later, or MariaDB 10.5 or later.`,
    { data: { version: text } },
  );
}

function fieldCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
}

// What a MySQL or MariaDB server, or the way to it, says when something fails, as a TailraceError. Numbers: MySQL 8.4 and MariaDB error
// message references; those of MariaDB alone begin at 1900.
import { TailraceError } from '@tailrace/core/diagnostics';
import { unreachableRemedy } from '../unreachable-remedy.ts';

interface Classified {
  readonly code: string;
  readonly retryable: boolean;
}

const fatal = (code: string): Classified => ({ code, retryable: false });
const passing = (code: string): Classified => ({ code, retryable: true });

const LOST = passing('mysql-connection-lost');
const LOGIN = fatal('mysql-login-refused');
const DENIED = fatal('mysql-permission-denied');
const BUSY = passing('mysql-error');

/** ER_ACCESS_DENIED_ERROR */
const WRONG_PASSWORD = 1045;

/**
 * Errors that have a code of their own or that pass by themselves; what is not here is `mysql-error` and stays. A wrong password never
 * passes: trying again may lock the account.
 */
const BY_ERRNO: ReadonlyMap<number, Classified> = new Map([
  // Login.
  [WRONG_PASSWORD, LOGIN],
  [1130, LOGIN], // ER_HOST_NOT_PRIVILEGED
  [1129, LOGIN], // ER_HOST_IS_BLOCKED
  [1251, LOGIN], // ER_NOT_SUPPORTED_AUTH_MODE
  [1698, LOGIN], // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
  [1820, LOGIN], // ER_MUST_CHANGE_PASSWORD
  [1862, LOGIN], // ER_MUST_CHANGE_PASSWORD_LOGIN
  [3118, LOGIN], // ER_ACCOUNT_HAS_BEEN_LOCKED
  [3159, LOGIN], // ER_SECURE_TRANSPORT_REQUIRED
  [4151, LOGIN], // ER_ACCOUNT_HAS_BEEN_LOCKED (MariaDB)
  // Rights.
  [1044, DENIED], // ER_DBACCESS_DENIED_ERROR
  [1142, DENIED], // ER_TABLEACCESS_DENIED_ERROR
  [1143, DENIED], // ER_COLUMNACCESS_DENIED_ERROR
  [1227, DENIED], // ER_SPECIFIC_ACCESS_DENIED_ERROR
  [1370, DENIED], // ER_PROCACCESS_DENIED_ERROR
  [1049, fatal('mysql-no-such-database')], // ER_BAD_DB_ERROR
  // Room. A full disk may be emptied, but not within a run's patience; connections come free.
  [1021, fatal('mysql-out-of-resources')], // ER_DISK_FULL
  [1037, fatal('mysql-out-of-resources')], // ER_OUTOFMEMORY
  [1041, fatal('mysql-out-of-resources')], // ER_OUT_OF_RESOURCES
  [1114, fatal('mysql-out-of-resources')], // ER_RECORD_FILE_FULL
  [1040, passing('mysql-out-of-resources')], // ER_CON_COUNT_ERROR
  [1203, passing('mysql-out-of-resources')], // ER_TOO_MANY_USER_CONNECTIONS
  [1226, passing('mysql-out-of-resources')], // ER_USER_LIMIT_REACHED
  [1637, passing('mysql-out-of-resources')], // ER_TOO_MANY_CONCURRENT_TRXS
  // Others' work.
  [1020, BUSY], // ER_CHECKREAD
  [1205, BUSY], // ER_LOCK_WAIT_TIMEOUT
  [1206, BUSY], // ER_LOCK_TABLE_FULL
  [1213, BUSY], // ER_LOCK_DEADLOCK
  [1412, BUSY], // ER_TABLE_DEF_CHANGED
  [1614, BUSY], // ER_XA_RBDEADLOCK
  [1615, BUSY], // ER_NEED_REPREPARE
  [3058, BUSY], // ER_USER_LOCK_DEADLOCK
  [3132, BUSY], // ER_LOCKING_SERVICE_DEADLOCK
  [3572, BUSY], // ER_LOCK_NOWAIT
  // A server that stops, starts, or has been made a replica: the next connection may reach the new primary.
  [1290, BUSY], // ER_OPTION_PREVENTS_STATEMENT (see `isReadOnly`)
  [1836, BUSY], // ER_READ_ONLY_MODE
  [1053, LOST], // ER_SERVER_SHUTDOWN
  [1077, LOST], // ER_NORMAL_SHUTDOWN
  [1079, LOST], // ER_SHUTDOWN_COMPLETE
  [1080, LOST], // ER_FORCING_CLOSE
  [1152, LOST], // ER_ABORTING_CONNECTION
  [1158, LOST], // ER_NET_READ_ERROR
  [1159, LOST], // ER_NET_READ_INTERRUPTED
  [1160, LOST], // ER_NET_ERROR_ON_WRITE
  [1161, LOST], // ER_NET_WRITE_INTERRUPTED
  [1184, LOST], // ER_NEW_ABORTING_CONNECTION
  [1317, LOST], // ER_QUERY_INTERRUPTED
  [1927, LOST], // ER_CONNECTION_KILLED (MariaDB)
  [3169, LOST], // ER_SESSION_WAS_KILLED
  [4031, LOST], // ER_CLIENT_INTERACTION_TIMEOUT
]);

/** What mysql2 and Node call a connection that broke or could not be made. */
const BROKEN: ReadonlySet<string> = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
]);

/** Of a server that was made a replica, not of another option (`--secure-file-priv`) that stands in the way for good. */
const isReadOnly = (message: string): boolean => /--(?:super-)?read-only/u.test(message);

/**
 * An error of mysql2 as a TailraceError with `errno` and `sqlState` in its data, where the server gave them. Codes: mysql-login-refused,
 * mysql-permission-denied, mysql-no-such-database, mysql-out-of-resources, mysql-connection-lost, mysql-unreachable, mysql-tls-failed, mysql-error.
 * `where` names server and account, never the password.
 */
export function fromMysqlError(error: unknown, where: string): TailraceError {
  if (error instanceof TailraceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const errno = fieldOf(error, 'errno');
  const sqlState = fieldOf(error, 'sqlState');
  const name = fieldOf(error, 'code');
  const data = {
    where,
    ...(typeof errno === 'number' && errno > 0 ? { errno } : {}),
    ...(typeof sqlState === 'string' && sqlState !== '' ? { sqlState } : {}),
  };
  const { code, retryable } = classify(typeof errno === 'number' ? errno : 0, name, message);
  const remedy = errno === WRONG_PASSWORD ? '. Check the user and the password.' : unreachableRemedy(name);
  return new TailraceError(code, `${where}: ${message === '' ? String(name) : message}${remedy}`, {
    cause: error,
    data,
    retryable,
  });
}

function classify(errno: number, name: unknown, message: string): Classified {
  const known = BY_ERRNO.get(errno);
  if (errno === 1290 && !isReadOnly(message)) return fatal('mysql-error');
  if (known !== undefined) return known;
  if (errno > 0 && typeof name === 'string' && name.startsWith('ER_')) return fatal('mysql-error');
  if (typeof name === 'string' && BROKEN.has(name)) return LOST;
  if (name === 'HANDSHAKE_NO_SSL_SUPPORT' || name === 'HANDSHAKE_SSL_ERROR') return fatal('mysql-tls-failed');
  if (/closed state|server closed the connection/u.test(message)) return LOST;
  if (typeof name === 'string' && /^E(?![RE]_)[A-Z_]+$/u.test(name)) return passing('mysql-unreachable');
  return fatal('mysql-error');
}

function fieldOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

/** Number of a server error made by `fromMysqlError`, or undefined. */
export function errnoOf(error: unknown): number | undefined {
  const errno = error instanceof TailraceError ? error.data['errno'] : undefined;
  return typeof errno === 'number' ? errno : undefined;
}

import { expect, test } from 'vitest';
import { errnoOf, fromMysqlError } from './server-error.ts';

interface Case {
  readonly error: Record<string, unknown>;
  readonly code: string;
  readonly retryable: boolean;
}

const server = (errno: number, code: string, message = 'said by the server') => ({
  errno,
  code,
  sqlState: 'HY000',
  message,
});

const cases: readonly Case[] = [
  { error: server(1045, 'ER_ACCESS_DENIED_ERROR'), code: 'mysql-login-refused', retryable: false },
  {
    error: server(1698, 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR'),
    code: 'mysql-login-refused',
    retryable: false,
  },
  { error: server(1044, 'ER_DBACCESS_DENIED_ERROR'), code: 'mysql-permission-denied', retryable: false },
  { error: server(1049, 'ER_BAD_DB_ERROR'), code: 'mysql-no-such-database', retryable: false },
  { error: server(1114, 'ER_RECORD_FILE_FULL'), code: 'mysql-out-of-resources', retryable: false },
  { error: server(1040, 'ER_CON_COUNT_ERROR'), code: 'mysql-out-of-resources', retryable: true },
  { error: server(1213, 'ER_LOCK_DEADLOCK'), code: 'mysql-error', retryable: true },
  { error: server(1205, 'ER_LOCK_WAIT_TIMEOUT'), code: 'mysql-error', retryable: true },
  { error: server(1053, 'ER_SERVER_SHUTDOWN'), code: 'mysql-connection-lost', retryable: true },
  { error: server(1927, 'ER_CONNECTION_KILLED'), code: 'mysql-connection-lost', retryable: true },
  {
    error: server(1290, 'ER_OPTION_PREVENTS_STATEMENT', 'running with the --read-only option'),
    code: 'mysql-error',
    retryable: true,
  },
  {
    error: server(1290, 'ER_OPTION_PREVENTS_STATEMENT', 'running with the --secure-file-priv option'),
    code: 'mysql-error',
    retryable: false,
  },
  { error: server(1366, 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD'), code: 'mysql-error', retryable: false },
  { error: server(6, 'EE_DELETE'), code: 'mysql-error', retryable: false },
  { error: server(1062, 'ER_DUP_ENTRY'), code: 'mysql-error', retryable: false },
  { error: { code: 'ECONNREFUSED', errno: -111, message: '' }, code: 'mysql-unreachable', retryable: true },
  { error: { code: 'EAI_AGAIN', errno: -3001, message: 'dns' }, code: 'mysql-unreachable', retryable: true },
  { error: { code: 'ETIMEDOUT', message: 'connect ETIMEDOUT' }, code: 'mysql-unreachable', retryable: true },
  {
    error: { code: 'ECONNRESET', errno: -104, message: 'x' },
    code: 'mysql-connection-lost',
    retryable: true,
  },
  {
    error: { code: 'PROTOCOL_CONNECTION_LOST', message: 'x' },
    code: 'mysql-connection-lost',
    retryable: true,
  },
  {
    error: { message: "Can't add new command when connection is in closed state", fatal: true },
    code: 'mysql-connection-lost',
    retryable: true,
  },
  { error: { code: 'HANDSHAKE_NO_SSL_SUPPORT', message: 'x' }, code: 'mysql-tls-failed', retryable: false },
  { error: { code: 'HANDSHAKE_SSL_ERROR', message: 'x' }, code: 'mysql-tls-failed', retryable: false },
];

test.each(cases)('$error.errno $error.code $error.message: $code, retryable $retryable', (one) => {
  const made = fromMysqlError(Object.assign(new Error(), one.error), 'MySQL at h:1, user u');
  expect(made).toMatchObject({ code: one.code, retryable: one.retryable });
  expect(made.message).toContain('MySQL at h:1, user u');
});

test('keeps the number of a server error, and what is a TailraceError already', () => {
  const made = fromMysqlError(Object.assign(new Error('x'), server(1062, 'ER_DUP_ENTRY')), 'w');
  expect(errnoOf(made)).toBe(1062);
  expect(fromMysqlError(made, 'elsewhere')).toBe(made);
  expect(errnoOf(new Error('x'))).toBeUndefined();
});

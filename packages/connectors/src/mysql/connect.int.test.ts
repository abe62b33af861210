import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { connectMysql, parseVersion, type ConnectOptions, type TlsMode } from './connect.ts';
import { startMariadb, type MariadbServer } from './testing/mariadb-server.ts';
import { tlsFiles } from './testing/tls-files.ts';

let server: MariadbServer;
beforeAll(async () => {
  // A server whose own settings are not ours.
  server = await startMariadb({
    'ssl-cert': tlsFiles.cert,
    'ssl-key': tlsFiles.key,
    'sql-mode': 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES',
    'default-time-zone': '+07:00',
    'character-set-server': 'latin1',
    'collation-server': 'latin1_swedish_ci',
  });
});
afterAll(async () => {
  await server.stop();
});

const options = (more: Partial<ConnectOptions> = {}): ConnectOptions => ({
  host: server.host,
  port: server.port,
  user: server.user,
  password: server.password,
  tlsMode: 'disabled',
  connectTimeoutMs: 10_000,
  ...more,
});

async function ask(sql: string, more: Partial<ConnectOptions> = {}): Promise<unknown> {
  const session = await connectMysql(options(more));
  try {
    return (await session.query(sql))[0];
  } finally {
    await session.end();
  }
}

it('pins zone, mode and character set, whatever the server has', async () => {
  expect(
    await ask(`SELECT "it's" = 'it\\'s' quotes, @@time_zone zone, @@character_set_client charset, CHAR_LENGTH('é🙂') letters,
      FROM_UNIXTIME(0) epoch, 9007199254740993 big, 1.50 exact, CAST('0000-00-00' AS DATE) nothing`),
  ).toEqual({
    quotes: 1,
    zone: '+00:00',
    charset: 'utf8mb4',
    letters: 2,
    epoch: '1970-01-01 00:00:00',
    big: '9007199254740993',
    exact: '1.50',
    nothing: '0000-00-00',
  });
});

it('knows the server', async () => {
  const session = await connectMysql(options());
  expect(session.version).toMatchObject({ flavor: 'mariadb' });
  await session.end();
  expect(session.ended).toBe(true);
});

it.each([
  ['8.4.2', 'mysql', 8, 4],
  ['5.7.44-log', 'mysql', 5, 7],
  ['9.6.0-commercial', 'mysql', 9, 6],
  ['11.8.2-MariaDB-ubu2404', 'mariadb', 11, 8],
  ['5.5.5-10.6.18-MariaDB-log', 'mariadb', 10, 6],
] as const)('reads the version %s', (text, flavor, major, minor) => {
  expect(parseVersion(text, 'w')).toMatchObject({ flavor, major, minor });
});

it.each(['5.6.51', '5.5.5-10.4.34-MariaDB', '10.1.2-MariaDB', '3.23', 'Postgres'])('refuses %s', (text) => {
  expect(() => parseVersion(text, 'w')).toThrow(
    expect.objectContaining({ code: 'mysql-server-unsupported' }),
  );
});

describe('what goes wrong', () => {
  it('says whom a login was refused, never the password', async () => {
    const password = 'S3cr3t-of-nobody';
    const failed = connectMysql(options({ password }));
    await expect(failed).rejects.toMatchObject({ code: 'mysql-login-refused', retryable: false });
    const error = await failed.catch((caught: unknown) => caught);
    expect(String(error)).toContain(`user ${server.user}`);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(password);
  });

  it('tells a missing database, a closed port and a silent one apart', async () => {
    await expect(connectMysql(options({ database: 'nowhere' }))).rejects.toMatchObject({
      code: 'mysql-no-such-database',
    });
    await expect(connectMysql(options({ port: 1 }))).rejects.toMatchObject({
      code: 'mysql-unreachable',
      retryable: true,
    });
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(connectMysql(options({ port, connectTimeoutMs: 200 }))).rejects.toMatchObject({
      code: 'mysql-unreachable',
      retryable: true,
    });
    silent.close();
  });

  it('is an error of the next query when the connection dies while idle', async () => {
    const [session, other] = [await connectMysql(options()), await connectMysql(options())];
    const [row] = await session.query('SELECT CONNECTION_ID() id');
    await other.query(`KILL ${String(row?.['id'])}`);
    await other.end();
    await expect(session.query('SELECT 1')).rejects.toMatchObject({
      code: 'mysql-connection-lost',
      retryable: true,
    });
    expect(session.ended).toBe(true);
  });

  it('ends a waiting query with the signal', async () => {
    const stop = new AbortController();
    const session = await connectMysql(options(), stop.signal);
    const waiting = session.query('SELECT SLEEP(60)');
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'mysql-connection-lost' });
  });

  it('gives the server no file that it asks for', async () => {
    await ask('CREATE DATABASE IF NOT EXISTS d');
    await ask('CREATE OR REPLACE TABLE d.lines (line TEXT)');
    const load = "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE d.lines";
    await expect(ask(load)).rejects.toMatchObject({ code: 'mysql-error', data: { errno: 4166 } });
    await expect(ask(load, { localInfile: true })).rejects.toThrow('streamFactory');
    expect(await ask('SELECT COUNT(*) n FROM d.lines')).toEqual({ n: 0 });
  });
});

describe('TLS', () => {
  const cipher = async (tlsMode: TlsMode, more: Partial<ConnectOptions> = {}): Promise<boolean> => {
    const row = await ask("SHOW SESSION STATUS LIKE 'Ssl_cipher'", { tlsMode, ...more });
    return (row as { Value: string }).Value !== '';
  };

  test.each([
    ['disabled', {}, false],
    ['preferred', {}, true],
    ['required', {}, true],
    ['verify-ca', { tlsCa: tlsFiles.ca }, true],
    ['verify-identity', { tlsCa: tlsFiles.ca, host: 'localhost' }, true],
  ] as const)('%s', async (mode, more, encrypted) => {
    expect(await cipher(mode, more)).toBe(encrypted);
  });

  test.each([
    ['verify-ca without who signed it', 'verify-ca', {}],
    ['verify-identity with another name', 'verify-identity', { tlsCa: tlsFiles.ca }],
  ] as const)('refuses %s', async (_, mode, more) => {
    await expect(cipher(mode, more)).rejects.toMatchObject({ code: 'mysql-tls-failed', retryable: false });
  });

  it('goes without where the server has none, unless it is required', async () => {
    await server.restart({ 'ssl-cert': null, 'ssl-key': null });
    expect(await cipher('preferred')).toBe(false);
    await expect(cipher('required')).rejects.toMatchObject({ code: 'mysql-tls-failed' });
  });
});

// What the checks before a run say of a real MariaDB whose log will not have what changes.
import { tableId } from '@tailrace/core/table';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMysqlSource } from './source.ts';
import { limit, startWorld, type SourceWorld } from './testing/source-world.ts';

let world: SourceWorld;
beforeAll(async () => {
  world = await startWorld();
  await world.sql(
    'CREATE TABLE parent (id INT PRIMARY KEY)',
    'CREATE TABLE child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE ON UPDATE CASCADE)',
    'CREATE TABLE keyless (a INT)',
    'CREATE TABLE plain (id INT PRIMARY KEY) ENGINE = Aria',
  );
});
afterAll(async () => {
  await world.close();
});

const amiss = async (...names: readonly string[]) => amissFor({}, names);

/** By the account that the options name. */
async function amissFor(
  options: Readonly<Record<string, string>>,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const source = createMysqlSource({
    options: world.options(options),
    pipelineName: 'test',
    log: () => undefined,
  });
  const checks = await source.preflight(
    names.map((name) => tableId('shop', name)),
    limit(),
  );
  await source.close();
  return Object.fromEntries(
    checks.flatMap(({ name, status, message }) => (status === 'ok' ? [] : [[name, `${status}: ${message}`]])),
  );
}

test('nothing is amiss of a server as it should be', async () => {
  expect(await amiss('parent')).toEqual({});
});

test('that an account may not ask whether the server is a replica is no word that it is none', async () => {
  await world.sql(
    "CREATE USER reader@'%' IDENTIFIED BY 'word'",
    "GRANT SELECT, SHOW DATABASES, REPLICATION SLAVE, BINLOG MONITOR ON *.* TO reader@'%'",
  );
  const found = await amissFor({ username: 'reader', password: 'word' }, ['parent']);
  expect(Object.keys(found)).toEqual(['whole log']);
  expect(found['whole log']).toMatch(/^warning: This account may not ask whether the server is a replica/u);
});

test('rows that a foreign key changes behind the back of the log are warned of', async () => {
  const { cascades, ...others } = await amiss('parent', 'child');
  expect(others).toEqual({});
  expect(cascades).toMatch(/^warning: .*child \(.*, from parent\)/u);
});

test('tables without a key, and those without transactions, are warned of', async () => {
  const found = await amiss('keyless', 'plain');
  expect(found['primary keys']).toContain('shop.keyless');
  expect(found['storage engines']).toContain('shop.plain (Aria)');
});

test('a log of statements is refused, images that are not whole and files that go soon are warned of', async () => {
  await world.sql(
    'SET GLOBAL binlog_format = STATEMENT',
    'SET GLOBAL binlog_row_image = MINIMAL',
    'SET GLOBAL binlog_expire_logs_seconds = 60',
  );
  const found = await amiss('parent');
  expect(Object.keys(found).toSorted()).toEqual(['log retention', 'row format', 'row images']);
  expect(found['row format']).toMatch(/^failed/u);
  await world.sql(
    'SET GLOBAL binlog_format = ROW',
    'SET GLOBAL binlog_row_image = FULL',
    'SET GLOBAL binlog_expire_logs_seconds = 864000',
  );
});

test.each([
  ['mysql-log-filtered', 'binlog_ignore_db is other, shop', { 'binlog-ignore-db': 'other,shop' }, []],
  ['mysql-log-filtered', 'binlog_do_db is other', { 'binlog-do-db': 'other' }, []],
  [
    'mysql-replica-not-logged',
    'log_slave_updates is OFF',
    {},
    ["CHANGE MASTER TO master_host = '127.0.0.1', master_user = 'nobody'"],
  ],
])(
  '%s: a log without the changes of captured tables is refused (%s)',
  async (code, why, settings, statements) => {
    const lacking = await startWorld(settings);
    try {
      await lacking.sql('CREATE TABLE t (id INT PRIMARY KEY)', ...statements);
      const tables = await lacking.tables('t');
      const source = createMysqlSource({
        options: lacking.options(),
        pipelineName: 'test',
        log: () => undefined,
      });
      const checks = await source.preflight(
        tables.map(({ table }) => table),
        limit(),
      );
      await source.close();
      const failed = checks.filter(({ status }) => status === 'failed');
      expect(failed).toMatchObject([{ name: 'whole log', message: expect.stringContaining(why) as string }]);
      await expect(lacking.withReader({ tables }, async () => undefined)).rejects.toMatchObject({
        code,
        retryable: false,
      });
      // Rows alone can be copied.
      await lacking.withReader({ tables }, async () => undefined, { 'scan.startup.mode': 'snapshot' });
    } finally {
      await lacking.close();
    }
  },
);

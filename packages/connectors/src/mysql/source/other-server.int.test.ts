// A run that meets another MariaDB than the one it read from: one that took over, whole or not; or the same, whose log was begun anew.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DiscoveredTable, Offset } from '@tailrace/engine/api';
import { eventsOf, inShort, readUpToNow, startWorld, type SourceWorld } from './testing/source-world.ts';

let first: SourceWorld;
let second: SourceWorld;
beforeAll(async () => {
  [first, second] = await Promise.all([
    startWorld(),
    startWorld({
      'server-id': '2',
      'gtid-domain-id': '0',
      'log-slave-updates': 'ON',
      'gtid-strict-mode': 'OFF',
    }),
  ]);
});
afterAll(async () => {
  await first.close();
  await second.close();
});

/** Both empty, with logs of their own, and the second a replica of the first. */
beforeEach(async () => {
  await second.sql(
    'STOP SLAVE',
    'RESET SLAVE ALL',
    'DROP TABLE IF EXISTS t',
    'RESET MASTER',
    "SET GLOBAL gtid_slave_pos = ''",
  );
  await first.sql(
    'DROP TABLE IF EXISTS t',
    'RESET MASTER',
    'CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))',
  );
  const { host, port, user, password } = first.server;
  await second.session.query(
    `CHANGE MASTER TO master_host = ?, master_port = ${port}, master_user = ?, master_password = ?, master_use_gtid = slave_pos`,
    [host, user, password],
  );
  await second.sql('START SLAVE');
});
afterEach(async () => {
  await second.sql('STOP SLAVE');
});

const LATEST = { 'scan.startup.mode': 'latest-offset' };

async function gtids(world: SourceWorld): Promise<string> {
  const [row] = await world.session.query('SELECT @@gtid_current_pos AS now');
  return String(row?.['now']);
}

const replicated = async (): Promise<void> =>
  expect.poll(async () => gtids(second), { timeout: 20_000 }).toBe(await gtids(first));

/** Reads what the statements make, and gives the position behind it. */
async function readFirst(
  tables: readonly DiscoveredTable[],
  ...statements: readonly string[]
): Promise<Offset> {
  return first.withReader(
    { tables },
    async (reader) => {
      await first.sql(...statements);
      return (await readUpToNow(reader, reader.startOffset)).at(-1)?.offset ?? reader.startOffset;
    },
    LATEST,
  );
}

async function goOn(
  world: SourceWorld,
  tables: readonly DiscoveredTable[],
  offset: Offset,
): Promise<readonly string[] | string> {
  try {
    return await world.withReader({ tables, resumeFrom: { offset } }, async (reader) =>
      eventsOf(await readUpToNow(reader, offset)).map(inShort),
    );
  } catch (error) {
    return error instanceof Error ? String(Reflect.get(error, 'code') ?? error.message) : String(error);
  }
}

test('a replica that took over goes on with everything, what it wrote in a domain of its own too', async () => {
  const tables = await first.tables('t');
  const offset = await readFirst(tables, "INSERT INTO t VALUES (1, 'one')");
  await first.sql("INSERT INTO t VALUES (2, 'unread')");
  await replicated();
  await second.sql(
    'STOP SLAVE',
    "INSERT INTO t VALUES (3, 'here')",
    'SET SESSION gtid_domain_id = 7',
    "INSERT INTO t VALUES (4, 'domain')",
    'SET SESSION gtid_domain_id = 0',
  );
  expect(await goOn(second, tables, offset)).toEqual(['insert 2,unread', 'insert 3,here', 'insert 4,domain']);
});

test('a replica that took over before it had all that was read is refused', async () => {
  const tables = await first.tables('t');
  await first.sql("INSERT INTO t VALUES (1, 'one')");
  await replicated();
  await second.sql('STOP SLAVE');
  const offset = await readFirst(tables, "INSERT INTO t VALUES (2, 'never replicated')");
  await second.sql("INSERT INTO t VALUES (2, 'other')", "INSERT INTO t VALUES (3, 'later')");
  expect(await goOn(second, tables, offset)).toMatch(/^mysql-(?:gtids-missing|history-lost)$/u);
});

test('a log that was begun anew is not read as if it were the old one', async () => {
  const tables = await first.tables('t');
  const offset = await readFirst(
    tables,
    "INSERT INTO t VALUES (1, 'one')",
    'FLUSH BINARY LOGS',
    "INSERT INTO t VALUES (2, 'two')",
  );
  await second.sql('STOP SLAVE');
  await first.sql('DO SLEEP(1.1)', 'RESET MASTER');
  for (let id = 3; id < 10; id += 1) await first.sql(`INSERT INTO t VALUES (${id}, 'anew')`);
  expect(await goOn(first, tables, offset)).toMatch(/^mysql-(?:other-log|history-lost)$/u);
  // Also where it has come to a file of that name again.
  await first.sql('FLUSH BINARY LOGS', "INSERT INTO t VALUES (20, 'anew')");
  expect(await goOn(first, tables, offset)).toMatch(/^mysql-(?:other-log|history-lost)$/u);
});

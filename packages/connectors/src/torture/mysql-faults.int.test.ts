// What happens to a MariaDB and to the network before it while a run reads from it: afterwards the sink equals the source (docs/faults.md).
import { runPipeline, type RunHandle } from '@tailrace/engine';
import type { RunEvent } from '@tailrace/engine/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFaultyProxy } from './testing/faulty-proxy.ts';
import { seededRandom } from './testing/load.ts';
import { differing, startTwoSystems, type TwoSystems } from './testing/two-systems.ts';
import { retriedCodes } from './testing/retried-codes.ts';

const SEED = Number(process.env['TAILRACE_SEED'] ?? Date.now() % 1_000_000);
const patience = { timeout: 60_000, interval: 200 };

let systems: TwoSystems;
beforeAll(async () => {
  systems = await startTwoSystems({ 'max-allowed-packet': '128M' });
});
afterAll(async () => systems.stop());

interface Running {
  readonly handle: RunHandle;
  retried(): readonly string[];
}

/** MariaDB to PostgreSQL, until it is stopped; `sourcePort`: of a proxy before MariaDB. */
function start(
  table: string,
  { sourcePort, options = '' }: { readonly sourcePort?: number; readonly options?: string } = {},
): Running {
  const events: RunEvent[] = [];
  const { until: _, text, ...request } = systems.request('mysql', 'postgres', table);
  const handle = runPipeline({
    ...request,
    // The source's own port is the first one.
    text: text
      .replace(/port: \d+/u, (found) => (sourcePort === undefined ? found : `port: ${sourcePort}`))
      .replace('sink:', `${options}sink:`),
    retry: { initialMs: 100, maxMs: 500, attempts: 100 },
    onEvent: (event) => events.push(event),
  });
  return {
    handle,
    retried: () => retriedCodes(events),
  };
}

const streams = async ({ handle }: Running): Promise<void> =>
  expect.poll(() => handle.state(), patience).toBe('streaming');

/** The first rows that differ, and how many there are on either side. */
async function difference(table: string): Promise<unknown> {
  const there = await systems.there('mysql', table);
  const here = await systems.here('mysql', 'postgres', table);
  const wrong = differing(there, here).slice(0, 3);
  return { more: here.count - there.count, wrong: wrong.map(([id, row]) => [row, here.rows.get(id)]) };
}

async function becomesEqual(table: string): Promise<void> {
  await expect.poll(async () => difference(table), patience).toEqual({ more: 0, wrong: [] });
}

async function makeTable(table: string, rows = 5000): Promise<void> {
  await systems.src('mysql', `CREATE TABLE ${table} (id INT PRIMARY KEY, n INT DEFAULT 9, note LONGTEXT)`);
  await systems.src(
    'mysql',
    `INSERT INTO ${table} SELECT seq, 0, REPEAT('x', seq MOD 90) FROM seq_1_to_${rows}`,
  );
  await systems.src('mysql', `ANALYZE TABLE ${table}`);
}

/** Connection that the log is sent over; 0: there is none now. */
async function dumpId(): Promise<number> {
  const list = (await systems.src('mysql', 'SHOW PROCESSLIST')) as readonly Readonly<
    Record<string, unknown>
  >[];
  return Number(list.find(({ Command: command }) => command === 'Binlog Dump')?.['Id'] ?? 0);
}

const pause = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a network that cuts connections anywhere in snapshot and stream: the sink has every row once', async () => {
  process.stdout.write(`seed ${SEED}\n`);
  const random = seededRandom(SEED);
  await makeTable('cut', 30_000);
  const proxy = await startFaultyProxy(() => systems.port('mysql'));
  try {
    proxy.cutAfter(() => 20_000 + random(900_000));
    const run = start('cut', {
      sourcePort: proxy.port,
      options: '  scan.incremental.snapshot.chunk.size: 2000\n',
    });
    for (let n = 0; proxy.cuts < 15 && n < 2000; n += 1) {
      const id = random(30_000);
      await systems.src('mysql', `UPDATE cut SET n = n + 1 WHERE id BETWEEN ${id} AND ${id + 200}`);
      await systems.src('mysql', `DELETE FROM cut WHERE id = ${id + 3}`);
      await systems.src('mysql', `UPDATE cut SET id = ${1_000_000 + n} WHERE id = ${id + 5}`);
      await pause(10);
    }
    expect(proxy.cuts).toBeGreaterThanOrEqual(15);
    proxy.cutAfter(undefined);
    await becomesEqual('cut');
    expect(await run.handle.stop()).toEqual({ state: 'stopped' });
  } finally {
    await proxy.close();
  }
});

test('a network that passes nothing on without a word is noticed, and the run goes on when it is well again', async () => {
  await makeTable('quiet');
  const proxy = await startFaultyProxy(() => systems.port('mysql'));
  try {
    const run = start('quiet', { sourcePort: proxy.port, options: '  connect.timeout: 3s\n' });
    await streams(run);
    await systems.src('mysql', 'UPDATE quiet SET n = -1');
    await becomesEqual('quiet');
    proxy.silence(true);
    await systems.src('mysql', 'UPDATE quiet SET n = 1');
    await expect.poll(() => run.retried(), patience).toContain('mysql-connection-lost');
    proxy.silence(false);
    await becomesEqual('quiet');
    expect(await run.handle.stop()).toEqual({ state: 'stopped' });
  } finally {
    await proxy.close();
  }
});

test('a server that ends whoever does not take its log is read on while the sink stands still', async () => {
  await makeTable('slow');
  await systems.src('mysql', 'SET GLOBAL net_write_timeout = 2');
  const run = start('slow');
  await streams(run);
  await systems.dst('postgres', 'BEGIN');
  await systems.dst('postgres', 'LOCK TABLE src.slow IN ACCESS EXCLUSIVE MODE');
  // More than what the run, the sockets and the server hold between them.
  for (let n = 0; n < 8; n += 1)
    await systems.src('mysql', `UPDATE slow SET n = ${n + 1}, note = REPEAT('${n}', 2000)`);
  await pause(8000);
  await systems.dst('postgres', 'COMMIT');
  await becomesEqual('slow');
  expect(run.retried()).toEqual([]);
  expect(await run.handle.stop()).toEqual({ state: 'stopped' });
  await systems.src('mysql', 'SET GLOBAL net_write_timeout = 60');
});

test('connections that an administrator ends are made anew', async () => {
  await makeTable('ended');
  const run = start('ended');
  await streams(run);
  for (let round = 0; round < 3; round += 1) {
    const before = run.retried().length;
    await systems.src('mysql', 'UPDATE ended SET n = n + 1');
    await expect.poll(dumpId, patience).toBeGreaterThan(0);
    await systems.src('mysql', `KILL ${await dumpId()}`);
    await systems.src('mysql', 'UPDATE ended SET n = n + 1');
    await expect.poll(() => run.retried().length, patience).toBeGreaterThan(before);
    await streams(run);
  }
  await becomesEqual('ended');
  expect(await run.handle.stop()).toEqual({ state: 'stopped' });
});

test('settings of the log that change while it is read', async () => {
  await makeTable('flipped', 500);
  const run = start('flipped');
  await streams(run);
  const settings = [
    'SET GLOBAL log_bin_compress = ON, GLOBAL log_bin_compress_min_len = 10',
    'SET SESSION binlog_row_image = MINIMAL',
    'SET SESSION binlog_row_image = NOBLOB',
    'FLUSH BINARY LOGS',
    'SET GLOBAL binlog_row_metadata = NO_LOG',
    'SET GLOBAL binlog_checksum = NONE',
    'SET GLOBAL binlog_checksum = CRC32',
    'SET SESSION binlog_row_image = FULL',
    'SET GLOBAL log_bin_compress = OFF, GLOBAL binlog_row_metadata = FULL',
  ];
  for (const [at, setting] of settings.entries()) {
    await systems.src('mysql', setting);
    await systems.src('mysql', `UPDATE flipped SET n = ${at} WHERE id < 100`);
    await systems.src('mysql', `INSERT INTO flipped VALUES (${1000 + at}, 1, REPEAT('long', 100))`);
    await systems.src('mysql', `DELETE FROM flipped WHERE id = ${200 + at}`);
    await systems.src('mysql', `UPDATE flipped SET id = ${2000 + at} WHERE id = ${300 + at}`);
  }
  await becomesEqual('flipped');
  expect(await run.handle.stop()).toEqual({ state: 'stopped' });
});

test('rows of twenty megabytes, which take several packets, pass by snapshot and log', async () => {
  await makeTable('huge', 10);
  await systems.src('mysql', "UPDATE huge SET note = REPEAT('0123456789', 2 * 1024 * 1024) WHERE id = 1");
  const run = start('huge');
  await streams(run);
  await systems.src('mysql', "UPDATE huge SET note = REPEAT('abcdefghij', 2 * 1024 * 1024) WHERE id = 2");
  await systems.src('mysql', 'UPDATE huge SET n = 5 WHERE id = 1');
  await becomesEqual('huge');
  expect(await run.handle.stop()).toEqual({ state: 'stopped' });
});

test('a row that the log holds without its defaults ends the run rather than be guessed', async () => {
  await makeTable('defaulted', 10);
  const run = start('defaulted');
  await streams(run);
  await systems.src('mysql', 'SET SESSION binlog_row_image = MINIMAL');
  await systems.src('mysql', 'INSERT INTO defaulted (id) VALUES (11)');
  await systems.src('mysql', 'SET SESSION binlog_row_image = FULL');
  expect(await run.handle.done).toMatchObject({
    state: 'failed',
    error: { code: 'value-not-representable', data: { table: 'src.defaulted', column: 'n' } },
  });
});

test('the zone of the server changes no moment', async () => {
  await systems.src('mysql', "SET GLOBAL time_zone = '+05:45'");
  await systems.src(
    'mysql',
    'CREATE TABLE zoned (id INT PRIMARY KEY, z TIMESTAMP(3) NULL, l DATETIME(3), d DATE)',
  );
  // The session that writes has a zone of its own.
  await systems.src('mysql', "SET SESSION time_zone = '-03:30'");
  await systems.src(
    'mysql',
    "INSERT INTO zoned VALUES (1, '2024-03-30 22:00:00', '2024-03-31 02:30:00', '2024-03-31')",
  );
  const run = start('zoned');
  await streams(run);
  await systems.src(
    'mysql',
    "INSERT INTO zoned VALUES (2, '2024-10-26 21:00:00.5', '2024-10-27 02:30:00.5', '1969-12-31')",
  );
  await becomesEqual('zoned');
  const { rows } = await systems.here('mysql', 'postgres', 'zoned');
  expect([1, 2].map((id) => rows.get(id)?.['z'])).toEqual(['2024-03-31T01:30:00Z', '2024-10-27T00:30:00.5Z']);
  expect(await run.handle.stop()).toEqual({ state: 'stopped' });
  await systems.src('mysql', "SET GLOBAL time_zone = '+00:00', SESSION time_zone = '+00:00'");
});

test.each([
  ["'-00:00:01'", 'a time before the day'],
  ["'24:00:00'", 'a time beyond the day'],
])('%s, %s, ends the run by its table and column', async (literal) => {
  const table = `day_${literal.replaceAll(/\D/gu, '')}`;
  await systems.src('mysql', `CREATE TABLE ${table} (id INT PRIMARY KEY, at TIME)`);
  const run = start(table);
  await streams(run);
  await systems.src('mysql', `INSERT INTO ${table} VALUES (1, ${literal})`);
  expect(await run.handle.done).toMatchObject({
    state: 'failed',
    error: {
      code: 'value-not-representable',
      message: expect.stringContaining(`src.${table}, column at`) as string,
    },
  });
});

// The engine as a process of its own, MariaDB to PostgreSQL, under load, ended with kill -9 at random moments of snapshot and stream, and the
// server killed under it. Afterwards the sink equals the source row by row, without loss and without repetition (promises P1 to P3).
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectMysql, type MysqlSession } from '../mysql/connect.ts';
import { startMariadb, type MariadbServer } from '../mysql/testing/mariadb-server.ts';
import { bundleCommand } from './testing/command.ts';
import { openDatabase, type Database } from './testing/database.ts';
import { seededRandom, type Random } from './testing/load.ts';

const SEED = Number(process.env['TAILRACE_SEED'] ?? Date.now() % 1_000_000);

let folder = '';
let program = '';
let maria: MariadbServer;
let postgres: PostgresServer;
let source: MysqlSession;
let sink: Database;

const connect = async (): Promise<MysqlSession> =>
  connectMysql({ ...maria, database: 'shop', tlsMode: 'disabled', connectTimeoutMs: 10_000 });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-mysql-torture-'));
  chmodSync(folder, 0o755);
  [program, maria, postgres] = await Promise.all([
    bundleCommand(folder),
    startMariadb(),
    startPostgres({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off' } }),
  ]);
  const admin = await openDatabase(postgres, 'postgres');
  await admin.run('CREATE DATABASE dst');
  await admin.close();
  sink = await openDatabase(postgres, 'dst');
  const first = await connectMysql({ ...maria, tlsMode: 'disabled', connectTimeoutMs: 10_000 });
  await first.query('CREATE DATABASE shop');
  await first.end();
  source = await connect();
  await source.query(
    'CREATE TABLE orders (id BIGINT UNSIGNED PRIMARY KEY, total DECIMAL(12, 2), note VARCHAR(100), at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3))',
  );
  await source.query(
    'CREATE TABLE accounts (id INT PRIMARY KEY, balance BIGINT NOT NULL, active BOOLEAN NOT NULL, big MEDIUMTEXT)',
  );
  await source.query(
    "INSERT INTO orders (id, total, note) SELECT seq * 2, seq / 4, REPEAT('ä', seq MOD 90) FROM seq_1_to_60000",
  );
  await source.query(
    'INSERT INTO accounts SELECT seq, 1000, seq MOD 3 <> 0, REPEAT(MD5(seq), 100) FROM seq_1_to_2000',
  );
  await source.query('ANALYZE TABLE orders, accounts');
});
afterAll(async () => {
  await source.end();
  await sink.close();
  await postgres.stop();
  await maria.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Shape = (random: Random, n: number) => readonly string[];

const SHAPES: readonly Shape[] = [
  (random, n) => [
    `INSERT INTO orders (id, total, note) VALUES (${1_000_000 + n * 2}, ${random(9999)}.5, 'new ${n}'), (${1_000_001 + n * 2}, NULL, NULL)`,
  ],
  (random) => {
    const from = random(110_000);
    return [
      `UPDATE orders SET total = total + 1, note = CONCAT('u', id) WHERE id BETWEEN ${from} AND ${from + 40}`,
    ];
  },
  (random) => [`DELETE FROM orders WHERE id = ${random(60_000) * 2}`],
  // A key that moves.
  (random, n) => [`UPDATE orders SET id = ${5_000_000 + n * 2} WHERE id = ${random(60_000) * 2}`],
  (random) => {
    const amount = random(50);
    return [
      `UPDATE accounts SET balance = balance - ${amount} WHERE id = ${random(2000)}`,
      `UPDATE accounts SET balance = balance + ${amount} WHERE id = ${random(2000)}`,
    ];
  },
  (random) => [`UPDATE accounts SET active = NOT active WHERE id = ${random(2000)}`],
  // Rolled back in part: nothing of it may be seen.
  (random) => [
    'SAVEPOINT s',
    'UPDATE accounts SET balance = -1 WHERE id < 300',
    'ROLLBACK TO s',
    `UPDATE accounts SET big = REPEAT('b', ${random(9000)}) WHERE id = ${random(2000)}`,
  ],
  (random) => {
    const id = random(60_000) * 2;
    return [
      `DELETE FROM orders WHERE id = ${id}`,
      `INSERT IGNORE INTO orders (id, total, note) VALUES (${id}, 1, 'again')`,
    ];
  },
];

/** Transactions one after another until it is stopped; begins anew when the server dies. */
function startLoad(random: Random): { stop(): Promise<number> } {
  let stopped = false;
  let done = 0;
  const working = (async () => {
    let session = await connect();
    for (let n = 0; !stopped; n += 1) {
      try {
        if (session.ended) session = await connect();
        await session.query('START TRANSACTION');
        for (const statement of SHAPES[random(SHAPES.length)]?.(random, n * 4) ?? [])
          await session.query(statement);
        await session.query(random(12) === 0 ? 'ROLLBACK' : 'COMMIT');
        done += 1;
      } catch {
        session.destroy();
        await pause(50);
      }
      await pause(4);
    }
    await session.end();
  })();
  return {
    stop: async () => {
      stopped = true;
      await working;
      return done;
    },
  };
}

test('kill -9 of the engine and of the server: the sink has every row once', async () => {
  process.stdout.write(`torture seed ${SEED}\n`);
  const random = seededRandom(SEED);
  const file = writePipeline();
  const load = startLoad(random);
  const killedIn = new Map<string, number>();
  for (let kill = 0; kill < 8; kill += 1) {
    const phase = await runAndKill(
      file,
      random(kill < 3 ? 60 : 600),
      kill < 4 ? 'snapshotting' : 'streaming',
      kill === 6,
    );
    killedIn.set(phase, (killedIn.get(phase) ?? 0) + 1);
  }
  const transactions = await load.stop();
  process.stdout.write(
    `killed in ${JSON.stringify([...killedIn])}, ${transactions} transactions meanwhile\n`,
  );
  expect(killedIn.get('streaming') ?? 0).toBeGreaterThan(0);
  await catchUp(file);
  if (source.ended) source = await connect();
  expect(
    await difference(
      "SELECT CONCAT_WS('|', id, IFNULL(total, '~'), IFNULL(note, '~'), DATE_FORMAT(at, '%Y-%m-%d %H:%i:%s.%f')) AS line FROM orders",
      "SELECT concat_ws('|', id, coalesce(total::text, '~'), coalesce(note, '~'), to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')) AS line FROM shop.orders",
    ),
  ).toEqual([]);
  expect(
    await difference(
      "SELECT CONCAT_WS('|', id, balance, big, balance + 1) AS line FROM accounts WHERE active",
      "SELECT concat_ws('|', id, balance, big, more) AS line FROM shop.accounts WHERE active",
    ),
  ).toEqual([]);
}, 400_000);

/** The first lines that one side has and the other has not, or has more often. */
async function difference(fromSource: string, fromSink: string): Promise<readonly string[]> {
  const expected = (await source.query(fromSource)).map((row) => String(row['line'])).toSorted();
  // A record of one text column prints in brackets, and in quotes where it has to.
  const found = (
    await sink.texts(`SELECT encode(convert_to(line, 'UTF8'), 'hex') AS line FROM (${fromSink}) s`)
  )
    .map((text) => Buffer.from(text.slice(1, -1), 'hex').toString('utf8'))
    .toSorted();
  const counts = new Map<string, number>();
  for (const line of expected) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of found) counts.set(line, (counts.get(line) ?? 0) - 1);
  return [...counts]
    .filter(([, count]) => count !== 0)
    .map(([line, count]) => `${count > 0 ? 'missing' : 'extra'} ${line.slice(0, 200)}`)
    .slice(0, 5);
}

async function runAndKill(file: string, delayMs: number, from: string, killServer: boolean): Promise<string> {
  const run = startRun(['run', file, '--state', path.join(folder, 'state')]);
  const reached = new RegExp(`^(?:${from}|streaming)$`, 'mu');
  const deadline = Date.now() + 60_000;
  while (!reached.test(run.output()) && run.child.exitCode === null && Date.now() < deadline) await pause(5);
  await pause(delayMs);
  if (killServer) {
    await maria.kill();
    await maria.start();
    await pause(3000);
  }
  if (run.child.exitCode !== null) throw new Error(`the run ended by itself:\n${run.output()}`);
  const states = run.output().match(/^(?:starting|snapshotting|streaming|failed)/gmu) ?? [];
  run.child.kill('SIGKILL');
  await run.ended;
  return states.at(-1) ?? 'starting';
}

async function catchUp(file: string): Promise<void> {
  const run = startRun(['run', file, '--state', path.join(folder, 'state'), '--until', 'caught-up']);
  const timer = setTimeout(() => run.child.kill('SIGKILL'), 90_000);
  if ((await run.ended) !== 0) throw new Error(`the run did not catch up:\n${run.output()}`);
  clearTimeout(timer);
}

function startRun(args: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
} {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, output: () => output };
}

function writePipeline(): string {
  const file = path.join(folder, 'pipeline.yaml');
  writeFileSync(
    file,
    `source:
  type: mysql
  hostname: 127.0.0.1
  port: ${maria.port}
  username: ${maria.user}
  password: ${JSON.stringify(maria.password)}
  tables: shop.orders, shop.accounts
  server-id: 5400-5420
  scan.incremental.snapshot.chunk.size: 100
sink:
  type: postgres
  hostname: ${postgres.host}
  port: ${postgres.port}
  username: ${postgres.user}
  password: ${JSON.stringify(postgres.password)}
  database: dst
transform:
  - source-table: shop.accounts
    projection: \\*, balance + 1 AS more
    filter: active
pipeline:
  name: torture-mysql
`,
  );
  return file;
}

const pause = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

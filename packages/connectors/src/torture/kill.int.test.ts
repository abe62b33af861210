// The engine as a process of its own, PostgreSQL to PostgreSQL, under load, ended with kill -9 at random moments of snapshot and
// stream. Afterwards the sink equals the source row by row, without loss and without repetition (promises P1 to P3).
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleCommand } from './testing/command.ts';
import { seededRandom, startLoad } from './testing/load.ts';
import { openDatabase, type Database } from './testing/database.ts';

const SEED = Number(process.env['TAILRACE_SEED'] ?? Date.now() % 1_000_000);
const ROWS = 120_000;

let folder = '';
let program = '';
let server: PostgresServer;
let source: Database;
let sink: Database;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-torture-'));
  chmodSync(folder, 0o755);
  program = await bundleCommand(folder);
  server = await startPostgres({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off' } });
  const admin = await openDatabase(server, 'postgres');
  await admin.run('CREATE DATABASE src');
  await admin.run('CREATE DATABASE dst');
  await admin.close();
  source = await openDatabase(server, 'src');
  sink = await openDatabase(server, 'dst');
  await source.run(`
    CREATE TABLE orders_1 (id bigint PRIMARY KEY, total numeric(12,2), note text, at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE orders_2 (LIKE orders_1 INCLUDING ALL);
    CREATE TABLE accounts (id int PRIMARY KEY, balance bigint NOT NULL, active boolean NOT NULL, big text);
    CREATE TABLE visits (who int, page text);
    ALTER TABLE visits REPLICA IDENTITY FULL;
    ALTER TABLE accounts REPLICA IDENTITY FULL;
    ALTER TABLE orders_1 REPLICA IDENTITY FULL;
    ALTER TABLE orders_2 REPLICA IDENTITY FULL;
    INSERT INTO orders_1 SELECT n * 2, n * 0.25, repeat('x', n % 90) FROM generate_series(1, ${ROWS}) n;
    INSERT INTO orders_2 SELECT n * 2 + 1, n * 0.5, NULL FROM generate_series(1, ${ROWS}) n;
    INSERT INTO accounts SELECT n, 1000, n % 3 <> 0, repeat(md5(n::text), 100) FROM generate_series(1, 2000) n;
    CREATE TABLE ledger (id bigint PRIMARY KEY, amount numeric(12,2), note text);
    INSERT INTO ledger SELECT n, n * 0.25, repeat('l', n % 90) FROM generate_series(1, ${ROWS}) n;
    ANALYZE ledger;
    INSERT INTO visits SELECT n % 7, 'p' || n % 5 FROM generate_series(1, 2000) n;
  `);
});

afterAll(async () => {
  await source.close();
  await sink.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('kill -9', () => {
  test('twenty times in snapshot and stream: the sink has every row once', async () => {
    process.stdout.write(`torture seed ${SEED}\n`);
    const random = seededRandom(SEED);
    const file = writePipeline('keyed', 'src.public.orders_\\d, src.public.accounts');
    const killedIn = new Map<string, number>();
    const load = startLoad(() => openDatabase(server, 'src'), random, 'keyed');
    try {
      for (let kill = 0; kill < 16; kill += 1) {
        // The first ones while rows are copied, the others while changes are followed.
        // A quick machine copies these rows in less than half a second, so half of the early moments are very early.
        const delayMs = random(kill < 4 ? 60 : 500);
        const phase = await runAndKill(file, 'keyed', delayMs, kill < 8 ? 'snapshotting' : 'streaming');
        killedIn.set(phase, (killedIn.get(phase) ?? 0) + 1);
      }
    } finally {
      await load.stop();
    }
    process.stdout.write(
      `killed in ${JSON.stringify([...killedIn])}, ${load.transactions()} transactions meanwhile\n`,
    );
    expect(killedIn.get('snapshotting') ?? 0).toBeGreaterThan(0);
    expect(killedIn.get('streaming') ?? 0).toBeGreaterThan(0);
    await catchUp(file, 'keyed');
    expect(
      await difference(
        'SELECT * FROM (SELECT * FROM orders_1 UNION ALL SELECT * FROM orders_2) o',
        'SELECT * FROM ods.orders',
      ),
    ).toEqual(NONE);
    expect(
      await difference(
        'SELECT id, balance, active, big, balance + 1 AS more FROM accounts WHERE active',
        'SELECT id, balance, active, big, more FROM ods.accounts',
      ),
    ).toEqual(NONE);
  });

  test('while parts of one table are copied at the same time', async () => {
    const random = seededRandom(SEED + 2);
    const file = writePipeline('parallel', 'src.public.ledger');
    let stopped = false;
    const load = (async () => {
      const writer = await openDatabase(server, 'src');
      for (let n = 0; !stopped; n += 1) {
        const id = random(ROWS);
        await writer.run(
          `UPDATE ledger SET note = 'w${n}' WHERE id BETWEEN ${id} AND ${id + 20}; DELETE FROM ledger WHERE id = ${id + 21}; UPDATE ledger SET id = ${1_000_000 + n} WHERE id = ${id + 22}; INSERT INTO ledger VALUES (${2_000_000 + n}, 1, NULL)`,
        );
        await pause(4);
      }
      await writer.close();
    })();
    const seen: string[] = [];
    try {
      for (let kill = 0; kill < 6; kill += 1)
        seen.push(await runAndKill(file, 'parallel', random(80), 'snapshotting'));
    } finally {
      stopped = true;
      await load;
    }
    expect(seen).toContain('snapshotting');
    await catchUp(file, 'parallel');
    expect(await difference('SELECT * FROM ledger', 'SELECT * FROM public.ledger')).toEqual(NONE);
  });

  test('a table without a key, in the stream', async () => {
    const random = seededRandom(SEED + 1);
    const file = writePipeline('keyless', 'src.public.visits');
    const load = startLoad(() => openDatabase(server, 'src'), random, 'keyless');
    try {
      for (let kill = 0; kill < 4; kill += 1) await runAndKill(file, 'keyless', random(500), 'streaming');
    } finally {
      await load.stop();
    }
    await catchUp(file, 'keyless');
    expect(await difference('SELECT * FROM visits', 'SELECT * FROM public.visits')).toEqual(NONE);
  });

  test('while tables that were made meanwhile are taken up', async () => {
    const random = seededRandom(SEED + 3);
    const file = writePipeline(
      'made',
      'src.public.accounts, src.public.made_\\d+',
      '  scan.newly-added-table.enabled: true\n',
    );
    const made: string[] = [];
    let stopped = false;
    const load = (async () => {
      const writer = await openDatabase(server, 'src');
      for (let n = 0; !stopped; n += 1) {
        const id = random(ROWS);
        for (const table of made) {
          await writer.run(
            `UPDATE ${table} SET note = 'w${n}' WHERE id = ${id}; DELETE FROM ${table} WHERE id = ${id + 1}; INSERT INTO ${table} VALUES (${1_000_000 + n}, 'new')`,
          );
        }
        await pause(4);
      }
      await writer.close();
    })();
    try {
      for (let kill = 0; kill < 6; kill += 1) {
        const table = `made_${kill}`;
        await source.run(
          `CREATE TABLE ${table} (id bigint PRIMARY KEY, note text); INSERT INTO ${table} SELECT n, repeat('m', n % 50) FROM generate_series(1, ${ROWS}) n`,
        );
        made.push(table);
        await runAndKill(file, 'made', random(600), 'streaming');
      }
    } finally {
      stopped = true;
      await load;
    }
    const run = startRun(['run', file, '--state', path.join(folder, 'state-made')]);
    try {
      for (const table of made) {
        await expect
          .poll(
            async () =>
              difference(`SELECT * FROM ${table}`, `SELECT * FROM public.${table}`).catch(() => undefined),
            { timeout: 60_000, interval: 500 },
          )
          .toEqual(NONE);
      }
    } finally {
      run.child.kill('SIGTERM');
      await run.ended;
    }
  });
});

/** Starts the run, waits until it reads (or follows), and the delay, and ends it with no chance to say goodbye. Gives its last state. */
async function runAndKill(
  file: string,
  name: string,
  delayMs: number,
  from = 'snapshotting',
): Promise<string> {
  const run = startRun(['run', file, '--state', path.join(folder, `state-${name}`)]);
  const reached = new RegExp(`^(?:${from}|streaming)$`, 'mu');
  const deadline = Date.now() + 30_000;
  while (!reached.test(run.output()) && run.child.exitCode === null && Date.now() < deadline) await pause(5);
  await pause(delayMs);
  if (run.child.exitCode !== null) throw new Error(`the run ended by itself:\n${run.output()}`);
  const states = run.output().match(/^(?:starting|snapshotting|streaming|failed)/gmu) ?? [];
  run.child.kill('SIGKILL');
  await run.ended;
  return states.at(-1) ?? 'starting';
}

async function catchUp(file: string, name: string): Promise<void> {
  const run = startRun(['run', file, '--state', path.join(folder, `state-${name}`), '--until', 'caught-up']);
  const timer = setTimeout(() => run.child.kill('SIGKILL'), 60_000);
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

interface Difference {
  /** The first ones, rather than a comparison of a hundred thousand lines. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  /** Also each row as often. */
  readonly equal: boolean;
}

const NONE: Difference = { missing: [], extra: [], equal: true };

async function difference(fromSource: string, fromSink: string): Promise<Difference> {
  const expected = (await source.texts(fromSource)).toSorted();
  const found = (await sink.texts(fromSink)).toSorted();
  const inSink = new Set(found);
  const inSource = new Set(expected);
  return {
    missing: expected.filter((row) => !inSink.has(row)).slice(0, 3),
    extra: found.filter((row) => !inSource.has(row)).slice(0, 3),
    equal: found.length === expected.length && found.every((row, at) => row === expected[at]),
  };
}

function writePipeline(name: string, tables: string, more = ''): string {
  const file = path.join(folder, `${name}.yaml`);
  const { host, port, user, password } = server;
  const connection = `hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: ${password}`;
  writeFileSync(
    file,
    `source:
  type: postgres
  ${connection}
  tables: ${tables}
  slot.name: torture_${name}
  scan.incremental.snapshot.chunk.size: 5000
${more}sink:
  type: postgres
  ${connection}
  database: dst
transform:
  - source-table: public.accounts
    projection: \\*, balance + 1 AS more
    filter: active
route:
  - source-table: public.orders_\\d
    sink-table: ods.orders
  - source-table: public.accounts
    sink-table: ods.accounts
pipeline:
  name: torture-${name}
`,
  );
  return file;
}

const pause = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

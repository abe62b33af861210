// The same document on the embedded engine and on Flink CDC, in one JVM on this machine: a MariaDB source, one computed column and a filter,
// and the values sink, which only counts.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startMariadb, type MariadbServer } from '@tailrace/connectors/testing/mariadb';
import { createFlinkClient, type FlinkClient } from '@tailrace/flink';
import { missingForFlink, startFlinkCluster, type FlinkCluster } from '@tailrace/flink/testing';
import { createConnection } from 'mysql2/promise';
import type { Benchmark, Measured } from './benchmark.ts';
import { run } from './run-program.ts';

const ROWS = Number(process.env['BENCH_FLINK_ROWS'] ?? 500_000);
const TAILRACE = 'packages/cli/dist/tailrace.mjs';

interface Bench {
  readonly database: MariadbServer;
  readonly cluster: FlinkCluster;
  readonly client: FlinkClient;
  readonly work: string;
  statement(sql: string): Promise<void>;
  stop(): Promise<void>;
}

async function startBench(rows: number): Promise<Bench> {
  const missing = missingForFlink();
  if (missing.length > 0) throw new Error(missing.join(' '));
  const work = mkdtempSync(path.join(tmpdir(), 'tailrace-bench-flink-'));
  const database = await startMariadb({ 'server-id': '81' });
  const cluster = await startFlinkCluster({ forFigures: true });
  const statement = async (sql: string) => {
    const { host, port, user, password } = database;
    const connection = await createConnection({ host, port, user, password });
    if (!sql.startsWith('CREATE DATABASE')) await connection.query('USE src');
    await connection.query(sql);
    await connection.end();
  };
  // The tables seq_1_to_N are in whatever database is in use.
  await statement('CREATE DATABASE src');
  await statement(
    'CREATE TABLE src.sb (id BIGINT PRIMARY KEY, k INT NOT NULL, c VARCHAR(60), pad VARCHAR(60), amount DECIMAL(12, 2), ts DATETIME(3), a INT, b INT, d DATE, f DOUBLE)',
  );
  await statement(insertRows(1, rows));
  return {
    database,
    cluster,
    client: createFlinkClient({ url: cluster.url }),
    work,
    statement,
    stop: async () => {
      await cluster.stop();
      await database.stop();
      rmSync(work, { recursive: true, force: true });
    },
  };
}

const insertRows = (from: number, to: number): string =>
  `INSERT INTO src.sb SELECT seq, seq % 1000, CONCAT('some text of row ', seq), MD5(seq), seq / 100, '2026-01-01' + INTERVAL seq SECOND, seq, seq * 2, '2026-01-01', seq / 3 FROM seq_${from}_to_${to}`;

/** A file with the document; secrets are in the environment. */
function documentFile(
  bench: Bench,
  name: string,
  more: { readonly start: string; readonly prints?: boolean; readonly batch?: boolean },
) {
  const file = path.join(bench.work, `${name}.yaml`);
  const { host, port, user } = bench.database;
  writeFileSync(
    file,
    `source:
  type: mysql
  hostname: ${host}
  port: ${port}
  username: ${user}
  password: \${env.PGPASSWORD}
  tables: src.sb
  server-id: 6700-6709
  server-time-zone: UTC
  scan.startup.mode: ${more.start}
  scan.incremental.snapshot.chunk.size: 100000
transform:
  - source-table: src.sb
    projection: id, k, c, pad, amount, ts, a, b, d, f, k * 2 AS k2
    filter: k >= 0
sink:
  type: values
  print.enabled: ${more.prints === true}
pipeline:
  name: bench
  parallelism: 1
${more.batch === true ? '  execution.runtime-mode: BATCH\n' : ''}`,
  );
  return file;
}

const launchArgs = (bench: Bench, file: string) =>
  [TAILRACE, 'launch', file, '--engine', 'flink', '--rest', bench.cluster.url].concat([
    '--jars',
    bench.cluster.jars,
  ]);

async function launch(bench: Bench, file: string, ...flags: string[]): Promise<string> {
  const said = await run(process.execPath, [...launchArgs(bench, file), ...flags], bench.database.password);
  return said.trim();
}

export const flinkSnapshot: Benchmark = {
  name: 'flink-snapshot',
  unit: 'rows/s',
  better: 'more',
  runs: 3,
  referenceName: 'Flink CDC, from the start of the job to its end (goal 5)',
  async setUp() {
    const bench = await startBench(ROWS);
    const here = documentFile(bench, 'here', { start: 'snapshot', batch: true });
    const there = documentFile(bench, 'there', { start: 'snapshot' });
    return {
      ours: async () => {
        const began = performance.now();
        await run(process.execPath, [TAILRACE, 'run', here], bench.database.password);
        return ROWS / ((performance.now() - began) / 1000);
      },
      reference: async () => {
        const job = await bench.client.job(await launch(bench, there, '--wait'));
        return ROWS / (((job.endedAt ?? job.now) - job.startedAt) / 1000);
      },
      tearDown: async () => bench.stop(),
    };
  },
};

/** Milliseconds from the call until something that matches is printed. */
async function untilPrinted(bench: Bench, args: readonly string[], pattern: RegExp): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, PGPASSWORD: bench.database.password },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  const milliseconds = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (pattern.test(said)) resolve(performance.now() - began);
    });
    void ended.then(() => reject(new Error('it ended without a row')));
  });
  child.kill('SIGTERM');
  await ended;
  return milliseconds;
}

/** Milliseconds from the launch until the job has printed a row; the job is cancelled then. */
async function firstRowOnFlink(bench: Bench, file: string): Promise<number> {
  const began = performance.now();
  const from = bench.cluster.printed().length;
  const jobId = await launch(bench, file);
  while (!bench.cluster.printed().slice(from).includes('DataChangeEvent')) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const milliseconds = performance.now() - began;
  await bench.client.cancel(jobId);
  while ((await bench.client.job(jobId)).state !== 'CANCELED') {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return milliseconds;
}

const firstRow = (
  name: string,
  referenceName: string,
  before: (bench: Bench) => Promise<number>,
): Benchmark => ({
  name,
  unit: 'ms',
  better: 'less',
  runs: 3,
  referenceName,
  async setUp(): Promise<Measured> {
    const bench = await startBench(1_000);
    const file = documentFile(bench, 'first', { start: 'initial', prints: true });
    // The jar lies on the cluster, and its JVM has seen one such job.
    await firstRowOnFlink(bench, file);
    return {
      ours: async () => untilPrinted(bench, [TAILRACE, 'run', file], /"type":"insert"/),
      reference: async () => (await before(bench)) + (await firstRowOnFlink(bench, file)),
      tearDown: async () => bench.stop(),
    };
  },
});

export const flinkFirstRow: readonly Benchmark[] = [
  firstRow('flink-first-row-warm', 'Flink CDC on a cluster that runs (goal 3)', async () => 0),
  firstRow(
    'flink-first-row-cold',
    'Flink CDC, the start of the cluster counted in (goal 10)',
    async ({ cluster }) => {
      await cluster.kill();
      const began = performance.now();
      await cluster.restart();
      return performance.now() - began;
    },
  ),
];

export const flinkStream: Benchmark = {
  name: 'flink-stream',
  unit: 'rows/s',
  better: 'more',
  runs: 3,
  referenceName: 'Flink CDC, from a savepoint to the last row of the backlog (goal 3)',
  async setUp() {
    const bench = await startBench(1);
    const file = documentFile(bench, 'stream', { start: 'initial' });
    const state = path.join(bench.work, 'state');
    const caughtUp = [TAILRACE, 'run', file, '--state', state, '--until', 'caught-up'];
    await run(process.execPath, caughtUp, bench.database.password);
    let last = 1;
    const backlog = async () => {
      for (const end = last + ROWS; last < end; last += 1000) {
        await bench.statement(insertRows(last + 1, Math.min(end, last + 1000)));
      }
    };
    return {
      ours: async () => {
        await backlog();
        const began = performance.now();
        await run(process.execPath, caughtUp, bench.database.password);
        return ROWS / ((performance.now() - began) / 1000);
      },
      reference: async () => {
        const { client } = bench;
        const first = await launch(bench, file);
        await untilRows(client, first, 1);
        const savepoint = await client.awaitSavepoint(first, await client.stopWithSavepoint(first));
        const began = last;
        await backlog();
        const jobId = await launch(bench, file, '--from-savepoint', savepoint);
        const { startedAt } = await client.job(jobId);
        const now = await untilRows(client, jobId, last - began);
        await client.cancel(jobId);
        return (last - began) / ((now - startedAt) / 1000);
      },
      tearDown: async () => bench.stop(),
    };
  },
};

/** Waits until the sink's operator has taken so many records; the cluster's clock then. Its metrics are a second old at most. */
async function untilRows(client: FlinkClient, jobId: string, rows: number): Promise<number> {
  for (;;) {
    const job = await client.job(jobId);
    const sink = job.vertices.find((vertex) => vertex.name.includes('Sink'));
    if (job.state === 'FAILED') throw new Error((await client.exceptions(jobId)).rootCause?.failure.summary);
    if (sink !== undefined && sink.readRecords >= rows) return job.now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

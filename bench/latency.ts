// From a commit at the source to the row being visible in the sink, at 500 transactions a second, against PostgreSQL's own subscription.
// Both clocks are this process's: the time at which COMMIT returned, and that of the first look at the sink that shows the row.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { percentile, type Benchmark } from './benchmark.ts';
import { startBenchServer, type BenchServer } from './postgres-tables.ts';

const PER_SECOND = 500;
const SECONDS = 10;
const RUNS = 5;
const TABLE = 'CREATE TABLE ticks (id bigint PRIMARY KEY, note text)';

export const latencyP50 = latencyBenchmark('latency-p50', 0.5);
export const latencyP99 = latencyBenchmark('latency-p99', 0.99);

interface Servers {
  readonly source: BenchServer;
  readonly sink: BenchServer;
}

function latencyBenchmark(name: string, share: number): Benchmark {
  return {
    name,
    unit: 'ms',
    better: 'less',
    runs: RUNS,
    referenceName: "PostgreSQL's own subscription",
    async setUp() {
      const [source, sink] = await Promise.all([startBenchServer(), startBenchServer()]);
      const servers = { source, sink };
      const work = mkdtempSync(path.join(tmpdir(), 'tailrace-bench-latency-'));
      await source.query('postgres', 'CREATE DATABASE src');
      await sink.query('postgres', 'CREATE DATABASE dst');
      let round = 0;
      return {
        ours: async () => percentile(await throughTailrace(servers, path.join(work, String(round++))), share),
        reference: async () => percentile(await throughSubscription(servers), share),
        async tearDown() {
          await Promise.all([source.stop(), sink.stop()]);
          rmSync(work, { recursive: true, force: true });
        },
      };
    },
  };
}

async function throughTailrace({ source, sink }: Servers, stem: string): Promise<readonly number[]> {
  await source.query('src', `DROP TABLE IF EXISTS ticks; ${TABLE}`);
  await sink.query('dst', 'DROP TABLE IF EXISTS ticks');
  const connection = ({ server }: BenchServer): string =>
    `  hostname: ${server.host}\n  port: ${server.port}\n  username: ${server.user}\n  password: '${server.password}'\n`;
  const slot = `latency_${path.basename(stem)}`;
  writeFileSync(
    `${stem}.yaml`,
    `source:\n  type: postgres\n${connection(source)}  tables: src.public.ticks\n  slot.name: ${slot}
sink:\n  type: postgres\n${connection(sink)}  database: dst\npipeline:\n  name: latency\n`,
    { mode: 0o600 },
  );
  const args = ['packages/cli/dist/tailrace.mjs', 'run', `${stem}.yaml`, '--state', `${stem}.state`];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  try {
    return await measure({ source, sink });
  } finally {
    child.kill('SIGTERM');
    await ended;
    await source.query(
      'src',
      `SELECT pg_drop_replication_slot('${slot}'); DROP PUBLICATION ${slot}_publication`,
    );
  }
}

async function throughSubscription({ source, sink }: Servers): Promise<readonly number[]> {
  await source.query(
    'src',
    `DROP TABLE IF EXISTS ticks; ${TABLE}; DROP PUBLICATION IF EXISTS latency; CREATE PUBLICATION latency FOR TABLE ticks`,
  );
  await sink.query('dst', `DROP TABLE IF EXISTS ticks; ${TABLE}`);
  const { host, port, user, password } = source.server;
  await sink.query(
    'dst',
    `CREATE SUBSCRIPTION latency CONNECTION 'host=${host} port=${port} user=${user} password=${password} dbname=src' PUBLICATION latency`,
  );
  try {
    return await measure({ source, sink });
  } finally {
    await sink.query('dst', 'DROP SUBSCRIPTION latency');
  }
}

async function connect({ server }: BenchServer, database: string): Promise<pg.Client> {
  const { host, port, user, password } = server;
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  return client;
}

/** Waits for a first row to come through, then writes at the pace and looks at the sink without a pause. */
async function measure({ source, sink }: Servers): Promise<readonly number[]> {
  const [writer, looker] = await Promise.all([connect(source, 'src'), connect(sink, 'dst')]);
  const committed: number[] = [];
  const latencies: number[] = [];
  const look = async (): Promise<number> => {
    const { rows } = await looker
      .query<{ id: string | null }>('SELECT max(id) AS id FROM ticks')
      .catch(() => ({ rows: [{ id: null }] }));
    return Number(rows[0]?.id ?? -1);
  };
  try {
    await writer.query("INSERT INTO ticks VALUES (0, 'first')");
    while ((await look()) < 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const total = PER_SECOND * SECONDS;
    const writing = (async () => {
      const began = performance.now();
      for (let id = 1; id <= total; id++) {
        const wait = began + (id * 1000) / PER_SECOND - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        await writer.query('INSERT INTO ticks VALUES ($1, $2)', [id, `tick ${id}`]);
        committed[id] = performance.now();
      }
    })();
    for (let seen = 0; seen < total;) {
      const now = await look();
      const at = performance.now();
      // A row may be seen before the answer to its COMMIT is.
      for (; seen < now; seen++) latencies.push(Math.max(0, at - (committed[seen + 1] ?? at)));
    }
    await writing;
    return latencies;
  } finally {
    await Promise.all([writer.end(), looker.end()]);
  }
}

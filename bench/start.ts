// How long the two commands of the README take: a second start of a built checkout, and the first row from a fresh clone.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@tailrace/demo';
import pg from 'pg';
import type { Benchmark } from './benchmark.ts';
import { callServer } from '@tailrace/e2e/call-server';

const READY_WITHIN_MS = 180_000;

export const startWarm: Benchmark = {
  name: 'start-warm',
  unit: 's',
  better: 'less',
  runs: 5,
  referenceName: 'goal',
  async setUp() {
    const dataDir = passableDir('tailrace-bench-start-');
    // The first start fills the data folder; only later ones are measured.
    await (await npmStart(process.cwd(), dataDir)).stop();
    return {
      async ours() {
        const began = performance.now();
        const running = await npmStart(process.cwd(), dataDir);
        const seconds = (performance.now() - began) / 1000;
        await running.stop();
        return seconds;
      },
      reference: () => Promise.resolve(3),
      tearDown: async () => rmSync(dataDir, { recursive: true, force: true }),
    };
  },
};

export const firstRow: Benchmark = {
  name: 'first-row',
  unit: 's',
  better: 'less',
  runs: 1,
  referenceName: 'goal',
  setUp: () =>
    Promise.resolve({
      ours: fromCloneToRow,
      reference: () => Promise.resolve(60),
      tearDown: () => Promise.resolve(),
    }),
};

async function fromCloneToRow(): Promise<number> {
  const base = passableDir('tailrace-bench-clone-');
  const clone = path.join(base, 'tailrace');
  const cloned = spawnSync('git', ['clone', '-q', process.cwd(), clone], { encoding: 'utf8' });
  if (cloned.status !== 0) throw new Error(`git clone failed: ${cloned.stderr}`);
  const began = performance.now();
  const dataDir = path.join(base, 'data');
  const running = await npmStart(clone, dataDir);
  try {
    const pipelines = await callServer<{ id: string; name: string }[]>(
      running.url,
      'query',
      'pipelines.list',
    );
    const sample = pipelines[0];
    if (sample === undefined) throw new Error('the demo has no sample pipeline');
    await callServer(running.url, 'mutation', 'runs.launch', { pipelineId: sample.id });
    await firstRowIn(running.url, readFileSync(path.join(dataDir, 'demo', 'password'), 'utf8').trim());
    return (performance.now() - began) / 1000;
  } finally {
    await running.stop();
    rmSync(base, { recursive: true, force: true });
  }
}

/** Waits until any table of the demo's `warehouse` holds a row. */
async function firstRowIn(url: string, password: string): Promise<void> {
  const { demo } = await callServer<{ demo?: { host: string; port: number; user: string } }>(
    url,
    'query',
    'system.info',
  );
  if (demo === undefined) throw new Error('the demo does not run');
  const client = new pg.Client({ ...demo, password, database: 'warehouse' });
  await client.connect();
  try {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      const { rows } = await client.query<{ schemaname: string; relname: string }>(
        `SELECT schemaname, relname FROM pg_stat_user_tables WHERE schemaname NOT LIKE '%tailrace%'`,
      );
      for (const { schemaname, relname } of rows) {
        const found = await client.query(
          `SELECT 1 FROM ${pg.escapeIdentifier(schemaname)}.${pg.escapeIdentifier(relname)} LIMIT 1`,
        );
        if (found.rowCount === 1) return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await client.end();
  }
  throw new Error('no row arrived within 60 s of the launch');
}

interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** `npm start` until the server says that it is ready. */
async function npmStart(checkout: string, dataDir: string): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn('npm', ['start', '--', '--port', String(port), '--data', dataDir], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '1' },
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`npm start ended with ${child.exitCode}: ${Buffer.concat(output).toString()}`);
    if (await isReady(url)) return { url, stop: () => stop(child, url) };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await stop(child, url);
  throw new Error(`not ready after ${READY_WITHIN_MS / 1000} s: ${Buffer.concat(output).toString()}`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** Ends npm, and waits until the server below it has let go of its port. */
async function stop(child: ChildProcess, url: string): Promise<void> {
  child.kill('SIGTERM');
  for (let waited = 0; waited < 200; waited++) {
    if (!(await isReady(url)) && child.exitCode !== null) return;
    if (!(await isReady(url)) && child.signalCode !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function passableDir(prefix: string): string {
  const dir = mkdtempSync(path.join(tmpdir(), prefix));
  chmodSync(dir, 0o755);
  return dir;
}

// The largest resident size of a run: while it copies 20 million rows, and while one transaction of 5 million goes through it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { fillSource, startBenchServer, type BenchServer } from './postgres-tables.ts';

const SNAPSHOT_ROWS = Number(process.env['TAILRACE_BENCH_ROWS'] ?? 20_000_000);
const TRANSACTION_ROWS = SNAPSHOT_ROWS / 4;
const GOAL_MB = 300;

export const memory: Benchmark = {
  name: 'memory',
  unit: 'MB',
  better: 'less',
  runs: 1,
  referenceName: 'the goal',
  async setUp() {
    const bench = await startBenchServer();
    await fillSource(bench, SNAPSHOT_ROWS);
    const work = mkdtempSync(path.join(tmpdir(), 'tailrace-bench-memory-'));
    return {
      ours: () => peakOf(bench, path.join(work, 'memory')),
      reference: async () => GOAL_MB,
      async tearDown() {
        await bench.stop();
        rmSync(work, { recursive: true, force: true });
      },
    };
  },
};

async function peakOf(bench: BenchServer, stem: string): Promise<number> {
  const { host, port, user, password } = bench.server;
  const connection = `  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: '${password}'\n`;
  writeFileSync(
    `${stem}.yaml`,
    `source:\n  type: postgres\n${connection}  tables: src.public.sb\n  slot.name: memory
sink:\n  type: postgres\n${connection}  database: dst\npipeline:\n  name: memory\n`,
    { mode: 0o600 },
  );
  const args = ['packages/cli/dist/tailrace.mjs', 'run', `${stem}.yaml`, '--state', `${stem}.state`];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const arrived = async (rows: number): Promise<void> => {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the run ended with ${child.exitCode}`);
      // The table is made by the run.
      const found = await bench
        .query('dst', 'SELECT count(*)::int AS rows FROM public.sb')
        .catch(() => ({ rows: [] }));
      if ((found.rows[0] as { rows: number } | undefined)?.rows === rows) return;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };
  try {
    await arrived(SNAPSHOT_ROWS);
    const copied = peak(child.pid);
    await bench.query(
      'src',
      `INSERT INTO sb SELECT id + ${SNAPSHOT_ROWS}, k, c, pad, amount, ts, flag FROM sb WHERE id <= ${TRANSACTION_ROWS}`,
    );
    await arrived(SNAPSHOT_ROWS + TRANSACTION_ROWS);
    const followed = peak(child.pid);
    process.stderr.write(`memory: ${copied} MB after the snapshot, ${followed} MB after the transaction\n`);
    return followed;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** Largest resident size so far (proc(5), VmHWM), in MB. */
function peak(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s*(\d+)/u.exec(status)?.[1]) / 1024);
}

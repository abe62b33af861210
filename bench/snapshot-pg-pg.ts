// A snapshot from PostgreSQL to PostgreSQL with a filter, a projection and one computed column, against psql piping the same rows through binary COPY.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { fillSource, startBenchServer, type BenchServer } from './postgres-tables.ts';
import { run } from './run-program.ts';

const ROWS = 1_000_000;
const TARGET = 'id bigint PRIMARY KEY, k int, c text, pad text, amount numeric(12,2), ts timestamptz, k2 int';

export const snapshotPgPg: Benchmark = {
  name: 'snapshot-pg-pg',
  unit: 'rows/s',
  better: 'more',
  runs: 5,
  referenceName: 'psql COPY binary | psql COPY binary',
  async setUp() {
    const bench = await startBenchServer();
    await fillSource(bench, ROWS);
    const work = mkdtempSync(path.join(tmpdir(), 'tailrace-bench-run-'));
    let round = 0;
    return {
      ours: () => runTailrace(bench, path.join(work, String(round++))),
      reference: () => runPsql(bench),
      tearDown: async () => {
        await bench.stop();
        rmSync(work, { recursive: true, force: true });
      },
    };
  },
};

async function runTailrace(bench: BenchServer, stem: string): Promise<number> {
  const { host, port, user } = bench.server;
  const connection = `  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${env.PGPASSWORD}\n`;
  const file = `${stem}.yaml`;
  writeFileSync(
    file,
    `source:\n  type: postgres\n${connection}  tables: src.public.sb\n  slot.name: bench\n  scan.startup.mode: snapshot
transform:
  - source-table: public.sb
    projection: id, k, c, pad, amount, ts, k * 2 + 1 AS k2
    filter: k >= 0
route:
  - source-table: public.sb
    sink-table: public.sb
sink:\n  type: postgres\n${connection}  database: dst
pipeline:\n  name: bench\n  execution.runtime-mode: BATCH\n`,
  );
  await bench.query('dst', 'DROP TABLE IF EXISTS public.sb; CHECKPOINT');
  const began = performance.now();
  await run(
    process.execPath,
    ['packages/cli/dist/tailrace.mjs', 'run', file, '--state', `${stem}.state`],
    bench.server.password,
  );
  const seconds = (performance.now() - began) / 1000;
  await compare(bench);
  return ROWS / seconds;
}

async function runPsql(bench: BenchServer): Promise<number> {
  await bench.query('dst', `DROP TABLE IF EXISTS public.sb; CREATE TABLE public.sb (${TARGET}); CHECKPOINT`);
  const copyOut = `COPY (SELECT id, k, c, pad, amount, ts, k * 2 + 1 FROM sb WHERE k >= 0) TO STDOUT (FORMAT binary)`;
  const copyIn = `COPY public.sb FROM STDIN (FORMAT binary)`;
  const began = performance.now();
  const pipe = `psql -X -q -c "${copyOut}" "${bench.uri('src')}" | psql -X -q -c "${copyIn}" "${bench.uri('dst')}"`;
  await run('bash', ['-o', 'pipefail', '-c', pipe], bench.server.password);
  const seconds = (performance.now() - began) / 1000;
  await compare(bench);
  return ROWS / seconds;
}

/** The rows have to be there, whoever copied them. */
async function compare(bench: BenchServer): Promise<void> {
  const sums =
    'SELECT count(*)::text || sum(hashtextextended(row(id, k, c, pad, amount, ts, k2)::text, 0))::text AS sum FROM';
  const [source] = (await bench.query('src', `${sums} (SELECT *, k * 2 + 1 AS k2 FROM sb WHERE k >= 0) AS t`))
    .rows;
  const [target] = (await bench.query('dst', `${sums} public.sb`)).rows;
  if (source?.sum !== target?.sum) throw new Error(`contents differ: ${source?.sum} and ${target?.sum}`);
}

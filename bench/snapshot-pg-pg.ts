// A snapshot from PostgreSQL to PostgreSQL with a filter, a projection and one computed column, against psql piping the same rows through binary COPY.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { fillSource, startBenchServer, type BenchServer } from './postgres-tables.ts';
import { run } from './run-program.ts';

const ROWS = Number(process.env['TAILRACE_BENCH_ROWS'] ?? 1_000_000);
const TARGET = 'id bigint PRIMARY KEY, k int, c text, pad text, amount numeric(12,2), ts timestamptz, k2 int';

/** What our side does with the rows; the reference lets the server do it. */
const AS_THEY_ARE = 'id, k, c, pad, amount, ts, k * 2 + 1 AS k2';
/** Every column through an expression that gives back the same value, so that each is decoded and encoded. */
const DECODED =
  "id + 0 AS id, k + 0 AS k, COALESCE(c, '') AS c, COALESCE(pad, '') AS pad, COALESCE(amount, amount) AS amount, COALESCE(ts, ts) AS ts, k * 2 + 1 AS k2";

export const snapshotPgPg = snapshotBenchmark('snapshot-pg-pg', AS_THEY_ARE);
export const snapshotPgPgDecoded = snapshotBenchmark('snapshot-pg-pg-decoded', DECODED);

function snapshotBenchmark(name: string, projection: string): Benchmark {
  return {
    name,
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
        ours: () => runTailrace(bench, path.join(work, String(round++)), projection),
        reference: () => runPsql(bench),
        tearDown: async () => {
          await bench.stop();
          rmSync(work, { recursive: true, force: true });
        },
      };
    },
  };
}

async function runTailrace(bench: BenchServer, stem: string, projection: string): Promise<number> {
  const { host, port, user } = bench.server;
  const connection = `  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${env.PGPASSWORD}\n`;
  const file = `${stem}.yaml`;
  writeFileSync(
    file,
    `source:\n  type: postgres\n${connection}  tables: src.public.sb\n  slot.name: bench\n  scan.startup.mode: snapshot
transform:
  - source-table: public.sb
    projection: "${projection}"
    primary-keys: id
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

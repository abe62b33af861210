// A backlog of changes from PostgreSQL to PostgreSQL, committed in the sink, against PostgreSQL's own subscription applying the same log.
// Half of the changes are inserts, 40 % updates, 10 % deletes, in transactions of 100 rows or of one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { COLUMNS, startBenchServer, type BenchServer } from './postgres-tables.ts';
import { run } from './run-program.ts';

const RUNS = 5;

export const streamPgPg = streamBenchmark('stream-pg-pg', { rows: 1_000_000, rowsPerTransaction: 100 });
export const streamPgPgSingle = streamBenchmark('stream-pg-pg-single', {
  rows: 300_000,
  rowsPerTransaction: 1,
});

interface Shape {
  readonly rows: number;
  readonly rowsPerTransaction: number;
}

/** Source and sink are servers of their own, so that what one run writes is not in the log that the next one reads. */
interface Backlog {
  readonly source: BenchServer;
  readonly sink: BenchServer;
  readonly rows: number;
  /** End of the last transaction, where a subscription stands when it has applied it. */
  readonly end: string;
}

function streamBenchmark(name: string, shape: Shape): Benchmark {
  return {
    name,
    unit: 'rows/s',
    better: 'more',
    runs: RUNS,
    referenceName: "PostgreSQL's own subscription",
    async setUp() {
      const [source, sink] = await Promise.all([startBenchServer(), startBenchServer()]);
      const work = mkdtempSync(path.join(tmpdir(), 'tailrace-bench-run-'));
      const backlog = { source, sink, rows: shape.rows, end: await makeBacklog(source, shape) };
      await sink.query('postgres', 'CREATE DATABASE dst');
      let ours = 0;
      let reference = 0;
      return {
        ours: () => runTailrace(backlog, ours, path.join(work, String(ours++))),
        reference: () => runSubscription(backlog, reference++),
        async tearDown() {
          await Promise.all([source.stop(), sink.stop()]);
          rmSync(work, { recursive: true, force: true });
        },
      };
    },
  };
}

/** Every run has a slot of its own from before the changes; nothing is written after them. Resolves with the end of the last transaction. */
async function makeBacklog(source: BenchServer, { rows, rowsPerTransaction: size }: Shape): Promise<string> {
  await source.query('postgres', 'CREATE DATABASE src');
  await source.query('src', `CREATE TABLE sb (${COLUMNS}); CREATE PUBLICATION bench FOR TABLE sb`);
  for (let at = 0; at < RUNS; at++) {
    for (const name of [`ours_${at}`, `reference_${at}`])
      await source.query('src', `SELECT pg_create_logical_replication_slot('${name}', 'pgoutput')`);
  }
  const row = `i, (i * 7919) % 1000003, repeat(md5(i::text), 4)::varchar(120), repeat(md5((i * 31)::text), 2)::varchar(60),
    ((i * 37) % 1000000) / 100.0, timestamptz '2024-01-01 00:00:00+00' + i * interval '1 second', i % 3 = 0`;
  // The order of ten changes: five inserts, four updates and a delete of rows that are there.
  await source.query(
    'src',
    `CREATE PROCEDURE fill(transactions int, size int) LANGUAGE plpgsql AS $$
     DECLARE n bigint := 0; top bigint := 0; low bigint := 0; victim bigint;
     BEGIN
       FOR t IN 1 .. transactions LOOP
         FOR r IN 1 .. size LOOP
           n := n + 1;
           IF n % 2 = 1 THEN
             top := top + 1;
             INSERT INTO sb SELECT ${row} FROM (SELECT top AS i) AS x;
           ELSIF n % 10 = 0 THEN
             low := low + 1;
             DELETE FROM sb WHERE id = low;
           ELSE
             victim := low + 1 + (n * 7919) % (top - low);
             UPDATE sb SET k = k + 1, amount = amount + 1 WHERE id = victim;
           END IF;
         END LOOP;
         COMMIT;
       END LOOP;
     END $$`,
  );
  await source.query('src', 'ALTER ROLE CURRENT_USER SET synchronous_commit = off');
  await source.query('src', `CALL fill(${rows / size}, ${size})`);
  await source.query('src', 'CHECKPOINT');
  const { rows: last } = await source.query('src', `SELECT pg_current_wal_flush_lsn()::text AS lsn`);
  return String((last[0] as { lsn: string }).lsn);
}

async function runTailrace({ source, sink, rows }: Backlog, at: number, stem: string): Promise<number> {
  const connection = ({ server }: BenchServer): string =>
    `  hostname: ${server.host}\n  port: ${server.port}\n  username: ${server.user}\n`;
  const file = `${stem}.yaml`;
  writeFileSync(
    file,
    `source:\n  type: postgres\n${connection(source)}  password: \${env.PGPASSWORD}
  tables: src.public.sb\n  slot.name: ours_${at}\n  scan.startup.mode: committed-offset
  debezium.publication.name: bench\n  debezium.publication.autocreate.mode: disabled
sink:\n  type: postgres\n${connection(sink)}  password: '${sink.server.password}'\n  database: dst
pipeline:\n  name: bench\n`,
  );
  await sink.query('dst', 'DROP TABLE IF EXISTS public.sb; CHECKPOINT');
  const command = [
    'packages/cli/dist/tailrace.mjs',
    'run',
    file,
    '--state',
    `${stem}.state`,
    '--until',
    'caught-up',
  ];
  const began = performance.now();
  await run(process.execPath, command, source.server.password);
  const seconds = (performance.now() - began) / 1000;
  await compare(source, sink);
  return rows / seconds;
}

async function runSubscription({ source, sink, rows, end }: Backlog, at: number): Promise<number> {
  await sink.query('dst', `DROP TABLE IF EXISTS public.sb; CREATE TABLE public.sb (${COLUMNS}); CHECKPOINT`);
  const { host, port, user, password } = source.server;
  const began = performance.now();
  await sink.query(
    'dst',
    `CREATE SUBSCRIPTION bench CONNECTION 'host=${host} port=${port} user=${user} password=${password} dbname=src' PUBLICATION bench
       WITH (create_slot = false, slot_name = 'reference_${at}', copy_data = false, synchronous_commit = off)`,
  );
  try {
    await applied(source, `reference_${at}`, end);
    const seconds = (performance.now() - began) / 1000;
    await compare(source, sink);
    return rows / seconds;
  } finally {
    await sink.query('dst', 'ALTER SUBSCRIPTION bench DISABLE');
    await sink.query('dst', 'ALTER SUBSCRIPTION bench SET (slot_name = NONE); DROP SUBSCRIPTION bench');
  }
}

/** Waits until the subscription has told the source that everything up to `end` is done. */
async function applied(source: BenchServer, slot: string, end: string): Promise<void> {
  for (;;) {
    const { rows } = await source.query(
      'src',
      `SELECT coalesce(bool_or(replay_lsn >= '${end}'::pg_lsn), false) AS done FROM pg_stat_replication
         WHERE pid = (SELECT active_pid FROM pg_replication_slots WHERE slot_name = '${slot}')`,
    );
    if ((rows[0] as { done: boolean } | undefined)?.done === true) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function compare(source: BenchServer, sink: BenchServer): Promise<void> {
  const sum = 'SELECT count(*)::text || sum(hashtextextended(t::text, 0))::text AS sum FROM public.sb AS t';
  const [left, right] = await Promise.all([source.query('src', sum), sink.query('dst', sum)]);
  const [expected, found] = [left, right].map(({ rows }) => (rows[0] as { sum: string }).sum);
  if (expected !== found) throw new Error(`contents differ: ${expected} and ${found}`);
}

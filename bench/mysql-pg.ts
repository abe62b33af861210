// From MariaDB to PostgreSQL: a snapshot against `mariadb -B | psql COPY`, and a backlog of changes against reading that backlog alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mariadbProgram } from '@tailrace/connectors/testing/mariadb';
import type { Benchmark } from './benchmark.ts';
import { decode } from './decode-mysql.ts';
import { fillMariadb, startBenchMariadb, type BenchMariadb } from './mysql-tables.ts';
import { startBenchServer, type BenchServer } from './postgres-tables.ts';
import { run } from './run-program.ts';

const ROWS = 1_000_000;
const TARGET =
  'id bigint PRIMARY KEY, k int NOT NULL, c varchar(120) NOT NULL, pad varchar(60) NOT NULL, amount numeric(12,2), ts timestamptz, flag bool';

interface Servers {
  readonly maria: BenchMariadb;
  readonly postgres: BenchServer;
  readonly work: string;
  readonly file: string;
  stop(): Promise<void>;
}

async function startServers(): Promise<Servers> {
  const maria = await startBenchMariadb();
  const postgres = await startBenchServer();
  const work = mkdtempSync(path.join(tmpdir(), 'tailrace-bench-mysql-'));
  const file = await fillMariadb(maria, ROWS);
  await postgres.query('postgres', 'CREATE DATABASE dst');
  return {
    maria,
    postgres,
    work,
    file,
    stop: async () => {
      await maria.stop();
      await postgres.stop();
      rmSync(work, { recursive: true, force: true });
    },
  };
}

export const snapshotMysqlPg: Benchmark = {
  name: 'snapshot-mysql-pg',
  unit: 'rows/s',
  better: 'more',
  runs: 5,
  referenceName: 'mariadb -q -B | psql COPY',
  async setUp() {
    const servers = await startServers();
    let round = 0;
    return {
      ours: () =>
        runTailrace(servers, `snapshot-${round++}`, {
          options: '  scan.startup.mode: snapshot\n',
          pipeline: '  execution.runtime-mode: BATCH\n',
        }),
      reference: () => runPipe(servers),
      tearDown: () => servers.stop(),
    };
  },
};

export const streamMysqlPg: Benchmark = {
  name: 'stream-mysql-pg',
  unit: 'rows/s',
  better: 'more',
  runs: 5,
  referenceName: 'decode-mysql',
  async setUp() {
    const servers = await startServers();
    let round = 0;
    const options = `  scan.startup.mode: specific-offset\n  scan.startup.specific-offset.file: ${servers.file}\n  scan.startup.specific-offset.pos: 4\n`;
    return {
      ours: () => runTailrace(servers, `stream-${round++}`, { options, pipeline: '' }),
      reference: () => decode(servers.maria, servers.file),
      tearDown: () => servers.stop(),
    };
  },
};

async function runTailrace(
  { maria, postgres, work }: Servers,
  name: string,
  { options, pipeline }: { readonly options: string; readonly pipeline: string },
): Promise<number> {
  const [from, to] = [maria.server, postgres.server];
  const file = path.join(work, `${name}.yaml`);
  writeFileSync(
    file,
    `source:\n  type: mysql\n  hostname: ${from.host}\n  port: ${from.port}\n  username: ${from.user}\n  password: \${env.MYSQL_PWD}\n  tables: src.sb\n${options}
sink:\n  type: postgres\n  hostname: ${to.host}\n  port: ${to.port}\n  username: ${to.user}\n  password: \${env.PGPASSWORD}\n  database: dst
route:\n  - source-table: src.sb\n    sink-table: public.sb
pipeline:\n  name: ${name}\n${pipeline}`,
  );
  await postgres.query('dst', 'DROP TABLE IF EXISTS public.sb; CHECKPOINT');
  const until = pipeline === '' ? ['--until', 'caught-up'] : [];
  const began = performance.now();
  await run(
    process.execPath,
    ['packages/cli/dist/tailrace.mjs', 'run', file, '--state', path.join(work, `${name}.state`), ...until],
    to.password,
    { MYSQL_PWD: from.password },
  );
  const seconds = (performance.now() - began) / 1000;
  await compare(postgres);
  return ROWS / seconds;
}

async function runPipe({ maria, postgres }: Servers): Promise<number> {
  await postgres.query(
    'dst',
    `DROP TABLE IF EXISTS public.sb; CREATE TABLE public.sb (${TARGET}); CHECKPOINT`,
  );
  const out = `${mariadbProgram('mariadb')} -q -N -B --socket=${maria.server.socket} --user=${maria.server.user} src -e "SET time_zone = '+00:00'; SELECT * FROM sb"`;
  const into = `psql -X -q -c "COPY public.sb FROM STDIN" "${postgres.uri('dst')}"`;
  const began = performance.now();
  await run('bash', ['-o', 'pipefail', '-c', `${out} | ${into}`], postgres.server.password, {
    MYSQL_PWD: maria.server.password,
    PGTZ: 'UTC',
  });
  const seconds = (performance.now() - began) / 1000;
  await compare(postgres);
  return ROWS / seconds;
}

/** The rows have to be there, whoever copied them: sums that follow from how they were made. */
async function compare(postgres: BenchServer): Promise<void> {
  const { rows } = await postgres.query(
    'dst',
    `SELECT count(*)::int AS n, sum(k)::text AS k, sum((id * 7919) % 1000003)::text AS expected, count(*) FILTER (WHERE c = left(repeat(md5(id::text), 4), 120)
       AND pad = left(repeat(md5((id * 31)::text), 2), 60) AND amount = ((id * 37) % 1000000) / 100.0 AND ts = to_timestamp(1704067200 + id) AND flag = (id % 3 = 0))::int AS right_ones FROM public.sb`,
  );
  const [found] = rows as { n: number; k: string; expected: string; right_ones: number }[];
  if (found?.n !== ROWS || found.k !== found.expected || found.right_ones !== ROWS)
    throw new Error(`contents differ: ${JSON.stringify(found)}`);
}

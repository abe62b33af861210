// A backlog of changes read from PostgreSQL's log with every column decoded, against pg_recvlogical writing the same bytes to nowhere.
import { existsSync, readdirSync } from 'node:fs';
import type { Source } from '@tailrace/engine/api';
import { connectorRegistry } from '@tailrace/connectors/registry';
import type { Benchmark } from './benchmark.ts';
import { changesOf } from './changes-of.ts';
import { COLUMNS, startBenchServer, type BenchServer } from './postgres-tables.ts';
import { run } from './run-program.ts';

const ROWS = 1_000_000;
const ROWS_PER_TRANSACTION = 5_000;
const RUNS = 5;

export const decodePostgres: Benchmark = {
  name: 'decode-postgres',
  unit: 'rows/s',
  better: 'more',
  runs: RUNS,
  referenceName: 'pg_recvlogical',
  async setUp() {
    const program = findRecvlogical();
    const bench = await startBenchServer();
    const end = await makeBacklog(bench);
    let ours = 0;
    let reference = 0;
    return {
      ours: () => decode(bench, `ours_${ours++}`, end),
      async reference() {
        const args = [
          '-d',
          bench.uri('src'),
          '--slot',
          `reference_${reference++}`,
          '--start',
          '--endpos',
          end,
          '-f',
          '/dev/null',
          '-o',
          'proto_version=1',
          '-o',
          'publication_names=bench',
        ];
        const began = performance.now();
        await run(program, args, bench.server.password);
        return (ROWS * 1000) / (performance.now() - began);
      },
      tearDown: () => bench.stop(),
    };
  },
};

/** Every run has a slot of its own from before the changes; nothing is written after them. Resolves with their end. */
async function makeBacklog(bench: BenchServer): Promise<string> {
  await bench.query('postgres', 'CREATE DATABASE src');
  await bench.query(
    'src',
    `CREATE TABLE sb (${COLUMNS}); ALTER TABLE sb REPLICA IDENTITY FULL; CREATE PUBLICATION bench FOR TABLE sb`,
  );
  for (let at = 0; at < RUNS; at++) {
    await bench.query(
      'src',
      `SELECT pg_create_logical_replication_slot('ours_${at}', 'pgoutput'), pg_create_logical_replication_slot('reference_${at}', 'pgoutput')`,
    );
  }
  for (let first = 1; first <= ROWS; first += ROWS_PER_TRANSACTION) {
    await bench.query(
      'src',
      `INSERT INTO sb SELECT i, i % 1000003, repeat(md5(i::text), 3), repeat(md5((i * 31)::text), 2)::varchar(60), i / 100.0,
         timestamptz '2024-01-01 00:00:00+00' + i * interval '1 second', i % 3 = 0
       FROM generate_series(${first}, ${first + ROWS_PER_TRANSACTION - 1}) AS i`,
    );
  }
  const { rows } = await bench.query('src', 'SELECT pg_current_wal_flush_lsn()::text AS lsn');
  return String((rows[0] as { lsn: string }).lsn);
}

async function decode(bench: BenchServer, slot: string, end: string): Promise<number> {
  const { host, port, user, password } = bench.server;
  const source: Source = await connectorRegistry.createSource('postgres', {
    options: {
      hostname: host,
      port: String(port),
      username: user,
      password,
      tables: 'src.public.sb',
      'slot.name': slot,
      'debezium.publication.name': 'bench',
      'debezium.publication.autocreate.mode': 'disabled',
      'scan.startup.mode': 'committed-offset',
    },
    pipelineName: slot,
    log: () => undefined,
  });
  const stop = new AbortController();
  const tables = await source.discover(stop.signal);
  const began = performance.now();
  const reader = await source.open({ tables, signal: stop.signal });
  let rows = 0;
  try {
    for await (const batch of reader.stream(reader.startOffset, stop.signal)) {
      for (const event of changesOf(batch))
        if (event.type === 'insert') rows += event.after.length > 0 ? 1 : 0;
      if (rows >= ROWS) break;
    }
    if (rows !== ROWS) throw new Error(`${rows} rows came up to ${end}, not ${ROWS}`);
    return (rows * 1000) / (performance.now() - began);
  } finally {
    stop.abort();
    await reader.close();
    await source.close();
  }
}

/** Debian keeps the server's programs in a folder of each version. */
function findRecvlogical(): string {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base) : [];
  const found = [
    '/usr/bin/pg_recvlogical',
    ...versions.map((version) => `${base}/${version}/bin/pg_recvlogical`),
  ].find((file) => existsSync(file));
  if (found === undefined) throw new Error('no pg_recvlogical: apt-get install -y postgresql-client');
  return found;
}

// A backlog of changes read from MariaDB's log with every column decoded, against mariadb-binlog copying the same log as bytes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Source } from '@tailrace/engine/api';
import { connectorRegistry } from '@tailrace/connectors/registry';
import { mariadbProgram } from '@tailrace/connectors/testing/mariadb';
import type { Benchmark } from './benchmark.ts';
import { changesOf } from './changes-of.ts';
import { fillMariadb, startBenchMariadb, type BenchMariadb } from './mysql-tables.ts';
import { run } from './run-program.ts';

const ROWS = 1_000_000;

export const decodeMysql: Benchmark = {
  name: 'decode-mysql',
  unit: 'rows/s',
  better: 'more',
  runs: 5,
  referenceName: 'mariadb-binlog --raw',
  async setUp() {
    const bench = await startBenchMariadb();
    const file = await fillMariadb(bench, ROWS);
    const work = mkdtempSync(path.join(tmpdir(), 'tailrace-bench-binlog-'));
    return {
      ours: () => decode(bench, file),
      async reference() {
        const { host, port, user, password } = bench.server;
        const args = [
          '--read-from-remote-server',
          '--raw',
          `--host=${host}`,
          `--port=${port}`,
          `--user=${user}`,
          `--result-file=${work}/`,
          file,
        ];
        const began = performance.now();
        await run(mariadbProgram('mariadb-binlog'), args, '', { MYSQL_PWD: password });
        return (ROWS * 1000) / (performance.now() - began);
      },
      tearDown: async () => {
        rmSync(work, { recursive: true, force: true });
        await bench.stop();
      },
    };
  },
};

export async function decode(bench: BenchMariadb, file: string): Promise<number> {
  const { host, port, user, password } = bench.server;
  const source: Source = await connectorRegistry.createSource('mysql', {
    options: {
      hostname: host,
      port: String(port),
      username: user,
      password,
      tables: 'src.sb',
      'scan.startup.mode': 'specific-offset',
      'scan.startup.specific-offset.file': file,
      'scan.startup.specific-offset.pos': '4',
      'jdbc.properties.useSSL': 'false',
    },
    pipelineName: 'decode',
    log: () => undefined,
  });
  const stop = new AbortController();
  const tables = (await source.discover(stop.signal)).filter(
    ({ table }) => table.parts.join('.') === 'src.sb',
  );
  const reader = await source.open({ tables, signal: stop.signal });
  const began = performance.now();
  let rows = 0;
  try {
    for await (const batch of reader.stream(reader.startOffset, stop.signal)) {
      for (const event of changesOf(batch))
        if (event.type === 'insert') rows += event.after.length > 0 ? 1 : 0;
      if (rows >= ROWS) break;
    }
    if (rows !== ROWS) throw new Error(`${rows} rows came, not ${ROWS}`);
    return (rows * 1000) / (performance.now() - began);
  } finally {
    stop.abort();
    await reader.close();
    await source.close();
  }
}

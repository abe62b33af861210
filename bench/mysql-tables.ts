// A real MariaDB with the row that the figures are told for, and its changes in one file of the binary log.
import { mariadbProgram, startMariadb, type MariadbServer } from '@tailrace/connectors/testing/mariadb';
import { run } from './run-program.ts';

export interface BenchMariadb {
  readonly server: MariadbServer;
  readonly sql: (statement: string) => Promise<void>;
  stop(): Promise<void>;
}

export async function startBenchMariadb(): Promise<BenchMariadb> {
  const server = await startMariadb({
    'innodb-buffer-pool-size': '1G',
    'innodb-log-file-size': '512M',
    'max-binlog-size': '1073741824',
    'sync-binlog': '0',
  });
  return {
    server,
    sql: async (statement) => {
      const args = [`--socket=${server.socket}`, `--user=${server.user}`, '-e', statement];
      await run(mariadbProgram('mariadb'), args, '', { MYSQL_PWD: server.password });
    },
    stop: async () => server.stop(),
  };
}

const COLUMNS =
  'id BIGINT PRIMARY KEY, k INT NOT NULL, c VARCHAR(120) NOT NULL, pad VARCHAR(60) NOT NULL, amount DECIMAL(12,2), ts TIMESTAMP NULL, flag BOOLEAN';

/** Table `src.sb` of that many rows, made in transactions of 10,000 in a log file of its own, whose name is given back. */
export async function fillMariadb({ sql }: BenchMariadb, rows: number): Promise<string> {
  await sql(`CREATE DATABASE src; CREATE TABLE src.sb (${COLUMNS}); FLUSH BINARY LOGS`);
  const inserts: string[] = [];
  for (let from = 1; from <= rows; from += 10_000) {
    inserts.push(
      `INSERT INTO src.sb SELECT seq, (seq * 7919) MOD 1000003, LEFT(REPEAT(MD5(seq), 4), 120), LEFT(REPEAT(MD5(seq * 31), 2), 60),
         ((seq * 37) MOD 1000000) / 100, FROM_UNIXTIME(1704067200 + seq), seq MOD 3 = 0 FROM src.seq_${from}_to_${Math.min(from + 9999, rows)}`,
    );
  }
  await sql(
    `SET time_zone = '+00:00'; USE src; ${inserts.join(';\n')}; FLUSH BINARY LOGS; ANALYZE TABLE src.sb`,
  );
  // The server's first log is 1; the one filled here comes after the first FLUSH.
  return 'binlog.000002';
}

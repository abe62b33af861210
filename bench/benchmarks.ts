import type { Benchmark } from './benchmark.ts';
import { canvasFps } from './canvas-fps.ts';
import { decodeMysql } from './decode-mysql.ts';
import { decodePostgres } from './decode-postgres.ts';
import { expression } from './expression.ts';
import { firstLoad } from './first-load.ts';
import { flinkFirstRow, flinkSnapshot, flinkStream } from './flink-mariadb.ts';
import { keystrokes } from './keystroke.ts';
import { snapshotMysqlPg, streamMysqlPg } from './mysql-pg.ts';
import { preview } from './preview.ts';
import { validate } from './validate.ts';
import { latencyP50, latencyP99 } from './latency.ts';
import { memory } from './memory.ts';
import { snapshotPgPg, snapshotPgPgDecoded } from './snapshot-pg-pg.ts';
import { firstRow, startWarm } from './start.ts';
import { streamPgPg, streamPgPgSingle } from './stream-pg-pg.ts';

/** All figures, in the order they are told. */
export const benchmarks: readonly Benchmark[] = [
  snapshotPgPg,
  snapshotMysqlPg,
  snapshotPgPgDecoded,
  decodePostgres,
  decodeMysql,
  streamPgPg,
  streamPgPgSingle,
  streamMysqlPg,
  latencyP50,
  latencyP99,
  memory,
  expression,
  ...validate,
  ...keystrokes,
  canvasFps,
  firstLoad,
  preview,
  startWarm,
  firstRow,
  flinkSnapshot,
  flinkStream,
  ...flinkFirstRow,
];

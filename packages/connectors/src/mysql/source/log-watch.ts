// How long the log that a restart would need is still there. The server removes a file of its log when the last change in it is older than
// the server is told to keep (binlog_expire_logs_seconds), once a newer file is begun; a file that somebody reads just now stays until then,
// so that it is the next start that would fail. The age of a file cannot be asked for: that of the last change known to be durable is
// used, which is never less.
import type { LogRisk, LogState, Offset } from '@tailrace/engine/api';
import type { MysqlSession } from '../connect.ts';
import { compareInLog, parsePosition, type LogPosition } from './position.ts';
import { listLogs } from './server-facts.ts';

export interface LogWatch {
  /** A batch that ends here was given; `commitTimeMs` is of its last transaction, by the server's clock. */
  given(offset: Offset, commitTimeMs: number | undefined): void;
  durable(offset: Offset): void;
  state(): Promise<LogState>;
}

/** Beyond this share of the time for which files are kept a position is in danger. */
const NEAR = 0.5;

/** `isNow`: the position is that of the moment, so that nothing before it is needed. */
export function createLogWatch(
  session: MysqlSession,
  { position: start, isNow }: { readonly position: LogPosition; readonly isNow: boolean },
): LogWatch {
  let given: { readonly offset: Offset; readonly at: number | undefined }[] = [];
  let durable = start;
  let durableAtMs: number | undefined;
  let read = start;
  return {
    given(offset, commitTimeMs) {
      read = parsePosition(offset);
      given.push({ offset, at: commitTimeMs });
    },
    durable(offset) {
      durable = parsePosition(offset);
      const at = given.findLastIndex((each) => each.offset === offset);
      if (at < 0) return;
      durableAtMs = given[at]?.at ?? durableAtMs;
      given = given.slice(at + 1);
    },
    async state() {
      const files = await listLogs(session);
      const [clock] = await session.query('SELECT UNIX_TIMESTAMP() AS now');
      const nowMs = Number(clock?.['now']) * 1000;
      if (isNow) durableAtMs ??= nowMs;
      const since = durableAtMs === undefined ? undefined : nowMs - durableAtMs;
      const retainedBytes = bytesFrom(files, durable);
      const kept = { retainedBytes, behindBytes: bytesFrom(files, read) };
      return { ...kept, ...expiry({ files, durable, sinceMs: since, keepMs: await keepMs(session) }) };
    },
  };
}

/** 0: for ever. MariaDB before 10.6 and MySQL 5.7 have days only. */
async function keepMs(session: MysqlSession): Promise<number> {
  const rows = await session.query(
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('binlog_expire_logs_seconds', 'expire_logs_days', 'binlog_expire_logs_auto_purge')",
  );
  const variables = new Map(rows.map((row) => [String(row['Variable_name']), String(row['Value'])]));
  if (variables.get('binlog_expire_logs_auto_purge') === 'OFF') return 0;
  const seconds = Number(variables.get('binlog_expire_logs_seconds') ?? 0);
  return (seconds > 0 ? seconds : Number(variables.get('expire_logs_days') ?? 0) * 86_400) * 1000;
}

interface LogFile {
  readonly file: string;
  readonly size: number;
}

function bytesFrom(files: readonly LogFile[], position: LogPosition): number {
  return files
    .filter(({ file }) => compareInLog({ file, pos: 0 }, { file: position.file, pos: 0 }) >= 0)
    .reduce(
      (sum, { file, size }) => sum + Math.max(0, file === position.file ? size - position.pos : size),
      0,
    );
}

interface Expiring {
  readonly files: readonly LogFile[];
  readonly durable: LogPosition;
  /** Since the last durable change, by the server's clock; undefined while there is none. */
  readonly sinceMs: number | undefined;
  readonly keepMs: number;
}

export function expiry({ files, durable, sinceMs, keepMs }: Expiring): Pick<LogState, 'leftMs' | 'risk'> {
  const newest = files.at(-1)?.file;
  // A position that has no file is one by GTIDs alone, of a stream that has not begun.
  if (newest === undefined || durable.file === '' || durable.file === newest) return {};
  if (files.every(({ file }) => file !== durable.file)) return { risk: gone(durable.file) };
  if (keepMs === 0 || sinceMs === undefined) return {};
  const leftMs = Math.max(0, keepMs - sinceMs);
  return sinceMs < NEAR * keepMs ? { leftMs } : { leftMs, risk: near(durable.file, { leftMs, keepMs }) };
}

const REMEDY = 'Let the run catch up, or raise binlog_expire_logs_seconds.';

function gone(file: string): LogRisk {
  return {
    code: 'binlog-file-removed',
    message: `The server has removed ${file} of its log, which the run would need after a restart: it could only begin anew with a snapshot then. ${REMEDY}`,
  };
}

function near(
  file: string,
  { leftMs, keepMs }: { readonly leftMs: number; readonly keepMs: number },
): LogRisk {
  return {
    code: 'binlog-expires-soon',
    message: `The run stands in ${file} of the log, and the server keeps its files for ${span(keepMs)}: in ${span(leftMs)}, or somewhat later, it may remove that file, and a restart could only begin anew with a snapshot. ${REMEDY}`,
  };
}

function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 3) return `${Math.round(ms / 1000)} seconds`;
  return minutes < 180 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

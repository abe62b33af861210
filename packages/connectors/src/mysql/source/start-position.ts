// Where a run without a snapshot begins.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { MysqlSession } from '../connect.ts';
import type { Startup } from './options.ts';
import type { LogPosition } from './position.ts';
import { currentPosition, listLogs, type ServerFacts } from './server-facts.ts';

const FIRST_EVENT = 4;

export async function startPosition(
  session: MysqlSession,
  facts: ServerFacts,
  startup: Startup,
): Promise<LogPosition> {
  const now = await currentPosition(session, facts);
  if (startup.mode === 'latest-offset') return now;
  if (startup.mode === 'specific-offset') {
    if ('gtids' in startup) return { ...now, file: '', pos: FIRST_EVENT, gtids: startup.gtids };
    return { ...now, file: startup.file, pos: Math.max(startup.position, FIRST_EVENT), gtids: '' };
  }
  // earliest-offset; and timestamp, which passes over what is older.
  const [oldest] = await listLogs(session);
  if (oldest === undefined) {
    throw new TailraceError('mysql-no-binlog', `${session.where}: the server has no binary log file.`);
  }
  return { ...now, file: oldest.file, pos: FIRST_EVENT, gtids: '' };
}

// Which server this is, and whether it can go on from a position; and a number among the replicas that nobody else has.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { MysqlSession } from '../connect.ts';
import { isGtidSubset, parseGtidSet } from '../gtid/gtid-set.ts';
import type { SourceOptions } from './options.ts';
import { otherLog } from './incident.ts';
import { compareInLog, type LogPosition } from './position.ts';
import { currentPosition, listLogs, type ServerFacts } from './server-facts.ts';

/**
 * Throws `mysql-other-server` where only the server that the position is of could go on, `mysql-gtids-missing` where this one lacks transactions,
 * and `mysql-other-log` where its log does not reach as far as it was read.
 */
export async function assertServer(
  session: MysqlSession,
  facts: ServerFacts,
  position: LogPosition,
): Promise<void> {
  const byGtid = facts.gtids && position.gtids !== '';
  if (position.server !== facts.server && !byGtid) {
    throw new TailraceError(
      'mysql-other-server',
      `The run read from server ${position.server} up to ${position.file}:${position.pos}, and now meets server ${facts.server}. Files and positions of one server mean nothing on another, and GTIDs are not there. Connect it to the first server again, or start the pipeline anew from a snapshot.`,
      { data: { expected: position.server, found: facts.server } },
    );
  }
  if (position.server === facts.server) await assertReaches(session, position);
  if (!byGtid || facts.mariadb) return;
  const read = parseGtidSet(position.gtids);
  const executed = parseGtidSet((await currentPosition(session, facts)).gtids);
  if (read === undefined || executed === undefined || isGtidSubset(read, executed)) return;
  throw new TailraceError(
    'mysql-gtids-missing',
    `The run has read transactions (${position.gtids}) that server ${facts.server} does not have: it was promoted before it had them all, or its log was reset. Start the pipeline anew from a snapshot.`,
    { data: { server: facts.server } },
  );
}

/** A log that ends before what was read of it has been begun anew (RESET MASTER), and may have the same GTIDs for other transactions. */
async function assertReaches(session: MysqlSession, { file, pos }: LogPosition): Promise<void> {
  const last = (await listLogs(session)).at(-1);
  if (last === undefined || file === '') return;
  if (compareInLog({ file: last.file, pos: last.size }, { file, pos }) < 0) throw otherLog(file);
}

/** One of the range that no replica connected now has. */
export async function freeServerId(
  session: MysqlSession,
  { serverIds: [first, last] }: SourceOptions,
): Promise<number> {
  const taken = await takenIds(session);
  for (let id = first; id <= last; id++) if (!taken.has(id)) return id;
  throw new TailraceError(
    'mysql-server-id-taken',
    `${first === last ? `The server-id ${first} belongs` : `All server-ids from ${first} to ${last} belong`} to other replicas of this server. Give this pipeline another one, or a wider range.`,
    { data: { first, last }, retryable: true },
  );
}

/** Empty where the account may not ask; the server then says so at the dump. */
async function takenIds(session: MysqlSession): Promise<ReadonlySet<number>> {
  const { major, minor, flavor } = session.version;
  const renamed = flavor === 'mysql' && (major > 8 || (major === 8 && minor >= 22));
  try {
    const rows = await session.query(renamed ? 'SHOW REPLICAS' : 'SHOW SLAVE HOSTS');
    return new Set(rows.map((row) => Number(row['Server_id'] ?? row['Server_Id'] ?? 0)));
  } catch {
    return new Set();
  }
}

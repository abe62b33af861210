// What a server keeps out of its log by its own settings: changes of databases that are filtered (`binlog_do_db`, `binlog_ignore_db`), and, on a
// replica, everything that its primary changes (`log_slave_updates`). Nothing in the log tells that it is missing.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { MysqlSession, ResultRow } from '../connect.ts';
import { statusStatement, type ServerFacts } from './server-facts.ts';

export interface LogGap {
  readonly code: 'mysql-log-filtered' | 'mysql-replica-not-logged';
  readonly message: string;
  readonly remedy: string;
  /** False: it cannot be asked whether it is so. */
  readonly isKnown: boolean;
}

/** `databases`: those that are captured. */
export async function logGaps(
  session: MysqlSession,
  facts: ServerFacts,
  databases: readonly string[],
): Promise<readonly LogGap[]> {
  const gaps = [await filtered(session, facts, databases), await notLogged(session, facts)];
  return gaps.filter((gap) => gap !== undefined);
}

/** Throws the first one that is known. */
export async function assertNoGaps(
  session: MysqlSession,
  facts: ServerFacts,
  databases: readonly string[],
): Promise<void> {
  const gap = (await logGaps(session, facts, databases)).find(({ isKnown }) => isKnown);
  if (gap === undefined) return;
  throw new TailraceError(gap.code, `${session.where}: ${gap.message}. ${gap.remedy}.`);
}

async function filtered(
  session: MysqlSession,
  facts: ServerFacts,
  databases: readonly string[],
): Promise<LogGap | undefined> {
  const [row] = await session.query(statusStatement(session, facts));
  const folds = (facts.variables.get('lower_case_table_names') ?? '0') !== '0';
  const fold = (name: string): string => (folds ? name.toLowerCase() : name);
  const listed = (name: 'Binlog_Do_DB' | 'Binlog_Ignore_DB'): readonly string[] =>
    String(row?.[name] ?? '')
      .split(',')
      .map((each) => fold(each.trim()))
      .filter((each) => each !== '');
  const [only, none] = [listed('Binlog_Do_DB'), listed('Binlog_Ignore_DB')];
  const missing = databases.find(
    (name) => (only.length > 0 && !only.includes(fold(name))) || none.includes(fold(name)),
  );
  if (missing === undefined) return undefined;
  return {
    code: 'mysql-log-filtered',
    message: `The server keeps changes of database ${missing} out of its log (${only.length > 0 ? `binlog_do_db is ${only.join(', ')}` : `binlog_ignore_db is ${none.join(', ')}`})`,
    remedy: "Take the database out of binlog_ignore_db, or into binlog_do_db, in the server's configuration",
    isKnown: true,
  };
}

async function notLogged(session: MysqlSession, facts: ServerFacts): Promise<LogGap | undefined> {
  const own = facts.variables.get('log_replica_updates') ?? facts.variables.get('log_slave_updates');
  if (own !== 'OFF') return undefined;
  const known = await primaries(session, facts);
  if (known === undefined) {
    return {
      code: 'mysql-replica-not-logged',
      message:
        'This account may not ask whether the server is a replica; of one the log lacks what its primary changes, since log_slave_updates is OFF',
      remedy: `GRANT ${facts.mariadb ? 'SLAVE MONITOR' : 'REPLICATION CLIENT'} ON *.* TO the account`,
      isKnown: false,
    };
  }
  if (known.length === 0) return undefined;
  return {
    code: 'mysql-replica-not-logged',
    message:
      'The server is a replica and keeps what its primary changes out of its own log (log_slave_updates is OFF)',
    remedy:
      "log_slave_updates = ON in the server's configuration, or read from the primary; where it has none any more, RESET REPLICA ALL",
    isKnown: true,
  };
}

/** Undefined where the account may not ask. */
async function primaries(
  session: MysqlSession,
  { mariadb }: ServerFacts,
): Promise<readonly ResultRow[] | undefined> {
  const { major, minor, patch } = session.version;
  const renamed = !mariadb && (major > 8 || (major === 8 && (minor > 0 || patch >= 22)));
  const statement = mariadb
    ? 'SHOW ALL SLAVES STATUS'
    : renamed
      ? 'SHOW REPLICA STATUS'
      : 'SHOW SLAVE STATUS';
  try {
    return await session.query(statement);
  } catch (error) {
    if (error instanceof TailraceError && error.code === 'mysql-permission-denied') return undefined;
    throw error;
  }
}

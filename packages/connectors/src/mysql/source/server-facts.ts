// What a run has to know of the server before it reads: its log, its identity, where it stands.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { MysqlSession, ResultRow } from '../connect.ts';
import type { LogPosition } from './position.ts';

export interface ServerFacts {
  readonly mariadb: boolean;
  readonly server: string;
  /** Where the log stands has GTIDs that all transactions get. */
  readonly gtids: boolean;
  readonly variables: ReadonlyMap<string, string>;
}

const VARIABLES = [
  'binlog_checksum',
  'binlog_expire_logs_seconds',
  'binlog_format',
  'binlog_row_image',
  'binlog_row_metadata',
  'binlog_row_value_options',
  'enforce_gtid_consistency',
  'expire_logs_days',
  'explicit_defaults_for_timestamp',
  'gtid_domain_id',
  'gtid_mode',
  'log_bin',
  'log_replica_updates',
  'log_slave_updates',
  'lower_case_table_names',
  'server_id',
  'server_uuid',
] as const;

export async function readServerFacts(session: MysqlSession): Promise<ServerFacts> {
  const list = VARIABLES.map((name) => `'${name}'`).join(', ');
  const rows = await session.query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${list})`);
  const variables = new Map(rows.map((row) => [text(row['Variable_name']), text(row['Value'])]));
  const mariadb = session.version.flavor === 'mariadb';
  const uuid = variables.get('server_uuid');
  return {
    mariadb,
    server: uuid ?? `server-id ${variables.get('server_id') ?? ''}`,
    gtids: mariadb || variables.get('gtid_mode') === 'ON',
    variables,
  };
}

const text = (value: ResultRow[string] | undefined): string =>
  value === null || value === undefined ? '' : String(value);

/** Asks where the log stands, and what is kept out of it. */
export function statusStatement({ version }: MysqlSession, { mariadb }: ServerFacts): string {
  const { major, minor } = version;
  const renamed = !mariadb && (major > 8 || (major === 8 && minor >= 2));
  return renamed ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS';
}

/**
 * The end of the log now. MariaDB's GTID position is that of its log (`gtid_binlog_pos`), not of its replication. Throws `mysql-no-binlog`.
 */
export async function currentPosition(session: MysqlSession, facts: ServerFacts): Promise<LogPosition> {
  const [row] = await session.query(statusStatement(session, facts));
  const [file, pos] = [text(row?.['File']), Number(row?.['Position'] ?? 0)];
  if (file === '') {
    throw new TailraceError(
      'mysql-no-binlog',
      `${session.where}: the server writes no binary log (log_bin is ${facts.variables.get('log_bin') ?? 'unknown'}), so its changes cannot be followed.`,
    );
  }
  if (!facts.mariadb) {
    return {
      file,
      pos,
      gtids: text(row?.['Executed_Gtid_Set']).replaceAll(/\s/gu, ''),
      server: facts.server,
      created: 0,
    };
  }
  const [gtid] = await session.query('SELECT BINLOG_GTID_POS(?, ?) AS gtids', [file, pos]);
  return { file, pos, gtids: text(gtid?.['gtids']), server: facts.server, created: 0 };
}

/** The files of the log, the oldest first. */
export async function listLogs(
  session: MysqlSession,
): Promise<readonly { readonly file: string; readonly size: number }[]> {
  const rows = await session.query('SHOW BINARY LOGS');
  return rows.map((row) => ({ file: text(row['Log_name']), size: Number(row['File_size'] ?? 0) }));
}

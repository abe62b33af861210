// What can be known before a run: the server, the rights, and whether the tables that are there take the rows.
import type { PlannedTable, PreflightCheck } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import { rowsAlreadyThere } from '../../rows-already-there.ts';
import { connectMysql, type MysqlSession } from '../connect.ts';
import type { SinkOptions } from './options.ts';
import { POSITION_DATABASE } from './position.ts';
import { quoteIdent, quoteTable, sinkName } from './sql-text.ts';
import { planWrites, readTarget, type TargetTable } from './target-table.ts';

export async function preflightSink(
  options: SinkOptions,
  tables: readonly PlannedTable[],
  signal: AbortSignal,
): Promise<readonly PreflightCheck[]> {
  const session = await connectMysql(options.connect, signal);
  try {
    const checks: PreflightCheck[] = [...(await serverChecks(session))];
    checks.push(...(await databaseChecks(session, options, tables)));
    for (const planned of tables) checks.push(...(await tableChecks(session, options, planned)));
    return checks;
  } finally {
    await session.end();
  }
}

async function serverChecks(session: MysqlSession): Promise<readonly PreflightCheck[]> {
  const { flavor, major, minor, text } = session.version;
  const name = 'server';
  if (flavor === 'mysql' && major < 8) {
    return [
      {
        name,
        status: 'failed',
        message: `The server is MySQL ${text}; as a sink MySQL 8.0 or later is needed, or MariaDB 10.5.`,
      },
    ];
  }
  const checks: PreflightCheck[] = [
    { name, status: 'ok', message: `${flavor === 'mysql' ? 'MySQL' : 'MariaDB'} ${major}.${minor}.` },
  ];
  const [row] = await session.query(
    'SELECT @@local_infile AS local_load, @@read_only AS locked, @@innodb_flush_log_at_trx_commit AS flush',
  );
  if (Number(row?.['locked']) === 1) {
    checks.push({
      name: 'writable',
      status: 'failed',
      message: 'The server is read-only: it is a replica, or was made one.',
      remedy: 'SET GLOBAL read_only = OFF',
    });
  }
  if (Number(row?.['local_load']) !== 1) {
    checks.push({
      name: 'bulk load',
      status: 'warning',
      message:
        'The server does not allow LOAD DATA LOCAL INFILE: rows are written by INSERT statements, which takes about twice as long.',
      remedy: 'SET GLOBAL local_infile = ON',
    });
  }
  if (Number(row?.['flush']) !== 1) {
    checks.push({
      name: 'durability',
      status: 'warning',
      message:
        'innodb_flush_log_at_trx_commit is not 1: a power cut at the server may take back commits whose position the source was told already.',
      remedy: 'SET GLOBAL innodb_flush_log_at_trx_commit = 1',
    });
  }
  return checks;
}

async function databaseChecks(
  session: MysqlSession,
  options: SinkOptions,
  tables: readonly PlannedTable[],
): Promise<readonly PreflightCheck[]> {
  const wanted = new Set([
    POSITION_DATABASE,
    ...tables.map(({ table }) => sinkName(table, options.database).database),
  ]);
  const rows = await session.query('SELECT SCHEMA_NAME AS db FROM information_schema.SCHEMATA');
  const there = new Set(rows.map((row) => String(row['db'])));
  const rights = await grantedRights(session);
  return [...wanted].map((database): PreflightCheck => {
    const name = 'database';
    const missing = ['CREATE', 'ALTER', 'DROP', 'SELECT', 'INSERT', 'UPDATE', 'DELETE'].filter(
      (right) => !rights.has('', right) && !rights.has(database, right),
    );
    const isThere = there.has(database);
    if (!isThere && database !== POSITION_DATABASE && !options.createDatabases) {
      return {
        name,
        status: 'failed',
        message: `Database ${database} is missing, and create.databases is off.`,
        remedy: `CREATE DATABASE ${quoteIdent(database)}`,
      };
    }
    if (missing.length === 0)
      return {
        name,
        status: 'ok',
        message: `Database ${database} ${isThere ? 'can be used' : 'will be made'}.`,
      };
    return {
      name,
      // Roles and rights on single tables are not seen here.
      status: 'warning',
      message: `The account does not seem to have ${missing.join(', ')} on database ${database}.`,
      remedy: `GRANT ${missing.join(', ')} ON ${quoteIdent(database)}.* TO ${rights.account}`,
    };
  });
}

interface Rights {
  readonly account: string;
  /** '' for rights on all databases. */
  has(database: string, right: string): boolean;
}

async function grantedRights(session: MysqlSession): Promise<Rights> {
  const [me] = await session.query(
    "SELECT CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''') AS account",
  );
  const global = await session.query(
    'SELECT PRIVILEGE_TYPE AS privilege FROM information_schema.USER_PRIVILEGES',
  );
  const local = await session.query(
    'SELECT TABLE_SCHEMA AS db, PRIVILEGE_TYPE AS privilege FROM information_schema.SCHEMA_PRIVILEGES',
  );
  const found = new Set([
    ...global.map((row) => JSON.stringify(['', row['privilege']])),
    ...local.map((row) => JSON.stringify([String(row['db']).replaceAll('\\', ''), row['privilege']])),
  ]);
  return {
    account: String(me?.['account'] ?? ''),
    has: (database, right) => found.has(JSON.stringify([database, right])),
  };
}

async function tableChecks(
  session: MysqlSession,
  options: SinkOptions,
  { table, schema }: PlannedTable,
): Promise<readonly PreflightCheck[]> {
  const name = 'sink table';
  const id = formatTableId(table);
  try {
    const found = await readTarget(session, table, options);
    if (found === undefined) return [{ name, status: 'ok', message: `${id} will be made.` }];
    planWrites(table, schema, found, options);
    return [
      { name, status: 'ok', message: `${id} is there and fits.` },
      ...collationChecks(id, schema.primaryKeys, found),
      ...(await rowsCheck(session, options, { table, schema })),
    ];
  } catch (error) {
    if (!(error instanceof TailraceError) || error.retryable) throw error;
    const remedy = error.data['remedy'];
    return [
      { name, status: 'failed', message: error.message, ...(typeof remedy === 'string' ? { remedy } : {}) },
    ];
  }
}

/** Keys that differ for the source and are equal here would fall onto each other. */
function collationChecks(id: string, keys: readonly string[], found: TargetTable): readonly PreflightCheck[] {
  const loose = keys.filter((key) => {
    const collation = found.columns.get(key)?.collation;
    return collation !== undefined && !/_bin$|^binary$/u.test(collation);
  });
  if (loose.length === 0) return [];
  return [
    {
      name: 'key collation',
      status: 'warning',
      message: `The key column ${loose.join(', ')} of ${id} has a collation by which different texts are equal (${loose.map((key) => found.columns.get(key)?.collation).join(', ')}). Where the source tells them apart, rows overwrite each other.`,
      remedy: `Give ${loose.join(', ')} the collation ${'utf8mb4_bin'}`,
    },
  ];
}

/** A snapshot cannot tell which of the rows that it meets are no longer at the source. */
async function rowsCheck(
  session: MysqlSession,
  options: SinkOptions,
  planned: PlannedTable,
): Promise<readonly PreflightCheck[]> {
  const quoted = quoteTable(sinkName(planned.table, options.database));
  const rows = await session.query(`SELECT 1 FROM ${quoted} LIMIT 1`);
  return rows.length === 0 ? [] : [rowsAlreadyThere(planned, quoted)];
}

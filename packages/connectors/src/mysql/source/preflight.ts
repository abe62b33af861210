// What has to be so on the server, looked at before a run: each check with the value seen, and what mends it.
import type { PreflightCheck } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { MysqlSession } from '../connect.ts';
import { dataTypeOf } from '../types/data-type.ts';
import { charsetDecoder } from '../values/charsets.ts';
import { readTables, type SourceTable } from './catalog.ts';
import { logGaps } from './log-gaps.ts';
import type { SourceOptions } from './options.ts';
import { readServerFacts, type ServerFacts } from './server-facts.ts';

type Status = PreflightCheck['status'];

function check(name: string, status: Status, message: string, remedy?: string): PreflightCheck {
  return { name, status, message, ...(remedy === undefined || status === 'ok' ? {} : { remedy }) };
}

export async function preflightSource(
  session: MysqlSession,
  options: SourceOptions,
  captured: readonly TableId[],
): Promise<readonly PreflightCheck[]> {
  const facts = await readServerFacts(session);
  const wanted = new Set(captured.map(formatTableId));
  const tables = (await readTables(session)).filter(({ id }) => wanted.has(formatTableId(id)));
  const stream =
    options.startup.mode === 'snapshot'
      ? []
      : [
          ...logChecks(facts),
          ...(await gapChecks(session, facts, tables)),
          ...(await grantChecks(session)),
          ...(await cascadeChecks(session, tables)),
        ];
  return [
    check('server', 'ok', `${session.version.text}, ${facts.server}`),
    ...stream,
    ...tableChecks(tables, captured, options),
  ];
}

function logChecks(facts: ServerFacts): readonly PreflightCheck[] {
  const value = (name: string): string => facts.variables.get(name) ?? '';
  const format = value('binlog_format');
  const rowOptions = value('binlog_row_value_options');
  return [
    check(
      'binary log',
      value('log_bin') === 'ON' ? 'ok' : 'failed',
      `log_bin is ${value('log_bin')}`,
      "log_bin in the server's configuration, and a restart",
    ),
    check(
      'row format',
      format === 'ROW' ? 'ok' : format === '' ? 'ok' : 'failed',
      `binlog_format is ${format === '' ? 'ROW (the only one)' : format}`,
      'SET GLOBAL binlog_format = ROW',
    ),
    rowImage(value('binlog_row_image')),
    rowMetadata(facts),
    ...(rowOptions === ''
      ? []
      : [
          check(
            'JSON changes',
            value('binlog_row_image') === 'FULL' ? 'ok' : 'failed',
            `binlog_row_value_options is ${rowOptions}, binlog_row_image is ${value('binlog_row_image')}`,
            "SET GLOBAL binlog_row_value_options = ''",
          ),
        ]),
    gtidCheck(facts),
    retention(facts),
  ];
}

function rowImage(image: string): PreflightCheck {
  const full = image === 'FULL' || image === 'FULL_NODUP';
  return check(
    'row images',
    full ? 'ok' : 'warning',
    `binlog_row_image is ${image}${full ? '' : ': old rows are not whole, and new ones lack what did not change'}`,
    'SET GLOBAL binlog_row_image = FULL',
  );
}

function rowMetadata({ variables, mariadb }: ServerFacts): PreflightCheck {
  const metadata = variables.get('binlog_row_metadata');
  if (metadata === undefined) {
    return check(
      'row metadata',
      'warning',
      'This server cannot write the names of columns to its log (binlog_row_metadata came with MySQL 8.0.1 and MariaDB 10.5): a table that is altered while the run stands still ends it.',
    );
  }
  return check(
    'row metadata',
    metadata === 'FULL' ? 'ok' : 'warning',
    `binlog_row_metadata is ${metadata}${metadata === 'FULL' ? '' : `: the log does not name columns${mariadb ? ' nor say their signs and character sets' : ''}, so a table that is altered while the run stands still ends it`}`,
    'SET GLOBAL binlog_row_metadata = FULL',
  );
}

function gtidCheck({ variables, mariadb, gtids }: ServerFacts): PreflightCheck {
  if (mariadb) return check('GTIDs', 'ok', `MariaDB's, domain ${variables.get('gtid_domain_id') ?? '0'}`);
  const mode = variables.get('gtid_mode') ?? 'OFF';
  return check(
    'GTIDs',
    gtids ? 'ok' : 'warning',
    `gtid_mode is ${mode}${gtids ? '' : ': the run can go on with this very server only, not with one that takes over'}`,
    'SET GLOBAL gtid_mode = ON (by way of OFF_PERMISSIVE and ON_PERMISSIVE)',
  );
}

const DAY = 86_400;

function retention({ variables }: ServerFacts): PreflightCheck {
  const seconds = Number(variables.get('binlog_expire_logs_seconds') ?? 0);
  const days = Number(variables.get('expire_logs_days') ?? 0);
  const total = seconds > 0 ? seconds : days * DAY;
  const kept =
    total === 0
      ? 'for ever, unless somebody purges them'
      : total < DAY
        ? `${total} seconds`
        : `${Math.round(total / DAY)} days`;
  return check(
    'log retention',
    total === 0 || total >= DAY ? 'ok' : 'warning',
    `Logs are kept ${kept}: a run that stands still for longer has to begin anew`,
    'SET GLOBAL binlog_expire_logs_seconds = 604800',
  );
}

async function gapChecks(
  session: MysqlSession,
  facts: ServerFacts,
  tables: readonly SourceTable[],
): Promise<readonly PreflightCheck[]> {
  const databases = [...new Set(tables.map(({ read }) => read.name.database))];
  const gaps = await logGaps(session, facts, databases);
  if (gaps.length === 0)
    return [check('whole log', 'ok', 'No setting keeps changes of the captured databases out of the log')];
  return gaps.map(({ message, remedy, isKnown }) =>
    check('whole log', isKnown ? 'failed' : 'warning', message, remedy),
  );
}

async function grantChecks(session: MysqlSession): Promise<readonly PreflightCheck[]> {
  const rows = await session.query('SHOW GRANTS');
  const grants = rows
    .map((row) => Object.values(row).map(String).join(' '))
    .filter((grant) => / ON \*\.\* /u.test(grant))
    .join('\n');
  const all = /GRANT ALL PRIVILEGES ON \*\.\*/u.test(grants);
  const has = (pattern: RegExp): boolean => all || pattern.test(grants);
  const right = (name: string, pattern: RegExp, why: string): PreflightCheck =>
    check(
      `right: ${name}`,
      has(pattern) ? 'ok' : 'failed',
      `${name} ${has(pattern) ? 'is granted' : `is missing: ${why}`}`,
      `GRANT ${name} ON *.* TO the account`,
    );
  return [
    right('REPLICATION SLAVE', /REPLICATION (?:SLAVE|REPLICA)(?! ADMIN)/u, 'the log cannot be read'),
    right(
      'REPLICATION CLIENT',
      /REPLICATION CLIENT|BINLOG MONITOR|\bSUPER\b/u,
      'the position of the log cannot be asked for',
    ),
  ];
}

/** Changes that a foreign key makes in other tables are not in the log (MySQL bug 32506). */
async function cascadeChecks(
  session: MysqlSession,
  tables: readonly SourceTable[],
): Promise<readonly PreflightCheck[]> {
  const rows = await session.query(
    `SELECT CONSTRAINT_SCHEMA AS db, TABLE_NAME AS name, REFERENCED_TABLE_NAME AS parent, CONSTRAINT_NAME AS constraint_name
       FROM information_schema.REFERENTIAL_CONSTRAINTS
      WHERE DELETE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT') OR UPDATE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT')`,
  );
  const captured = new Set(tables.map(({ read }) => `${read.name.database}.${read.name.table}`));
  const found = rows.filter((row) => captured.has(`${String(row['db'])}.${String(row['name'])}`));
  if (found.length === 0)
    return [check('cascades', 'ok', "No foreign key changes rows of captured tables behind the log's back")];
  const list = found
    .slice(0, 5)
    .map(
      (row) => `${String(row['name'])} (${String(row['constraint_name'])}, from ${String(row['parent'])})`,
    );
  return [
    check(
      'cascades',
      'warning',
      `Foreign keys with CASCADE or SET NULL change rows of ${list.join(', ')}${found.length > 5 ? ` and ${found.length - 5} more` : ''} inside the storage engine, and the log does not have those changes: the sink keeps such rows as they were`,
      'Delete and update the child rows by statements of your own, or drop the rule of the foreign key',
    ),
  ];
}

function tableChecks(
  tables: readonly SourceTable[],
  captured: readonly TableId[],
  options: SourceOptions,
): readonly PreflightCheck[] {
  const found = new Set(tables.map(({ id }) => formatTableId(id)));
  const missing = captured.map(formatTableId).filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new TailraceError(
      'table-missing',
      `Table ${missing[0] ?? ''} is gone from the source, or may not be read by this account.`,
      { data: { table: missing[0] ?? '' } },
    );
  }
  const problems = tables.flatMap((table) => columnProblems(table, options));
  const keyless = tables
    .filter(({ read }) => read.definition.primaryKey.length === 0)
    .map(({ id }) => formatTableId(id));
  const engines = tables
    .filter(({ read }) => !/^(?:innodb|rocksdb|ndbcluster)$/iu.test(read.engine))
    .map(({ id, read }) => `${formatTableId(id)} (${read.engine})`);
  return [
    check(
      'column types',
      problems.length === 0 ? 'ok' : 'failed',
      problems.length === 0
        ? `All columns of ${tables.length} table${tables.length === 1 ? '' : 's'} can be read`
        : problems.slice(0, 5).join('; '),
      'tables.exclude, or another type',
    ),
    ...(keyless.length === 0
      ? []
      : [
          check(
            'primary keys',
            'warning',
            `${keyless.slice(0, 5).join(', ')} ${keyless.length === 1 ? 'has' : 'have'} no primary key: a snapshot that is interrupted has to begin anew`,
            'ALTER TABLE … ADD PRIMARY KEY (…)',
          ),
        ]),
    ...(engines.length === 0
      ? []
      : [
          check(
            'storage engines',
            'warning',
            `${engines.slice(0, 5).join(', ')}: tables without transactions are not read as at one moment`,
            'ALTER TABLE … ENGINE = InnoDB',
          ),
        ]),
  ];
}

function columnProblems({ id, read }: SourceTable, { schema }: SourceOptions): readonly string[] {
  return read.definition.columns.flatMap((column) => {
    const name = `${formatTableId(id)}.${column.name}`;
    if (dataTypeOf(column, schema) === undefined)
      return [`${name} is ${column.type.name}, which cannot be read`];
    if (column.charset !== undefined && charsetDecoder(column.charset) === undefined)
      return [`${name} is in ${column.charset}, which cannot be read from the log`];
    return [];
  });
}

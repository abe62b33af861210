// What a run would stumble over later, asked before it: one named check each, with the value seen and the statement that mends it.
import type { PreflightCheck } from '@tailrace/engine/api';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { SourceTable } from '../catalog/source-table.ts';
import type { SourceOptions } from '../options.ts';
import { quoteIdent, quoteTable } from '../sql-text.ts';
import { byId, openCatalog, type CatalogSession } from './catalog-session.ts';
import { identityRemedy } from './check-identity.ts';
import { publicationFault } from './publication-fit.ts';
import { readSlot, unpublished } from './replication-slot.ts';
import { isStandby, STANDBY_CHECK } from './standby.ts';

export async function preflightSource(
  options: SourceOptions,
  captured: readonly TableId[],
  signal: AbortSignal,
): Promise<readonly PreflightCheck[]> {
  signal.throwIfAborted();
  const catalog = await openCatalog(options);
  try {
    const known = byId(await catalog.tables());
    const tables = captured.flatMap((id) => known.get(formatTableId(id)) ?? []);
    const missing = captured.filter((id) => !known.has(formatTableId(id)));
    const checks = [...tableChecks(tables), ...missing.map(missingTable)];
    // Nothing else can be asked of a standby.
    if (await isStandby(catalog.client)) return [...checks, STANDBY_CHECK];
    if (options.startup === 'snapshot') return checks;
    return [
      ...(await serverChecks(catalog, options)),
      ...(await publicationChecks(catalog, options, tables)),
      ...identityChecks(tables),
      ...checks,
    ];
  } finally {
    await catalog.close();
  }
}

function missingTable(id: TableId): PreflightCheck {
  return {
    name: 'table',
    status: 'failed',
    message: `Table ${formatTableId(id)} is not there, or this account may not read it.`,
    remedy: `GRANT SELECT ON ${id.parts.slice(-2).map(quoteIdent).join('.')} TO CURRENT_USER`,
  };
}

interface Server {
  readonly wal_level: string;
  readonly slots: number;
  readonly max_slots: number;
  readonly senders: number;
  readonly max_senders: number;
  readonly may_replicate: boolean;
  readonly role: string;
  readonly keep: string;
}

const SERVER = `
select current_setting('wal_level') as wal_level,
       (select count(*)::int from pg_catalog.pg_replication_slots) as slots,
       current_setting('max_replication_slots')::int as max_slots,
       (select count(*)::int from pg_catalog.pg_stat_replication) as senders,
       current_setting('max_wal_senders')::int as max_senders,
       (select rolreplication or rolsuper from pg_catalog.pg_roles where rolname = current_user) as may_replicate,
       current_user::text as role, current_setting('max_slot_wal_keep_size', true) as keep`;

function check(name: string, ok: boolean, message: string, remedy: string): PreflightCheck {
  return ok ? { name, status: 'ok', message } : { name, status: 'failed', message, remedy };
}

async function serverChecks(
  catalog: CatalogSession,
  options: SourceOptions,
): Promise<readonly PreflightCheck[]> {
  const { rows } = await catalog.client.query<Server>(SERVER);
  const server = rows[0];
  if (server === undefined) return [];
  const slot = await readSlot(catalog.client, options.slot);
  const slotUsable =
    slot === undefined ? server.slots < server.max_slots : slot.lost === undefined && !slot.active;
  const slotMessage =
    slot === undefined
      ? `Slot ${options.slot} will be made; ${server.slots} of ${server.max_slots} slots are taken.`
      : `Slot ${options.slot} is there${slot.lost === undefined ? '' : `, invalidated (${slot.lost})`}${slot.active ? ', and read by another process, perhaps by another run. Give this pipeline a slot of its own' : ''}.`;
  return [
    check(
      'wal_level',
      server.wal_level === 'logical',
      `wal_level is ${server.wal_level}.`,
      'ALTER SYSTEM SET wal_level = logical (then restart the server)',
    ),
    check(
      'replication permission',
      server.may_replicate,
      `Role ${server.role} ${server.may_replicate ? 'may' : 'may not'} replicate.`,
      `ALTER ROLE ${quoteIdent(server.role)} REPLICATION`,
    ),
    check(
      'replication slot',
      slotUsable,
      slotMessage,
      slot === undefined
        ? 'ALTER SYSTEM SET max_replication_slots = … (then restart the server)'
        : slot.active
          ? `slot.name: ${options.slot}_2`
          : `SELECT pg_drop_replication_slot('${options.slot}')`,
    ),
    check(
      'wal senders',
      server.senders < server.max_senders,
      `${server.senders} of ${server.max_senders} WAL senders are in use.`,
      'ALTER SYSTEM SET max_wal_senders = … (then restart the server)',
    ),
  ];
}

async function publicationChecks(
  catalog: CatalogSession,
  options: SourceOptions,
  tables: readonly SourceTable[],
): Promise<readonly PreflightCheck[]> {
  const { rows } = await catalog.client.query<{ all: boolean }>(
    'select puballtables as all from pg_catalog.pg_publication where pubname = $1',
    [options.publication],
  );
  const name = 'publication';
  const existing = rows[0];
  if (existing === undefined) return [await mayPublish(catalog, options, { missing: tables, exists: false })];
  const missing = existing.all ? [] : await unpublished(catalog.client, options, tables);
  if (missing.length > 0) return [await mayPublish(catalog, options, { missing, exists: true })];
  const fault = await publicationFault(catalog.client, options, tables);
  if (fault !== undefined) return [check(name, false, `${fault.message}.`, fault.remedy)];
  return [{ name, status: 'ok', message: `Publication ${options.publication} has all captured tables.` }];
}

/** Whether this account may make or extend the publication, with the statement for one that may. */
async function mayPublish(
  catalog: CatalogSession,
  options: SourceOptions,
  { missing, exists }: { readonly missing: readonly SourceTable[]; readonly exists: boolean },
): Promise<PreflightCheck> {
  const list = missing.map((table) => quoteTable(table.schemaName, table.tableName)).join(', ');
  const publication = quoteIdent(options.publication);
  const remedy = exists
    ? `ALTER PUBLICATION ${publication} ADD TABLE ${list}`
    : `CREATE PUBLICATION ${publication} FOR TABLE ${list} WITH (publish_via_partition_root = true)`;
  if (options.autocreate === 'disabled') {
    const message = `Publication ${options.publication} ${exists ? 'lacks tables' : 'does not exist'}.`;
    return { name: 'publication', status: 'failed', message, remedy };
  }
  const { rows } = await catalog.client.query<{ owner: boolean; creates: boolean }>(
    `select coalesce(bool_and(pg_has_role(c.relowner, 'usage')), true) as owner,
            has_database_privilege(current_database(), 'create') as creates
       from pg_catalog.pg_class c where c.oid = any($1::oid[])`,
    [missing.map((table) => table.oid)],
  );
  const may = rows[0]?.owner === true && (exists || rows[0].creates);
  const verb = exists ? 'extend' : 'make';
  const message = may
    ? `Publication ${options.publication} will be ${exists ? 'extended' : 'made'}.`
    : `This account may not ${verb} publication ${options.publication}: it has to own the tables, and to have CREATE on the database to make one.`;
  return check('publication', may, message, remedy);
}

/** A line for each table that cannot be followed, and one for all others: there may be hundreds. */
function identityChecks(tables: readonly SourceTable[]): readonly PreflightCheck[] {
  const name = 'replica identity';
  const described = (table: SourceTable): string =>
    `${formatTableId(table.id)}: replica identity ${table.identity}, ${table.schema.primaryKeys.length === 0 ? 'no primary key' : `key (${table.schema.primaryKeys.join(', ')})`}.`;
  const fine = tables.filter((table) => identityRemedy(table) === undefined);
  const [first, ...others] = fine;
  const message =
    first === undefined
      ? undefined
      : others.length === 0
        ? described(first)
        : `${fine.length} tables: the log tells of each change which row it is of.`;
  return [
    ...tables.flatMap((table): readonly PreflightCheck[] => {
      const remedy = identityRemedy(table);
      return remedy === undefined ? [] : [{ name, status: 'failed', message: described(table), remedy }];
    }),
    ...(message === undefined ? [] : [{ name, status: 'ok' as const, message }]),
  ];
}

/** Columns whose way into the pipeline needs a word. */
function tableChecks(tables: readonly SourceTable[]): readonly PreflightCheck[] {
  return tables.flatMap((table) => {
    const name = formatTableId(table.id);
    const checks: PreflightCheck[] = [];
    for (const column of table.columns) {
      if (column.codec === undefined) {
        checks.push({
          name: 'column type',
          status: 'failed',
          message: `${name}, column ${column.name}: the type ${column.typeName} cannot be read.`,
          remedy: 'Leave the table out with tables.exclude, or change the type.',
        });
      } else if (column.typeName === 'numeric' && column.codec.type.kind === 'DECIMAL') {
        checks.push({
          name: 'column type',
          status: 'warning',
          message: `${name}, column ${column.name}: numeric without a precision is a DECIMAL(38, 0) as in Flink CDC; a value with a fraction will stop the run.`,
          remedy: 'debezium.decimal.handling.mode: string',
        });
      } else if (column.typeName.startsWith('interval') && column.codec.type.kind === 'BIGINT') {
        checks.push({
          name: 'column type',
          status: 'warning',
          message: `${name}, column ${column.name}: an interval arrives as microseconds, a month as 30.4375 days.`,
          remedy: 'debezium.interval.handling.mode: string',
        });
      }
    }
    if (table.generated.length > 0) {
      checks.push({
        name: 'generated columns',
        status: 'warning',
        message: `${name}: generated columns are not in the log and are left out: ${table.generated.join(', ')}.`,
      });
    }
    return checks;
  });
}

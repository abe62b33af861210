// The permanent slot and the publication that the stream is read from.
import type pg from 'pg';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import type { SourceTable } from '../catalog/source-table.ts';
import type { SourceOptions } from '../options.ts';
import { quoteIdent, quoteLiteral, quoteTable } from '../sql-text.ts';
import type { WireConnection } from '../wire/wire-connection.ts';

export interface SlotState {
  readonly plugin: string;
  readonly database: string;
  readonly active: boolean;
  /** What the server may forget; the stream cannot begin before it. */
  readonly confirmed: string;
  /** Why the server has given the slot up, where it has. */
  readonly lost?: string;
  readonly retainedBytes: number;
  /** wal_status, of PostgreSQL 13 and later. */
  readonly walStatus?: string;
  /** safe_wal_size: what may be written until the slot is in danger; absent where nothing limits it. */
  readonly safeBytes?: number;
  /** max_slot_wal_keep_size; absent where nothing limits the log. */
  readonly limitBytes?: number;
  /** Standbys keep it, too; absent before PostgreSQL 17, which knows no such slots. */
  readonly failover?: boolean;
  /** End of the log. */
  readonly current: string;
}

interface SlotRow {
  readonly plugin: string;
  readonly database: string;
  readonly active: boolean;
  readonly confirmed_flush_lsn: string | null;
  /** PostgreSQL 13 and later. */
  readonly wal_status?: string | null;
  /** PostgreSQL 17 and later. */
  readonly invalidation_reason?: string | null;
  readonly failover?: boolean;
  readonly retained: number | null;
  readonly safe_wal_size?: string | null;
  readonly keep_mb: number | null;
  readonly current: string;
}

export async function readSlot(client: pg.Client, name: string): Promise<SlotState | undefined> {
  const { rows } = await client.query<SlotRow>(
    `select *, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8 as retained, pg_current_wal_lsn() as current,
            (select setting::float8 from pg_catalog.pg_settings where name = 'max_slot_wal_keep_size') as keep_mb
       from pg_catalog.pg_replication_slots where slot_name = $1`,
    [name],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const lost = row.wal_status === 'lost' ? (row.invalidation_reason ?? 'wal_removed') : undefined;
  return {
    plugin: row.plugin,
    database: row.database,
    active: row.active,
    confirmed: row.confirmed_flush_lsn ?? '0/0',
    retainedBytes: row.retained ?? 0,
    current: row.current,
    ...limitsOf(row),
    ...(row.failover === undefined ? {} : { failover: row.failover }),
    ...(lost === undefined ? {} : { lost }),
  };
}

function limitsOf({ wal_status: status, safe_wal_size: safe, keep_mb: keep }: SlotRow): Partial<SlotState> {
  return {
    ...(status === undefined || status === null ? {} : { walStatus: status }),
    ...(safe === undefined || safe === null ? {} : { safeBytes: Number(safe) }),
    ...(keep === null || keep < 0 ? {} : { limitBytes: keep * 1024 * 1024 }),
  };
}

/** Throws `slot-lost`, `slot-not-usable`: never a silent new start from elsewhere. */
export function assertUsable(slot: SlotState | undefined, options: SourceOptions): SlotState {
  const name = options.slot;
  if (slot === undefined) {
    throw new TailraceError(
      'slot-missing',
      `Replication slot ${name}, which this run reads from, is gone from the server: it was dropped, or this is a standby that took over without it (debezium.slot.failover keeps it there, from PostgreSQL 17 on). What changed since is not to be had any more. Stop the run with clean-up and launch it anew, which takes a new snapshot.`,
      { data: { slot: name } },
    );
  }
  if (slot.lost !== undefined) {
    throw new TailraceError(
      'slot-lost',
      `Replication slot ${name} has been invalidated by the server (${slot.lost}): changes are lost. Drop it with SELECT pg_drop_replication_slot(${quoteLiteral(name)}), raise max_slot_wal_keep_size, and launch the pipeline anew, which takes a new snapshot.`,
      { data: { slot: name, reason: slot.lost } },
    );
  }
  if (slot.plugin !== 'pgoutput' || slot.database !== options.database) {
    throw new TailraceError(
      'slot-not-usable',
      `Replication slot ${name} belongs to database ${slot.database} and plug-in ${slot.plugin}; this pipeline needs database ${options.database} and pgoutput. Choose another slot.name.`,
      { data: { slot: name, database: slot.database, plugin: slot.plugin } },
    );
  }
  return slot;
}

export interface CreatedSlot {
  readonly consistentPoint: string;
  readonly snapshotName: string;
}

/** Creates the slot on the replication connection, whose next command ends the exported snapshot. Waits for transactions that are open now. */
export async function createSlot(
  replication: WireConnection,
  { slot, slotFailover }: SourceOptions,
): Promise<CreatedSlot> {
  const how = slotFailover ? "(SNAPSHOT 'export', FAILOVER true)" : 'EXPORT_SNAPSHOT';
  if (slotFailover) await assertFailover(replication);
  const { rows } = await replication.query(
    `CREATE_REPLICATION_SLOT ${quoteIdent(slot)} LOGICAL pgoutput ${how}`,
  );
  const row = rows[0];
  return { consistentPoint: row?.[1] ?? '0/0', snapshotName: row?.[2] ?? '' };
}

/** Alters a slot that is there and that standbys do not keep, where the options want them to. */
export async function keepOnStandbys(
  replication: WireConnection,
  slot: SlotState,
  options: SourceOptions,
): Promise<void> {
  if (!options.slotFailover || slot.failover === true) return;
  await assertFailover(replication);
  await replication.query(`ALTER_REPLICATION_SLOT ${quoteIdent(options.slot)} (FAILOVER true)`);
}

/** Throws `slot-failover-unsupported` before PostgreSQL 17. */
async function assertFailover(replication: WireConnection): Promise<void> {
  const { rows } = await replication.query('SHOW server_version');
  const version = rows[0]?.[0] ?? '';
  if (Number.parseInt(version, 10) >= 17) return;
  throw new TailraceError(
    'slot-failover-unsupported',
    `${replication.where}: debezium.slot.failover needs PostgreSQL 17 or later, and this is ${version}. Leave the option out; after a fail-over the pipeline then has to be launched anew.`,
    { data: { version } },
  );
}

const MADE_HERE = 'made by Tailrace for slot ';

/** Makes the publication, or adds the tables that it lacks, where the options allow; otherwise throws with the statement to run. */
export async function ensurePublication(
  client: pg.Client,
  options: SourceOptions,
  tables: readonly SourceTable[],
): Promise<void> {
  const { rows } = await client.query<{ all: boolean }>(
    'select puballtables as all from pg_catalog.pg_publication where pubname = $1',
    [options.publication],
  );
  const name = quoteIdent(options.publication);
  const existing = rows[0];
  const missing =
    existing === undefined ? tables : existing.all ? [] : await unpublished(client, options, tables);
  if (existing !== undefined && missing.length === 0) return;
  const list = missing.map((table) => quoteTable(table.schemaName, table.tableName)).join(', ');
  const statement =
    existing !== undefined
      ? `ALTER PUBLICATION ${name} ADD TABLE ${list}`
      : `CREATE PUBLICATION ${name} FOR ${options.autocreate === 'all_tables' ? 'ALL TABLES' : `TABLE ${list}`} WITH (publish_via_partition_root = true)`;
  if (options.autocreate === 'disabled') {
    throw new TailraceError(
      'publication-incomplete',
      `Publication ${options.publication} ${existing === undefined ? 'does not exist' : `lacks ${missing.map((table) => formatTableId(table.id)).join(', ')}`}, and debezium.publication.autocreate.mode is disabled. Run: ${statement}`,
      { data: { publication: options.publication, statement } },
    );
  }
  try {
    await client.query(statement);
    if (existing === undefined) {
      await client.query(`COMMENT ON PUBLICATION ${name} IS ${quoteLiteral(MADE_HERE + options.slot)}`);
    }
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    throw new TailraceError(
      error.code,
      `Publication ${options.publication}: ${error.message}. An owner of the tables can run: ${statement}`,
      { cause: error, data: { ...error.data, statement }, retryable: error.retryable },
    );
  }
}

export async function unpublished(
  client: pg.Client,
  options: SourceOptions,
  tables: readonly SourceTable[],
): Promise<readonly SourceTable[]> {
  const { rows } = await client.query<{ schemaname: string; tablename: string }>(
    'select schemaname, tablename from pg_catalog.pg_publication_tables where pubname = $1',
    [options.publication],
  );
  const published = new Set(rows.map((row) => quoteTable(row.schemaname, row.tablename)));
  return tables.filter((table) => !published.has(quoteTable(table.schemaName, table.tableName)));
}

/** Drops the slot, ending a reader that still holds it, and the publication where it was made here. */
export async function dropSlotAndPublication(client: pg.Client, options: SourceOptions): Promise<void> {
  await client.query(
    'select pg_terminate_backend(active_pid) from pg_catalog.pg_replication_slots where slot_name = $1 and active_pid is not null',
    [options.slot],
  );
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.query(
        'select pg_drop_replication_slot(slot_name) from pg_catalog.pg_replication_slots where slot_name = $1',
        [options.slot],
      );
      break;
    } catch (error) {
      // The reader that was just ended lets go in a moment.
      if (attempt >= 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const { rows } = await client.query<{ comment: string | null }>(
    `select obj_description(oid, 'pg_publication') as comment from pg_catalog.pg_publication where pubname = $1`,
    [options.publication],
  );
  if (rows[0]?.comment === MADE_HERE + options.slot) {
    await client.query(`DROP PUBLICATION ${quoteIdent(options.publication)}`);
  }
}

// A physical standby of a PostgreSQL, made by hand: the programs that the tests have are without pg_basebackup (PostgreSQL, "Making a Base
// Backup Using the Low Level API", "Setting Up a Standby Server").
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import pg from 'pg';

/** Name of the physical slot that the primary keeps its log for the standby by. */
export const STANDBY_SLOT = 'standby';

/** Files of a data directory that are not those of a copy of it. */
const OWN = new Set(['postmaster.pid', 'postmaster.opts']);

/** The data directory of a server that does nothing at the time, copied to another folder as a base backup. */
export async function copyForStandby(
  primary: PostgresServer,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const { host, port, user, password } = primary;
  const session = new pg.Client({ host, port, user, password, database: 'postgres' });
  await session.connect();
  try {
    await session.query(`SELECT pg_create_physical_replication_slot('${STANDBY_SLOT}', true)`);
    await session.query("SELECT pg_backup_start('standby', true)");
    copyData(from, to);
    const { rows } = await session.query<{ labelfile: string }>(
      'SELECT labelfile FROM pg_backup_stop(false)',
    );
    writeFileSync(path.join(to, 'backup_label'), rows[0]?.labelfile ?? '');
  } finally {
    await session.end();
  }
  // Slots are the primary's own.
  for (const name of readdirSync(path.join(to, 'pg_replslot'))) {
    rmSync(path.join(to, 'pg_replslot', name), { recursive: true });
  }
  writeFileSync(path.join(to, 'standby.signal'), '');
}

/** As it stands on the disk: of a server that is stopped, a server set back to this moment. */
export function copyData(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 });
  cpSync(from, to, { recursive: true, filter: (source) => !OWN.has(path.basename(source)) });
}

/** Follows the primary; by `sync_replication_slots` it keeps the fail-over slots, too. */
export async function startStandby(primary: PostgresServer, dataDir: string): Promise<PostgresServer> {
  const { host, port, user, password } = primary;
  return startPostgres({
    dataDir,
    settings: {
      fsync: 'off',
      primary_conninfo: `host=${host} port=${port} user=${user} password=${password} dbname=postgres`,
      primary_slot_name: STANDBY_SLOT,
      hot_standby_feedback: 'on',
      sync_replication_slots: 'on',
      wal_receiver_status_interval: '1s',
    },
  });
}

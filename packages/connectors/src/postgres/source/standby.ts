// A source has to be a primary. What a start needs, a standby has none of or lets nobody do: publications are made and tables locked on the
// primary, and the position of the log is the primary's (PostgreSQL, "Hot Standby").
import type pg from 'pg';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { PreflightCheck } from '@tailrace/engine/api';

export const STANDBY_CHECK: PreflightCheck = {
  name: 'primary',
  status: 'failed',
  message: 'The server is a standby, and is read from only once it has taken over.',
  remedy: 'hostname: … (the primary)',
};

export async function isStandby(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
  return rows[0]?.standby === true;
}

/** Throws `source-is-standby`; while a run goes on that is for trying again, since the server may be about to take over. */
export async function assertPrimary(client: pg.Client, goesOn: boolean): Promise<void> {
  if (!(await isStandby(client))) return;
  throw new TailraceError(
    'source-is-standby',
    `PostgreSQL at ${client.host}:${client.port} is a standby: it can be read from only once it has taken over. Point the pipeline to the primary, or promote this server.`,
    { data: { host: client.host, port: client.port }, retryable: goesOn },
  );
}

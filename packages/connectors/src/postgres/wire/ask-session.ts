// What a second connection tells of a session that is silent (pg_stat_activity; "Wait Events of Type Client").
import type pg from 'pg';
import type { SessionState } from '../../answer-watch.ts';
import { farewell } from './farewell.ts';
import { fromPgError, sqlStateOf } from './server-error.ts';
import { socketOf } from './wire-connection.ts';

/** `session`: the number that the server gave at login. The connection is made within `limitMs`, too. */
export async function askSession(
  session: number,
  limitMs: number,
  connect: () => Promise<pg.Client>,
): Promise<SessionState> {
  try {
    const client = await connect();
    const timer = setTimeout(() => socketOf(client).destroy(new Error('no answer')), limitMs).unref();
    try {
      return await stateOf(client, session);
    } finally {
      clearTimeout(timer);
      void farewell(client);
    }
  } catch (error) {
    // What the server refuses it is there to refuse.
    return sqlStateOf(fromPgError(error, '')) === undefined ? 'unreachable' : 'works';
  }
}

async function stateOf(client: pg.Client, session: number): Promise<SessionState> {
  const { rows } = await client.query<{
    own: number;
    pid: number | null;
    state: string | null;
    wait: string | null;
  }>(
    `select pg_backend_pid() as own, pid, state, wait_event as wait
       from (values (1)) one left join pg_catalog.pg_stat_activity on pid = $1`,
    [session],
  );
  const [row] = rows;
  // A pooler gives numbers of its own, of which the server knows nothing.
  if (row === undefined || row.own !== sessionNumber(client)) return 'works';
  if (row.pid === null) return 'gone';
  const idles = row.state?.startsWith('idle') === true;
  return idles || row.wait === 'ClientRead' || row.wait === 'ClientWrite' ? 'waits' : 'works';
}

/** The server process as the login named it (BackendKeyData), which the published types of `pg` leave out. */
export function sessionNumber(client: pg.Client): number {
  return Number(Reflect.get(client, 'processID'));
}

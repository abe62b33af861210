// What a second connection tells of a session that is silent (SHOW PROCESSLIST; MySQL, "Thread Command Values", "General Thread States";
// MariaDB, "General Thread States").
import type { Connection, RowDataPacket } from 'mysql2';
import type { SessionState } from '../answer-watch.ts';
import { errnoOf, fromMysqlError } from './server-error.ts';

/** The server waits for its client to send, or to take what it sends. */
const WAITS: ReadonlySet<unknown> = new Set(['Reading from net', 'Writing to net', 'Sending to client']);

export interface SecondConnection {
  readonly open: (timeoutMs: number) => Promise<Connection>;
  readonly drop: (client: Connection) => void;
  readonly end: (client: Connection) => Promise<void>;
}

/** `session`: the number that the server gave at login. */
export async function askSession(
  session: number,
  limitMs: number,
  { open, drop, end }: SecondConnection,
): Promise<SessionState> {
  try {
    const client = await open(limitMs);
    // Without a listener a connection that dies would end the process; the question on it fails instead.
    client.on('error', () => undefined);
    const timer = setTimeout(() => drop(client), limitMs).unref();
    try {
      return await stateOf(client, session);
    } finally {
      clearTimeout(timer);
      void end(client);
    }
  } catch (error) {
    // What the server refuses it is there to refuse.
    return errnoOf(fromMysqlError(error, '')) === undefined ? 'unreachable' : 'works';
  }
}

async function stateOf(client: Connection, session: number): Promise<SessionState> {
  const promised = client.promise();
  const [[own]] = await promised.query<RowDataPacket[]>('SELECT CONNECTION_ID() AS id');
  // A proxy gives numbers of its own, of which the server knows nothing.
  if (own?.['id'] !== client.threadId) return 'works';
  const [sessions] = await promised.query<RowDataPacket[]>('SHOW PROCESSLIST');
  const found = sessions.find(({ Id: id }) => id === session);
  if (found === undefined) return 'gone';
  return found['Command'] === 'Sleep' || WAITS.has(found['State']) ? 'waits' : 'works';
}

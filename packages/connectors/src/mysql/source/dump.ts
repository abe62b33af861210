// Asking for the log: what is said before, and the command itself (MySQL, COM_BINLOG_DUMP and COM_BINLOG_DUMP_GTID; MariaDB, "Replication
// Protocol").
import { TailraceError } from '@tailrace/core/diagnostics';
import { connectMysql, type MysqlSession } from '../connect.ts';
import { parseGtidSet, writeGtidSet } from '../gtid/gtid-set.ts';
import { takeOver, type RawConnection } from '../wire/raw-connection.ts';
import type { SourceOptions } from './options.ts';
import type { LogPosition } from './position.ts';
import type { ServerFacts } from './server-facts.ts';

export interface DumpRequest {
  readonly options: SourceOptions;
  readonly facts: ServerFacts;
  readonly from: LogPosition;
  /** By GTIDs: whatever server it is has to have everything after them. By file: only that very server can. */
  readonly by: 'gtid' | 'file';
  readonly serverId: number;
  readonly signal: AbortSignal;
}

export interface Dump {
  readonly wire: RawConnection;
  readonly command: Buffer;
  /** What the server's clock shows now, to a second; whatever ours does meanwhile. */
  readonly serverNowMs: () => number;
}

const HEARTBEAT_SECONDS = 5;
const COM_BINLOG_DUMP = 0x12;
const COM_BINLOG_DUMP_GTID = 0x1e;
/** The flag of COM_BINLOG_DUMP_GTID that its GTIDs are to be looked at. */
const THROUGH_GTID = 0x04;

/** A connection on which the command will start the log. */
export async function openDump(request: DumpRequest): Promise<Dump> {
  const session = await connectMysql({ ...request.options.connect, keepsBytes: true }, request.signal);
  try {
    for (const statement of preparation(session, request)) await session.query(statement);
    const [now] = await session.query('SELECT UNIX_TIMESTAMP() AS seconds');
    const ahead = Number(now?.['seconds']) * 1000 - performance.now();
    const serverNowMs = (): number => ahead + performance.now();
    return { wire: takeOver(session), command: dumpCommand(request), serverNowMs };
  } catch (error) {
    session.destroy();
    throw error;
  }
}

/** Checksums are asked for as the server has them; heartbeats come while there is nothing else, and show that it is still there. */
function preparation(session: MysqlSession, { facts, from, by }: DumpRequest): readonly string[] {
  const { major, minor } = session.version;
  const source = !facts.mariadb && (major > 8 || (major === 8 && minor >= 4)) ? 'source' : 'master';
  const common = [
    `SET @${source}_binlog_checksum = @@global.binlog_checksum`,
    `SET @${source}_heartbeat_period = ${HEARTBEAT_SECONDS * 1_000_000_000}`,
  ];
  if (!facts.mariadb) return [...common, `SET @${source === 'source' ? 'replica' : 'slave'}_uuid = UUID()`];
  // 4: understands GTIDs; without it they come as "# Dummy event".
  const capable = [...common, 'SET @mariadb_slave_capability = 4'];
  if (by === 'file') return capable;
  return [
    ...capable,
    `SET @slave_connect_state = ${quote(from.gtids)}`,
    'SET @slave_gtid_strict_mode = 0',
    'SET @slave_gtid_ignore_duplicates = 0',
  ];
}

const quote = (text: string): string => `'${text.replaceAll(/[^0-9,-]/gu, '')}'`;

function dumpCommand({ facts, from, by, serverId }: DumpRequest): Buffer {
  if (by === 'gtid' && !facts.mariadb) return gtidCommand(from, serverId);
  // MariaDB goes by @slave_connect_state then, whatever stands here.
  const file = Buffer.from(by === 'gtid' ? '' : from.file, 'utf8');
  const command = Buffer.alloc(11);
  command[0] = COM_BINLOG_DUMP;
  command.writeUInt32LE(by === 'gtid' ? 4 : checkedPosition(from), 1);
  command.writeUInt16LE(0, 5);
  command.writeUInt32LE(serverId, 7);
  return Buffer.concat([command, file]);
}

function gtidCommand(from: LogPosition, serverId: number): Buffer {
  const set = writeGtidSet(parseGtidSet(from.gtids) ?? new Map());
  const command = Buffer.alloc(23);
  command[0] = COM_BINLOG_DUMP_GTID;
  command.writeUInt16LE(THROUGH_GTID, 1);
  command.writeUInt32LE(serverId, 3);
  // No file: the server finds it by the GTIDs.
  command.writeUInt32LE(0, 7);
  command.writeBigUInt64LE(4n, 11);
  command.writeUInt32LE(set.length, 19);
  return Buffer.concat([command, set]);
}

/** The command has four bytes for it; a position beyond can be gone on from by GTIDs alone. */
function checkedPosition({ file, pos }: LogPosition): number {
  if (pos <= 0xffffffff) return pos;
  throw new TailraceError(
    'mysql-position-too-far',
    `Position ${pos} of ${file} is beyond 4 GiB, where a run can go on by GTIDs only, and this server gives none. Turn gtid_mode on, and start anew from a snapshot.`,
    { data: { file, position: pos } },
  );
}

// Where a stream stands: file and position, the GTIDs up to there, and which server the file is of. As the engine keeps it, text in JSON:
// {"file":"binlog.000003","pos":1234,"gtids":"…","server":"…","created":1700000000}.
import type { Offset } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { isGtidSubset, parseGtidSet } from '../gtid/gtid-set.ts';
import { parseMariadbPosition } from '../gtid/mariadb-position.ts';

export interface LogPosition {
  readonly file: string;
  /** End of the last transaction read; beyond 2^32 too. */
  readonly pos: number;
  /** MySQL: the set of executed transactions; MariaDB: the position of each domain. Empty: the server has none. */
  readonly gtids: string;
  /** MySQL: server_uuid; MariaDB: server_id. */
  readonly server: string;
  /** When the file was begun, seconds since 1970: tells a file apart from another of the same name. 0: not known yet. */
  readonly created: number;
  /** XA transactions that are prepared and not ended: their rows are behind the position, and are read again after a restart. */
  readonly held?: readonly HeldTransaction[];
}

export interface HeldTransaction {
  readonly id: string;
  /** Where its first event begins. */
  readonly file: string;
  readonly pos: number;
}

export function formatPosition({ file, pos, gtids, server, created, held }: LogPosition): Offset {
  const all = { file, pos, gtids, server, created };
  return JSON.stringify(held === undefined || held.length === 0 ? all : { ...all, held }) as Offset;
}

/** Throws `mysql-position-unreadable`. */
export function parsePosition(offset: Offset): LogPosition {
  let json: unknown;
  try {
    json = JSON.parse(offset);
  } catch {
    json = undefined;
  }
  if (isPosition(json)) return json;
  throw new TailraceError('mysql-position-unreadable', `"${offset}" is no position in a binary log.`, {
    data: { offset },
  });
}

function isPosition(json: unknown): json is LogPosition {
  if (typeof json !== 'object' || json === null) return false;
  const at = (key: string): unknown => Reflect.get(json, key);
  return (
    ['file', 'gtids', 'server'].every((key) => typeof at(key) === 'string') &&
    ['pos', 'created'].every((key) => typeof at(key) === 'number')
  );
}

/**
 * On one server by file and position. Positions of two servers are compared by their GTIDs; throws `mysql-positions-incomparable` where
 * those do not tell either.
 */
export function comparePositions(a: LogPosition, b: LogPosition): number {
  if (a.server === b.server) return compareInLog(a, b);
  const order = compareGtids(a.gtids, b.gtids);
  if (order !== undefined) return order;
  throw new TailraceError(
    'mysql-positions-incomparable',
    `The positions ${a.file}:${a.pos} of server ${a.server} and ${b.file}:${b.pos} of server ${b.server} cannot be compared: their GTIDs (${a.gtids || 'none'} and ${b.gtids || 'none'}) do not contain one another.`,
    { data: { left: formatPosition(a), right: formatPosition(b) } },
  );
}

/** By file and position on one server. */
export function compareInLog(
  a: { readonly file: string; readonly pos: number },
  b: { readonly file: string; readonly pos: number },
): number {
  const [left, right] = [fileNumber(a.file), fileNumber(b.file)];
  return left === right ? Math.sign(a.pos - b.pos) : Math.sign(left - right);
}

/** "binlog.000012" is the 12th. */
function fileNumber(file: string): number {
  return Number(/\.(\d+)$/u.exec(file)?.[1] ?? 0);
}

/** Undefined where neither contains the other. */
export function compareGtids(a: string, b: string): number | undefined {
  if (a === b) return 0;
  const sets = [parseGtidSet(a), parseGtidSet(b)] as const;
  if (sets[0] !== undefined && sets[1] !== undefined) {
    if (isGtidSubset(sets[0], sets[1])) return -1;
    return isGtidSubset(sets[1], sets[0]) ? 1 : undefined;
  }
  const [left, right] = [parseMariadbPosition(a), parseMariadbPosition(b)];
  if (left === undefined || right === undefined) return undefined;
  const within = (inner: typeof left, outer: typeof left): boolean =>
    [...inner].every(([domain, { sequence }]) => (outer.get(domain)?.sequence ?? -1n) >= sequence);
  if (within(left, right)) return -1;
  return within(right, left) ? 1 : undefined;
}

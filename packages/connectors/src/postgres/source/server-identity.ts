// Which server a position belongs to. An LSN means nothing on another one, and after a fail-over only up to where the new primary took over
// (PostgreSQL, "Streaming Replication Protocol": IDENTIFY_SYSTEM, TIMELINE_HISTORY).
import { TailraceError } from '@tailrace/core/diagnostics';
import type { JsonValue } from '@tailrace/core/value';
import type { WireConnection } from '../wire/wire-connection.ts';
import { formatLsn, parseLsn } from './lsn.ts';
import type { StorageMoment } from './table-storage.ts';

export interface ServerIdentity {
  readonly system: string;
  readonly timeline: number;
}

/**
 * `offset`: up to where the log was read; nothing yet when absent. Throws `source-log-behind` where the server's log ends before it: from that
 * position on the server would give nothing of what is written there until its log has come so far.
 */
export async function identifyServer(replication: WireConnection, offset = 0n): Promise<ServerIdentity> {
  const { identity, logEnd } = await identify(replication);
  assertReached(replication, logEnd, offset);
  return identity;
}

interface Identified {
  readonly identity: ServerIdentity;
  readonly logEnd: bigint;
}

async function identify(replication: WireConnection): Promise<Identified> {
  const { rows } = await replication.query('IDENTIFY_SYSTEM');
  const [system, timeline, logEnd] = rows[0] ?? [];
  return {
    identity: { system: system ?? '', timeline: Number(timeline ?? 0) },
    logEnd: parseLsn(logEnd ?? '0/0'),
  };
}

function assertReached({ where }: WireConnection, logEnd: bigint, offset: bigint): void {
  if (offset <= logEnd) return;
  throw new TailraceError(
    'source-log-behind',
    `${where}: the log of this server ends at ${formatLsn(logEnd)}, and this run has read up to ${formatLsn(offset)}. The server was set back, by a backup or a copy, or has lost what was not on its disk yet, and what is written there now would not be read: launch the pipeline as a new run.`,
    { data: { end: formatLsn(logEnd), offset: formatLsn(offset) } },
  );
}

/** What a checkpoint kept; undefined where it kept none, being older. */
export function identityFromJson(json: JsonValue | undefined): ServerIdentity | undefined {
  if (typeof json !== 'object' || json === null || !('system' in json)) return undefined;
  const { system, timeline } = json as { readonly system: JsonValue; readonly timeline?: JsonValue };
  return typeof system === 'string' && typeof timeline === 'number' ? { system, timeline } : undefined;
}

/** What a checkpoint knew of the publication (publication-watch.ts); undefined where it kept nothing of it, being older. */
export function publishedFromJson(json: JsonValue | undefined): number | undefined {
  if (typeof json !== 'object' || json === null || !('published' in json)) return undefined;
  const { published } = json as { readonly published: JsonValue };
  return typeof published === 'number' ? published : undefined;
}

/** Up to when tables were looked at for rewrites (table-rewrites.ts); undefined where it kept nothing of it, being older. */
export function storageFromJson(json: JsonValue | undefined): StorageMoment | undefined {
  if (typeof json !== 'object' || json === null || !('storage' in json)) return undefined;
  const { storage } = json as { readonly storage: JsonValue };
  if (!Array.isArray(storage)) return undefined;
  const [newestFile, xid] = storage as readonly JsonValue[];
  return typeof newestFile === 'number' && typeof xid === 'number' ? { newestFile, xid } : undefined;
}

/**
 * Throws `source-server-changed` where this is another server, `source-timeline-diverged` where the position lies beyond the point that the
 * timelines have in common, so that the sink has changes that this server never had, and `source-log-behind` as `identifyServer` does.
 */
export async function assertSameServer(
  replication: WireConnection,
  known: ServerIdentity,
  offset: bigint,
): Promise<ServerIdentity> {
  const { identity: now, logEnd } = await identify(replication);
  if (now.system !== known.system) {
    throw new TailraceError(
      'source-server-changed',
      `${replication.where} is another server than the one this run has read from (system identifier ${now.system}, was ${known.system}). Its positions mean nothing there: point the pipeline back, or launch it as a new run.`,
      { data: { system: now.system, was: known.system } },
    );
  }
  if (now.timeline < known.timeline) {
    throw diverged(
      { now, known, offset },
      `${replication.where} is on timeline ${now.timeline}, and this run had come to ${formatLsn(offset)} on timeline ${known.timeline}: the server is one that another has taken over from. Point the pipeline to the one that took over, or launch it as a new run.`,
    );
  }
  if (now.timeline > known.timeline) await assertCommon(replication, { now, known, offset });
  assertReached(replication, logEnd, offset);
  return now;
}

interface Timelines {
  readonly now: ServerIdentity;
  readonly known: ServerIdentity;
  readonly offset: bigint;
}

/** The later timeline goes back to where the position is. */
async function assertCommon(replication: WireConnection, timelines: Timelines): Promise<void> {
  const { now, known, offset } = timelines;
  const history = await replication.query(`TIMELINE_HISTORY ${now.timeline}`);
  const left = switchPoint(history.rows[0]?.[1] ?? '', known.timeline);
  if (left !== undefined && offset <= left) return;
  throw diverged(
    timelines,
    `${replication.where} is on timeline ${now.timeline} since a fail-over${left === undefined ? '' : `, which left timeline ${known.timeline} at ${formatLsn(left)}`}; this run had come to ${formatLsn(offset)} on timeline ${known.timeline}. The sink has changes that this server never had: launch the pipeline as a new run.`,
  );
}

function diverged({ now, known, offset }: Timelines, message: string): TailraceError {
  return new TailraceError('source-timeline-diverged', message, {
    data: { timeline: now.timeline, was: known.timeline, offset: formatLsn(offset) },
  });
}

/** Where a timeline was left, by the history of a later one: lines of its number, the position and a reason. */
export function switchPoint(history: string, timeline: number): bigint | undefined {
  for (const line of history.split('\n')) {
    const [number, position] = line.trim().split(/\s+/u);
    if (Number(number) === timeline && position !== undefined) return parseLsn(position);
  }
  return undefined;
}

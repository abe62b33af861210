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

export async function identifyServer(replication: WireConnection): Promise<ServerIdentity> {
  const { rows } = await replication.query('IDENTIFY_SYSTEM');
  return { system: rows[0]?.[0] ?? '', timeline: Number(rows[0]?.[1] ?? 0) };
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
 * Throws `source-server-changed` where this is another server, and `source-timeline-diverged` where the position lies beyond the point
 * that the timelines have in common: then the sink has changes that this server never had.
 */
export async function assertSameServer(
  replication: WireConnection,
  known: ServerIdentity,
  offset: bigint,
): Promise<ServerIdentity> {
  const now = await identifyServer(replication);
  if (now.system !== known.system) {
    throw new TailraceError(
      'source-server-changed',
      `${replication.where} is another server than the one this run has read from (system identifier ${now.system}, was ${known.system}). Its positions mean nothing there: point the pipeline back, or launch it as a new run.`,
      { data: { system: now.system, was: known.system } },
    );
  }
  if (now.timeline === known.timeline) return now;
  const history = await replication.query(`TIMELINE_HISTORY ${now.timeline}`);
  const left = switchPoint(history.rows[0]?.[1] ?? '', known.timeline);
  if (left === undefined || offset > left) {
    throw new TailraceError(
      'source-timeline-diverged',
      `${replication.where} is on timeline ${now.timeline} since a fail-over${left === undefined ? '' : `, which left timeline ${known.timeline} at ${formatLsn(left)}`}; this run had come to ${formatLsn(offset)} on timeline ${known.timeline}. The sink has changes that this server never had: launch the pipeline as a new run.`,
      {
        data: { timeline: now.timeline, was: known.timeline, offset: formatLsn(offset) },
      },
    );
  }
  return now;
}

/** Where a timeline was left, by the history of a later one: lines of its number, the position and a reason. */
export function switchPoint(history: string, timeline: number): bigint | undefined {
  for (const line of history.split('\n')) {
    const [number, position] = line.trim().split(/\s+/u);
    if (Number(number) === timeline && position !== undefined) return parseLsn(position);
  }
  return undefined;
}

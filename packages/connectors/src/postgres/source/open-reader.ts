// Beginning and resuming. What exists on the server when this returns: the publication, the slot, and, for a snapshot, locked tables.
//
// | start                        | slot            | rows                                  | stream from          |
// |------------------------------|-----------------|---------------------------------------|----------------------|
// | initial, first time          | made            | exported snapshot of the slot (exact) | its consistent point |
// | initial, slot is there       | used            | as they are now                       | what it has confirmed|
// | snapshot                     | none            | exported snapshot                     | –                    |
// | latest-offset                | made or moved   | none                                  | now                  |
// | committed-offset             | must be there   | none                                  | what it has confirmed|
// | resumed in the snapshot      | must be there   | unfinished parts as they are now      | the checkpoint       |
// | resumed in the stream        | must be there   | none                                  | the checkpoint       |
//
// Where rows are read "as they are now" they may be newer than the stream's beginning: the stream then replays onto them by key. A
// table without a key cannot be replayed onto, so that is refused.
import type { DiscoveredTable, OpenRequest, SourceReader } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import type { JsonValue } from '@tailrace/core/value';
import type { SourceTable } from '../catalog/source-table.ts';
import type { SourceOptions } from '../options.ts';
import { quoteLiteral } from '../sql-text.ts';
import { equalIgnoringNullability } from '@tailrace/core/types';
import { connectWire } from '../wire/connect.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import { byId, openCatalog, type CatalogSession } from './catalog-session.ts';
import { assertIdentities } from './check-identity.ts';
import { parseLsn } from './lsn.ts';
import { assertPrimary } from './standby.ts';
import { codecsOf } from './read-rows.ts';
import {
  assertUsable,
  createSlot,
  ensurePublication,
  keepOnStandbys,
  readSlot,
  type SlotState,
} from './replication-slot.ts';
import { assertPublished } from './publication-fit.ts';
import { assertNotNewer, readMembership } from './publication-watch.ts';
import { createReader } from './reader.ts';
import type { ReaderContext, Start } from './reader-context.ts';
import {
  assertSameServer,
  identifyServer,
  identityFromJson,
  publishedFromJson,
  storageFromJson,
} from './server-identity.ts';
import { createSnapshotReader, lockTables } from './snapshot-reader.ts';
import { watchRewrites } from './table-rewrites.ts';

export async function openReader(
  options: SourceOptions,
  request: OpenRequest,
  log: ReaderContext['log'],
): Promise<SourceReader> {
  const catalog = await openCatalog(options);
  try {
    await assertPrimary(catalog.client, request.resumeFrom !== undefined);
    const tables = await capturedTables(catalog, request);
    const moment = storageFromJson(request.resumeFrom?.identity);
    const since = moment === undefined ? undefined : { moment, tables: request.tables };
    const rewrites = await watchRewrites(catalog, tables, since);
    const start = await startOf({ options, catalog, tables }, request);
    const membership =
      options.startup === 'snapshot'
        ? new Map<number, readonly string[]>()
        : await readMembership(
            catalog,
            options,
            tables.map(({ oid }) => oid),
          );
    const published = publishedFromJson(request.resumeFrom?.identity);
    if (published !== undefined) assertNotNewer(membership, published, { options, tables });
    return createReader({ options, catalog, tables, membership, start, rewrites, request, log });
  } catch (error) {
    await catalog.close();
    throw error;
  }
}

interface Opening {
  readonly options: SourceOptions;
  readonly catalog: CatalogSession;
  readonly tables: readonly SourceTable[];
}

/** The catalogue's view of the captured tables. A table that was dropped while the run was stopped is left to the stream. */
async function capturedTables(
  catalog: CatalogSession,
  request: OpenRequest,
): Promise<readonly SourceTable[]> {
  const known = byId(await catalog.tables());
  const tables: SourceTable[] = [];
  for (const { table } of request.tables) {
    const found = known.get(formatTableId(table));
    if (found !== undefined) tables.push(found);
    else if (request.resumeFrom === undefined) {
      throw new TailraceError(
        'table-missing',
        `Table ${formatTableId(table)} is gone from the source, or may not be read by this account.`,
        {
          data: { table: formatTableId(table) },
        },
      );
    }
  }
  return tables;
}

async function startOf(opening: Opening, request: OpenRequest): Promise<Start> {
  if (request.resumeFrom !== undefined) return resumed(opening, request);
  const { options, tables } = opening;
  for (const table of tables) codecsOf(table);
  if (options.startup === 'snapshot') return snapshotOnly(opening, request.tables);
  assertIdentities(tables);
  const slot = await readSlot(opening.catalog.client, options.slot);
  if (options.startup === 'committed-offset') {
    await assertPublished(opening.catalog.client, options, tables);
    return onSlot(opening, assertUsable(slot, options), async (offset) => ({ offset, replays: false }));
  }
  await ensurePublication(opening.catalog.client, options, tables);
  await assertPublished(opening.catalog.client, options, tables);
  if (options.startup === 'latest-offset') return latest(opening, slot !== undefined);
  if (slot === undefined) return fromNewSlot(opening, request.tables);
  return onSlot(opening, assertUsable(slot, options), async (confirmed) =>
    asTheyAreNow(opening, request.tables, confirmed),
  );
}

/** A first start on a slot that is there. */
async function onSlot(
  { options }: Opening,
  slot: SlotState,
  start: (confirmed: bigint) => Promise<Start>,
): Promise<Start> {
  const confirmed = parseLsn(slot.confirmed);
  return withServer(options, { offset: confirmed }, async (replication) => {
    await keepOnStandbys(replication, slot, options);
    return start(confirmed);
  });
}

async function resumed(opening: Opening, request: OpenRequest): Promise<Start> {
  const { options } = opening;
  const from = request.resumeFrom;
  const offset = parseLsn(from?.offset ?? '0/0');
  const unfinished = from?.snapshot;
  if (options.startup === 'snapshot') {
    return unfinished === undefined
      ? { offset, replays: false }
      : asTheyAreNow(opening, request.tables, offset);
  }
  return withServer(options, { kept: from?.identity, offset }, async (replication) =>
    resumedAt({ ...opening, replication }, request, offset),
  );
}

/** A start with a connection that will stream later, and the server that it leads to, which is to be the one that the checkpoint kept. */
async function withServer(
  options: SourceOptions,
  { kept, offset }: { readonly kept?: JsonValue | undefined; readonly offset: bigint },
  start: (replication: WireConnection) => Promise<Start>,
): Promise<Start> {
  const replication = await connectWire(options.connect, 'replication');
  try {
    const known = identityFromJson(kept);
    const identity =
      known === undefined
        ? await identifyServer(replication, offset)
        : await assertSameServer(replication, known, offset);
    return { ...(await start(replication)), replication, identity };
  } catch (error) {
    replication.destroy();
    throw error;
  }
}

async function resumedAt(
  opening: Opening & { readonly replication: WireConnection },
  request: OpenRequest,
  offset: bigint,
): Promise<Start> {
  const { options, catalog } = opening;
  const from = request.resumeFrom;
  const unfinished = from?.snapshot;
  const slot = assertUsable(await readSlot(catalog.client, options.slot), options);
  await assertPublished(catalog.client, options, opening.tables);
  if (parseLsn(slot.confirmed) > offset) {
    throw new TailraceError(
      'slot-ahead',
      `Replication slot ${options.slot} has been confirmed up to ${slot.confirmed}, beyond the checkpoint at ${from?.offset ?? ''}: somebody else read from it, or it was dropped and made anew, and the changes in between are lost to this run. Stop it with clean-up and launch it anew.`,
      { data: { slot: options.slot, confirmed: slot.confirmed, checkpoint: from?.offset ?? '' } },
    );
  }
  await keepOnStandbys(opening.replication, slot, options);
  if (unfinished === undefined) return { offset, replays: false };
  const finished = new Set(unfinished.finishedTables);
  const open = request.tables.filter(({ table }) => !finished.has(formatTableId(table)));
  return asTheyAreNow(opening, open, offset);
}

async function fromNewSlot(opening: Opening, expected: readonly DiscoveredTable[]): Promise<Start> {
  const { options, tables } = opening;
  const guard = await lockTables(options, tables);
  let replication: WireConnection | undefined;
  try {
    await assertUnchanged(opening, expected);
    replication = await connectWire(options.connect, 'replication');
    // It waits for transactions that are open now; without a limit an idle one would hold up the start unseen.
    await replication.query("SET lock_timeout = '60s'");
    const identity = await identifyServer(replication);
    const { consistentPoint, snapshotName } = await createSlot(replication, options);
    return {
      offset: parseLsn(consistentPoint),
      replays: false,
      replication,
      identity,
      snapshot: createSnapshotReader(options, guard, snapshotName),
    };
  } catch (error) {
    replication?.destroy();
    await guard.end();
    throw error;
  }
}

async function asTheyAreNow(
  opening: Opening,
  expected: readonly DiscoveredTable[],
  offset: bigint,
): Promise<Start> {
  const keyless = expected.find(({ schema }) => schema.primaryKeys.length === 0);
  if (keyless !== undefined) {
    throw new TailraceError(
      'keyless-snapshot-interrupted',
      `Table ${formatTableId(keyless.table)} has no primary key, so a snapshot that was interrupted, or begins on a slot that was there before, cannot be completed without repeating rows. Stop the run with clean-up and launch it anew, or give the table a key.`,
      { data: { table: formatTableId(keyless.table), slot: opening.options.slot } },
    );
  }
  const captured = byId(opening.tables);
  const tables = expected.flatMap(({ table }) => captured.get(formatTableId(table)) ?? []);
  const guard = await lockTables(opening.options, tables);
  try {
    await assertUnchanged(opening, expected);
    return { offset, replays: true, snapshot: createSnapshotReader(opening.options, guard, undefined) };
  } catch (error) {
    await guard.end();
    throw error;
  }
}

async function snapshotOnly(opening: Opening, expected: readonly DiscoveredTable[]): Promise<Start> {
  const guard = await lockTables(opening.options, opening.tables);
  try {
    await assertUnchanged(opening, expected);
    const holder = await connectWire(opening.options.connect);
    const { rows } = await holder.query(
      'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot(), pg_current_wal_lsn()',
    );
    const [name, lsn] = rows[0] ?? [];
    return {
      offset: parseLsn(lsn ?? '0/0'),
      replays: false,
      replication: holder,
      snapshot: createSnapshotReader(opening.options, guard, name ?? ''),
    };
  } catch (error) {
    await guard.end();
    throw error;
  }
}

async function latest({ options, catalog }: Opening, exists: boolean): Promise<Start> {
  return withServer(options, { offset: 0n }, async (replication) => {
    if (!exists) {
      const { consistentPoint } = await createSlot(replication, options);
      return { offset: parseLsn(consistentPoint), replays: false };
    }
    const slot = assertUsable(await readSlot(catalog.client, options.slot), options);
    await keepOnStandbys(replication, slot, options);
    const { rows } = await catalog.client.query<{ end_lsn: string }>(
      `select end_lsn from pg_replication_slot_advance(${quoteLiteral(options.slot)}, pg_current_wal_lsn())`,
    );
    return { offset: parseLsn(rows[0]?.end_lsn ?? '0/0'), replays: false };
  });
}

/** With the tables locked: they still are as the engine knows them. */
async function assertUnchanged(opening: Opening, expected: readonly DiscoveredTable[]): Promise<void> {
  const now = byId(await opening.catalog.tables(opening.tables.map((table) => table.oid)));
  for (const { table, schema } of expected) {
    const found = now.get(formatTableId(table))?.schema.columns;
    const same =
      found?.length === schema.columns.length &&
      found.every((column, at) => {
        const known = schema.columns[at];
        return known?.name === column.name && equalIgnoringNullability(known.type, column.type);
      });
    if (!same) {
      throw new TailraceError(
        'schema-changed-before-snapshot',
        `Table ${formatTableId(table)} was altered after the run learned its columns and before its rows were read. Stop the run with clean-up and launch it anew.`,
        { data: { table: formatTableId(table) } },
      );
    }
  }
}

// Beginning and resuming. Nothing is made on the server.
//
// | start                        | rows                                                  | stream from                              |
// |------------------------------|-------------------------------------------------------|------------------------------------------|
// | initial, MariaDB             | as at one moment, whose position the server tells     | that position                            |
// | initial, MySQL               | as at one moment a little after the position          | the position; replayed onto by key       |
// | snapshot                     | as at one moment                                      | –                                        |
// | earliest-, latest-offset, …  | none                                                  | there                                    |
// | resumed in the snapshot      | unfinished parts as they are now                      | the checkpoint; replayed onto by key     |
// | resumed in the stream        | none                                                  | the checkpoint                           |
//
// A table without a key cannot be replayed onto. MySQL's snapshots of such tables hold them still (LOCK TABLES … READ) for the moment between
// position and snapshot; a snapshot of them that was interrupted is refused.
import { setTimeout as wait } from 'node:timers/promises';
import type { DiscoveredTable, OpenRequest, SourceReader } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, tableId } from '@tailrace/core/table';
import { connectMysql, type MysqlSession } from '../connect.ts';
import type { TableName } from '../ddl/index.ts';
import { tableSchema } from '../types/table-schema.ts';
import { quoteName } from '../types/text-decoders.ts';
import { databaseCharsets, readTables, type SourceTable } from './catalog.ts';
import { definitionAt, sameColumns } from './definition-at.ts';
import { createKnownTables, nameOf } from './known-tables.ts';
import { assertNoGaps } from './log-gaps.ts';
import { isHelper, tellThere } from './new-tables.ts';
import type { SourceOptions } from './options.ts';
import { parsePosition, type LogPosition } from './position.ts';
import { createReader } from './reader.ts';
import type { Start } from './reader-context.ts';
import { currentPosition, readServerFacts, type ServerFacts } from './server-facts.ts';
import { assertServer, freeServerId } from './server-identity.ts';
import { createSnapshotReader } from './snapshot-reader.ts';
import { isCut, rowsPerSplit } from './snapshot-splits.ts';
import { startPosition } from './start-position.ts';

interface Opening {
  readonly options: SourceOptions;
  readonly session: MysqlSession;
  readonly facts: ServerFacts;
  readonly request: OpenRequest;
  readonly log: (message: string, code?: string) => void;
}

export async function openReader(
  options: SourceOptions,
  request: OpenRequest,
  log: (message: string, code?: string) => void,
): Promise<SourceReader> {
  const session = await connectMysql(options.connect, request.signal);
  try {
    const facts = await readServerFacts(session);
    const opening: Opening = { options, session, facts, request, log };
    if (options.startup.mode !== 'snapshot') {
      await assertNoGaps(session, facts, [
        ...new Set(request.tables.map(({ table }) => nameOf(table).database)),
      ]);
    }
    const { start, tables } = await startOf(opening);
    const known = new Map(tables.map((table) => [formatTableId(table.id), table]));
    const unmade = notMadeYet(opening, tables);
    return createReader({
      options,
      facts,
      version: session.version,
      session,
      serverId: await freeServerId(session, options),
      tables: createKnownTables(
        tables.flatMap((table) =>
          unmade.has(table) ? [] : [{ name: table.read.name, definition: table.read.definition }],
        ),
        request.tables.map((table) => ({
          table,
          definition: definitionAt(table, known.get(formatTableId(table.table))?.read.definition, options),
        })),
      ),
      charsets: await databaseCharsets(session),
      start,
      request,
      log,
    });
  } catch (error) {
    session.destroy();
    throw error;
  }
}

/**
 * Tables that match and that the run does not have: of a run that goes on and follows new ones they were made behind its position, where the
 * log tells of them. Any other is told of.
 */
function notMadeYet(
  { request, options, log }: Opening,
  tables: readonly SourceTable[],
): ReadonlySet<SourceTable> {
  const own = new Set(request.tables.map(({ table }) => formatTableId(table)));
  const isOwn = ({ database, table }: TableName): boolean => own.has(formatTableId(tableId(database, table)));
  const others = tables.filter(
    ({ id, read }) =>
      !isOwn(read.name) && request.captures?.({ table: id }) === true && !isHelper(read.name, isOwn),
  );
  if (options.newTables && request.resumeFrom !== undefined) return new Set(others);
  if (options.startup.mode !== 'snapshot') for (const { read } of others) tellThere(log, read.name);
  return new Set();
}

interface Started {
  readonly start: Start;
  /** As they are at the position, for a first start. */
  readonly tables: readonly SourceTable[];
}

async function startOf(opening: Opening): Promise<Started> {
  const { options, session, request } = opening;
  if (request.resumeFrom !== undefined) return resumed(opening);
  if (options.startup.mode === 'initial' || options.startup.mode === 'snapshot') return snapshot(opening);
  const position = await startPosition(session, opening.facts, options.startup);
  return { start: { position, replays: false }, tables: await readTables(session) };
}

async function resumed(opening: Opening): Promise<Started> {
  const { session, request, options, facts } = opening;
  const from = request.resumeFrom;
  if (from === undefined) throw new Error('internal: nothing to resume from');
  const position = parsePosition(from.offset);
  const tables = await readTables(session);
  if (options.startup.mode !== 'snapshot') await assertServer(session, facts, position);
  if (from.snapshot === undefined) return { start: { position, replays: false }, tables };
  const finished = new Set(from.snapshot.finishedTables);
  const open = request.tables.filter(({ table }) => !finished.has(formatTableId(table)));
  refuseKeyless(open);
  assertUnchanged(open, tables, options);
  return { start: { position, replays: true, snapshot: snapshotReader(opening, []) }, tables };
}

function snapshotReader(
  { options, session, facts, log }: Opening,
  pinned: readonly MysqlSession[],
  seenAt?: LogPosition,
): Start['snapshot'] & object {
  return createSnapshotReader({
    options,
    pinned,
    ...(seenAt === undefined ? {} : { seenAt }),
    log,
    position: async () => currentPosition(session, facts),
  });
}

/** The definitions hold at the position where no DDL came between reading them before and after it. */
async function snapshot(opening: Opening): Promise<Started> {
  const { options, request, session } = opening;
  for (let attempt = 1; ; attempt += 1) {
    const before = await readTables(session);
    assertUnchanged(request.tables, before, options);
    const held: MysqlSession[] = [await connectMysql(options.connect, request.signal)];
    try {
      const { position, replays, pinned, seenAt } = await (opening.facts.mariadb
        ? mariadbMoment(opening, held)
        : mysqlMoment(opening, held));
      const after = await readTables(session);
      if (sameDefinitions(before, after)) {
        return {
          start: {
            position,
            replays,
            snapshot: snapshotReader(opening, pinned, seenAt),
            parallelSplits: pinned.length,
          },
          tables: after,
        };
      }
    } catch (error) {
      for (const each of held) each.destroy();
      throw error;
    }
    for (const each of held) each.destroy();
    if (attempt === 5) {
      throw new TailraceError(
        'schema-changed-before-snapshot',
        'Tables are being altered all the time, so that no snapshot of them can begin. Launch the run again later.',
        { retryable: true },
      );
    }
  }
}

interface Moment {
  readonly position: LogPosition;
  readonly replays: boolean;
  /** Position that no row of the moment is newer than, where that is not `position`. */
  readonly seenAt?: LogPosition;
  /** Those of the sessions held that see it. */
  readonly pinned: readonly MysqlSession[];
}

const REPEATABLE = 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ';
const CONSISTENT = 'START TRANSACTION WITH CONSISTENT SNAPSHOT';

/** Exact: the server keeps commits out while it opens the snapshot and notes its position (binlog_snapshot_file). */
async function mariadbMoment(opening: Opening, held: MysqlSession[]): Promise<Moment> {
  const { session, facts } = opening;
  const { file, pos, pinned } = await sameMoment(opening, held);
  if (file === '' || file === 'not in use') {
    const { file: none, ...rest } = await currentPosition(session, facts);
    throw new TailraceError(
      'mysql-no-binlog',
      `The server does not tell the position of a snapshot (log at ${none}:${rest.pos}). Is log_bin on?`,
    );
  }
  const [gtid] = await session.query('SELECT BINLOG_GTID_POS(?, ?) AS gtids', [file, pos]);
  return {
    position: { file, pos, gtids: String(gtid?.['gtids'] ?? ''), server: facts.server, created: 0 },
    replays: false,
    pinned,
  };
}

interface LogPlace {
  readonly file: string;
  readonly pos: number;
}

async function openMoment(session: MysqlSession): Promise<LogPlace> {
  await session.query(CONSISTENT);
  const rows = await session.query("SHOW STATUS LIKE 'binlog_snapshot_%'");
  const status = new Map(
    rows.map((row) => [String(row['Variable_name']).toLowerCase(), String(row['Value'])]),
  );
  return {
    file: status.get('binlog_snapshot_file') ?? '',
    pos: Number(status.get('binlog_snapshot_position') ?? '0'),
  };
}

/** Where commits come too thick for two snapshots of one moment, one connection reads everything. */
const TRIES = 10;

/**
 * A moment that two sessions see, where a table is large enough to be read in parts: both are opened at once until no commit came in
 * between, which their positions tell.
 */
async function sameMoment(
  { options, request }: Opening,
  held: MysqlSession[],
): Promise<LogPlace & { readonly pinned: readonly MysqlSession[] }> {
  const [first] = held;
  if (first === undefined) throw new Error('internal: no session to see a moment');
  await first.query(REPEATABLE);
  let place = await openMoment(first);
  const inParts = request.tables.some(
    ({ schema, rowEstimate }) =>
      schema.primaryKeys.length > 0 && isCut(rowEstimate, rowsPerSplit(options.chunkRows, rowEstimate)),
  );
  if (!inParts) return { ...place, pinned: [first] };
  const second = await connectMysql(options.connect, request.signal);
  held.push(second);
  await second.query(REPEATABLE);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const [one, other] = await Promise.all([openMoment(first), openMoment(second)]);
    if (one.file === other.file && one.pos === other.pos) return { ...one, pinned: [first, second] };
    place = one;
  }
  second.destroy();
  return { ...place, pinned: [first] };
}

/** Much longer than a server takes from writing a group of transactions to its log to their being visible. */
const COMMIT_MS = 1_000;

/** The position is read first; what is committed between it and the snapshot is replayed by key, and tables without one are held still. */
async function mysqlMoment(
  { session, facts, request }: Opening,
  held: readonly MysqlSession[],
): Promise<Moment> {
  const keyless = request.tables.filter(({ schema }) => schema.primaryKeys.length === 0);
  const names = keyless.map(({ table }) => table.parts.map(quoteName).join('.'));
  if (names.length > 0) await session.query(`LOCK TABLES ${names.map((name) => `${name} READ`).join(', ')}`);
  try {
    const position = await currentPosition(session, facts);
    // Without GTIDs the position is the end of the log, which has transactions that the tables show a moment later.
    if (position.gtids === '') await wait(COMMIT_MS);
    for (const pinned of held) {
      await pinned.query(REPEATABLE);
      await pinned.query(CONSISTENT);
    }
    // Before the tables that are held are let go: their changes are not to be repeated.
    return { position, replays: true, pinned: held, seenAt: await currentPosition(session, facts) };
  } finally {
    if (names.length > 0) await session.query('UNLOCK TABLES');
  }
}

function refuseKeyless(tables: readonly DiscoveredTable[]): void {
  const keyless = tables.find(({ schema }) => schema.primaryKeys.length === 0);
  if (keyless === undefined) return;
  const table = formatTableId(keyless.table);
  throw new TailraceError(
    'keyless-snapshot-interrupted',
    `Table ${table} has no primary key, so a snapshot that was interrupted cannot be completed without repeating rows. Stop the run with clean-up and launch it anew, or give the table a key.`,
    { data: { table } },
  );
}

/** The tables still are as the engine knows them. */
function assertUnchanged(
  expected: readonly DiscoveredTable[],
  tables: readonly SourceTable[],
  options: SourceOptions,
): void {
  const now = new Map(tables.map((table) => [formatTableId(table.id), table]));
  for (const { table, schema } of expected) {
    const name = formatTableId(table);
    const found = now.get(name);
    if (found === undefined) {
      throw new TailraceError(
        'table-missing',
        `Table ${name} is gone from the source, or may not be read by this account.`,
        { data: { table: name } },
      );
    }
    if (!sameColumns(schema, tableSchema(found.read.definition, name, options.schema))) {
      throw new TailraceError(
        'schema-changed-before-snapshot',
        `Table ${name} was altered after the run learned its columns and before its rows were read. Stop the run with clean-up and launch it anew.`,
        { data: { table: name } },
      );
    }
  }
}

function sameDefinitions(a: readonly SourceTable[], b: readonly SourceTable[]): boolean {
  const text = (tables: readonly SourceTable[]): string =>
    JSON.stringify(tables.map(({ id, read }) => [formatTableId(id), read.definition]));
  return text(a) === text(b);
}

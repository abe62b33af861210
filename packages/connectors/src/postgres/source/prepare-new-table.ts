// The first steps of taking a new table up: finding it, publishing it, and locking it against changes of its columns.
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { OpenRequest } from '@tailrace/engine/api';
import { idOf } from '../catalog/read-tables.ts';
import type { SourceTable } from '../catalog/source-table.ts';
import type { SourceOptions } from '../options.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import type { CatalogSession } from './catalog-session.ts';
import { assertIdentities } from './check-identity.ts';
import { parseLsn } from './lsn.ts';
import { assertPublished } from './publication-fit.ts';
import { codecsOf } from './read-rows.ts';
import { recreated } from './relations.ts';
import { ensurePublication } from './replication-slot.ts';
import { lockTables } from './snapshot-reader.ts';
import { unseenTables } from './table-writers.ts';

export interface NewTablesContext {
  readonly options: SourceOptions;
  readonly catalog: CatalogSession;
  readonly request: OpenRequest;
  /** The run's tables that are there. */
  readonly tables: readonly SourceTable[];
  readonly log: (message: string, code?: string) => void;
}

export interface Candidate {
  readonly table: SourceTable;
  /** Holds the table's columns as they are. */
  readonly guard: WireConnection;
  /** Where the log stood then. */
  readonly lsn: bigint;
}

export interface Lookup {
  /** The next table to take up; undefined where there is none. Throws `table-recreated`. */
  find(): Promise<Candidate | undefined>;
  /** It is one of the run's from here on. */
  taken(table: SourceTable): void;
  /** Says each thing once. */
  tell(message: string): void;
}

export function createLookup(context: NewTablesContext): Lookup {
  const { options, catalog, request, log } = context;
  const judged = new Set(context.tables.map(({ oid }) => oid));
  const own = new Set(context.tables.map(({ id }) => formatTableId(id)));
  const told = new Set<string>();

  const tell = (message: string): void => {
    if (!told.has(message)) log(message, 'new-table-not-followed');
    told.add(message);
  };

  function isWanted(table: TableId, captureId: TableId): boolean {
    if (request.captures?.({ table, captureId }) !== true) return false;
    if (own.has(formatTableId(table))) throw recreated(table);
    if (options.newTables) return true;
    tell(
      `Table ${formatTableId(table)} is there, which the pipeline's patterns match; the run did not begin with it and does not follow it. Set scan.newly-added-table.enabled to take such tables up, or launch the pipeline anew.`,
    );
    return false;
  }

  return {
    tell,
    taken(table) {
      judged.add(table.oid);
      own.add(formatTableId(table.id));
    },
    async find() {
      for (const { oid, schemaName, tableName } of await unseenTables(catalog.client, [...judged])) {
        const database = options.includeDatabase ? options.database : undefined;
        const captureId = idOf(options.database, schemaName, tableName);
        if (!isWanted(idOf(database, schemaName, tableName), captureId)) {
          judged.add(oid);
          continue;
        }
        const candidate = await prepare(context, oid, tell);
        if (candidate !== undefined) return candidate;
      }
      return undefined;
    },
  };
}

/** Undefined where it cannot be taken up as it is, which is tried again later: somebody may mend it. */
async function prepare(
  { options, catalog }: NewTablesContext,
  oid: number,
  tell: (message: string) => void,
): Promise<Candidate | undefined> {
  await catalog.reloadTypes();
  const [seen] = await catalog.tables([oid]);
  if (seen === undefined) return undefined;
  try {
    assertFollowable(seen);
    await ensurePublication(catalog.client, options, [seen]);
    await assertPublished(catalog.client, options, [seen]);
  } catch (error) {
    if (!(error instanceof TailraceError) || error.retryable) throw error;
    tell(
      `Table ${formatTableId(seen.id)}, which the pipeline's patterns match, cannot be taken up: ${error.message}`,
    );
    return undefined;
  }
  const guard = await lockTables(options, [seen]);
  let candidate: Candidate | undefined;
  try {
    const [table] = await catalog.tables([oid]);
    if (table !== undefined) {
      assertFollowable(table);
      const { rows } = await catalog.client.query<{ lsn: string }>(
        'select pg_current_wal_insert_lsn() as lsn',
      );
      candidate = { table, guard, lsn: parseLsn(rows[0]?.lsn ?? '0/0') };
    }
    return candidate;
  } finally {
    if (candidate === undefined) await guard.end();
  }
}

/** Throws what a start would throw of it, and where it has no key: the stream could not be repeated onto its rows. */
function assertFollowable(table: SourceTable): void {
  assertIdentities([table]);
  codecsOf(table);
  if (table.schema.primaryKeys.length > 0) return;
  throw new TailraceError(
    'new-table-not-followed',
    'it has no primary key, so that the stream could not be repeated onto its rows. Give it one, or launch the pipeline anew.',
  );
}

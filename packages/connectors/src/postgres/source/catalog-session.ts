// Looking at the catalogue: one connection, the types of the database, and the tables by the id that events give them.
import type pg from 'pg';
import { formatTableId, type TableId } from '@tailrace/core/table';
import { readTables } from '../catalog/read-tables.ts';
import type { SourceTable } from '../catalog/source-table.ts';
import type { SourceOptions } from '../options.ts';
import { loadTypes, type TypeCatalog } from '../types/type-catalog.ts';
import type { AnswerWatch } from '../../answer-watch.ts';
import { connectClient, watchClient } from '../wire/connect.ts';
import { farewell } from '../wire/farewell.ts';
import { fromPgError } from '../wire/server-error.ts';

export interface CatalogSession {
  readonly client: pg.Client;
  /** As in server_version_num: 180004 is 18.4. */
  serverVersion(): Promise<number>;
  /** After how many milliseconds of silence the server ends a stream; 0: never. */
  senderTimeoutMs(): Promise<number>;
  types(): TypeCatalog;
  /** Reads the types again, after one turned up that was not known. */
  reloadTypes(): Promise<TypeCatalog>;
  tables(oids?: readonly number[]): Promise<readonly SourceTable[]>;
  close(): Promise<void>;
}

/** A role's or database's own limit must not end the session while nothing is asked; PostgreSQL 14 and later have it. */
const STAY =
  "select set_config(name, '0', false) from pg_catalog.pg_settings where name = 'idle_session_timeout'";

export async function openCatalog(options: SourceOptions): Promise<CatalogSession> {
  const client = await connectClient(options.connect);
  oneByOne(client, watchClient(client, options.connect), `Catalogue of ${options.database}`);
  let types: TypeCatalog;
  try {
    await client.query(STAY);
    types = await loadTypes(client);
  } catch (error) {
    await farewell(client);
    throw error;
  }
  const database = options.includeDatabase ? options.database : undefined;
  return {
    client,
    serverVersion: async () => {
      const { rows } = await client.query<{ version: number }>(
        "select current_setting('server_version_num')::int as version",
      );
      return rows[0]?.version ?? 0;
    },
    senderTimeoutMs: async () => {
      // pg_settings gives the bare number in the setting's own unit, milliseconds.
      const { rows } = await client.query<{ ms: number }>(
        "select setting::float8 as ms from pg_catalog.pg_settings where name = 'wal_sender_timeout'",
      );
      return rows[0]?.ms ?? 0;
    },
    types: () => types,
    reloadTypes: async () => {
      types = await loadTypes(client);
      return types;
    },
    tables: async (oids) => readTables({ client, types, handling: options.handling, database }, oids),
    close: async () => farewell(client),
  };
}

/**
 * The stream, the looks around it and the figures of a run ask when it suits them; the connection takes a question at a time. What it fails
 * with is told as `fromPgError` does: a session that ends in any of them is one that was lost.
 */
function oneByOne(client: pg.Client, watch: AnswerWatch, where: string): void {
  const query = client.query.bind(client) as (...question: unknown[]) => Promise<unknown>;
  let last: Promise<unknown> = Promise.resolve();
  let unanswered = 0;
  watch.waitsWhile(() => unanswered > 0);
  const queued = async (...question: unknown[]): Promise<unknown> => {
    unanswered += 1;
    const answer = last.then(async () => query(...question)).finally(() => (unanswered -= 1));
    last = answer.catch(() => undefined);
    try {
      return await answer;
    } catch (error) {
      throw fromPgError(error, where);
    }
  };
  client.query = queued as typeof client.query;
}

export function byId(tables: readonly SourceTable[]): ReadonlyMap<string, SourceTable> {
  return new Map(tables.map((table) => [formatTableId(table.id), table]));
}

export function findTable(tables: ReadonlyMap<string, SourceTable>, id: TableId): SourceTable | undefined {
  return tables.get(formatTableId(id));
}

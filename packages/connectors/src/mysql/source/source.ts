// The MySQL source: what the engine asks of it, each answered by a file of this folder.
import type { Source, SourceContext } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import { placeOf } from '../../place.ts';
import { connectMysql, type MysqlSession } from '../connect.ts';
import { changeImages, discovered, readTables, type SourceTable } from './catalog.ts';
import { openReader } from './open-reader.ts';
import { sourceOptions } from './options.ts';
import { preflightSource } from './preflight.ts';
import { sampleRows } from './sample-rows.ts';
import { readServerFacts, type ServerFacts } from './server-facts.ts';

interface Looked {
  readonly tables: readonly SourceTable[];
  readonly facts: ServerFacts;
}

export function createMysqlSource(context: SourceContext): Source {
  const options = sourceOptions(context.options);
  let looked: Promise<Looked> | undefined;

  async function withSession<T>(
    use: (session: MysqlSession) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const session = await connectMysql(options.connect, signal);
    try {
      return await use(session);
    } finally {
      await session.end();
    }
  }

  async function look(): Promise<Looked> {
    looked = withSession(async (session) => ({
      tables: await readTables(session),
      facts: await readServerFacts(session),
    }));
    looked.catch(() => {
      looked = undefined;
    });
    return looked;
  }

  return {
    async discover(signal) {
      signal.throwIfAborted();
      const { tables, facts } = await look();
      const images = changeImages(facts, options);
      return tables.map((table) => discovered(table, options, images));
    },
    placeOf: ({ parts }) => placeOf('mysql', options.connect, parts),
    async sample({ table, schema, limit, signal }) {
      const { tables } = await (looked ?? look());
      const name = formatTableId(table);
      const found = tables.find(({ id }) => formatTableId(id) === name);
      if (found === undefined) {
        throw new TailraceError(
          'table-missing',
          `Table ${name} is not there, or may not be read by this account.`,
          {
            data: { table: name },
          },
        );
      }
      return sampleRows(options, found, { schema, limit, signal });
    },
    preflight: async (captured, signal) =>
      withSession(async (session) => preflightSource(session, options, captured), signal),
    open: async (request) => openReader(options, request, context.log),
    // Nothing is made on the server.
    cleanUp: async () => undefined,
    close: async () => {
      looked = undefined;
    },
  };
}

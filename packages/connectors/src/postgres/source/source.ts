// The PostgreSQL source: what the engine asks of it, each answered by a file of this folder.
import type { DiscoveredTable, Source, SourceContext } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import { idOf } from '../catalog/read-tables.ts';
import type { SourceTable } from '../catalog/source-table.ts';
import { sourceOptions } from '../options.ts';
import { placeOf } from '../../place.ts';
import { byId, findTable, openCatalog, type CatalogSession } from './catalog-session.ts';
import { changeImages } from './check-identity.ts';
import { openReader } from './open-reader.ts';
import { preflightSource } from './preflight.ts';
import { slotDanger } from './log-risk.ts';
import { dropSlotAndPublication, readSlot } from './replication-slot.ts';
import { sampleRows } from './sample-rows.ts';

export function createPostgresSource(context: SourceContext): Source {
  const options = sourceOptions(context.options, context.pipelineName);
  let tables: Promise<readonly SourceTable[]> | undefined;

  async function withCatalog<T>(use: (catalog: CatalogSession) => Promise<T>): Promise<T> {
    const catalog = await openCatalog(options);
    try {
      return await use(catalog);
    } finally {
      await catalog.close();
    }
  }

  async function read(): Promise<readonly SourceTable[]> {
    tables = withCatalog(async (catalog) => catalog.tables());
    tables.catch(() => {
      tables = undefined;
    });
    return tables;
  }

  return {
    async discover(signal) {
      signal.throwIfAborted();
      const found = await read();
      return found.map((table): DiscoveredTable => ({
        table: table.id,
        captureId: idOf(options.database, table.schemaName, table.tableName),
        schema: table.schema,
        ...(table.rowEstimate === undefined ? {} : { rowEstimate: table.rowEstimate }),
        ...(options.startup === 'snapshot' ? {} : { changeImages: changeImages(table) }),
      }));
    },
    placeOf: ({ parts }) => placeOf('postgres', options.connect, [options.database, ...parts.slice(-2)]),
    async sample({ table, limit, signal }) {
      const found = findTable(byId(await (tables ?? read())), table);
      if (found === undefined) {
        throw new TailraceError(
          'table-missing',
          `Table ${formatTableId(table)} is not in the database ${options.database}, or may not be read by this account.`,
          {
            data: { table: formatTableId(table) },
          },
        );
      }
      return sampleRows(options.connect, found, { limit, signal });
    },
    preflight: async (captured, signal) => preflightSource(options, captured, signal),
    open: async (request) => openReader(options, request, context.log),
    keptLog: async () =>
      withCatalog(async (catalog) => {
        const slot = await readSlot(catalog.client, options.slot);
        if (slot === undefined) return undefined;
        const { retainedBytes, active: isActive } = slot;
        return { name: options.slot, retainedBytes, isActive, ...slotDanger(options.slot, slot) };
      }),
    cleanUp: async () => withCatalog(async (catalog) => dropSlotAndPublication(catalog.client, options)),
    close: async () => {
      tables = undefined;
    },
  };
}

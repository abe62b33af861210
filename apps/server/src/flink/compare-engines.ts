// A document's tables read once by both engines, and their cells compared: whether a pipeline means the same on a cluster, on its own data.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { connectorRegistry } from '@tailrace/connectors/registry';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { ReferenceLookup } from '@tailrace/engine';
import {
  compareTables,
  parityDocuments,
  readHere,
  readOnFlink,
  type FlinkClient,
  type TableHere,
} from '@tailrace/flink';
import { jarSource } from '../clusters/jar-source.ts';
import type { ParityService } from '../contract/index.ts';
import type { Storage } from '../storage/index.ts';
import type { SourceLooks } from './source-looks.ts';
import { flinkDocument } from './submit-job.ts';

export interface CompareOptions {
  readonly storage: Storage;
  readonly looks: SourceLooks;
  readonly lookup: ReferenceLookup;
  readonly client: (clusterId: string) => FlinkClient;
  readonly cacheFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Differences that are shown of a table. */
const MOST_DIFFERENCES = 100;
/** From here on a comparison is made only when it is asked for knowing that: both sides are held in memory, one of them as text. */
const MANY_ROWS = 200_000;
/** What Flink printed of more might not fit into one text, which ends at half a billion characters. */
const MOST_ROWS = 1_000_000;

export function createParityService(options: CompareOptions): ParityService {
  const { storage, looks, lookup } = options;
  return {
    compare: async ({ text, clusterId, rewrite = false, evenMany = false }, signal) => {
      const { settings } = storage.clusters.get(clusterId);
      const tables = await looks.discover(text, signal);
      const rows = tables.reduce((sum, { rowEstimate }) => sum + (rowEstimate ?? 0), 0);
      if (rows > MOST_ROWS) throw tooLarge(rows);
      if (rows > MANY_ROWS && !evenMany) throw manyRows(rows);
      const documents = parityDocuments(text);
      const document = flinkDocument(documents.onFlink, settings.release, { rewrite, tables });
      const here = await inFolder(async (stateDir) =>
        readHere({
          text: documents.here,
          registry: connectorRegistry,
          resolveReference: lookup,
          stateDir,
          signal,
        }),
      );
      const onFlink = await readOnFlink({
        client: options.client(clusterId),
        document,
        catalog: connectorCatalog,
        lookup: ({ kind, name }) => lookup(kind, name),
        jars: jarSource(settings.jars, options),
        signal,
      });
      return [...new Set([...here.keys(), ...onFlink.tables.keys()])]
        .toSorted()
        .map((table) => compareTables(table, here.get(table), onFlink.tables.get(table), MOST_DIFFERENCES));
    },
  };
}

async function inFolder(
  use: (folder: string) => Promise<ReadonlyMap<string, TableHere>>,
): Promise<ReadonlyMap<string, TableHere>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tailrace-parity-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function manyRows(rows: number): TailraceError {
  return new TailraceError(
    'parity-many-rows',
    `The tables hold about ${rows} rows, and a comparison holds all of them in the memory of this server, twice. Compare all the same, or narrow the source's tables.`,
    { data: { rows } },
  );
}

function tooLarge(rows: number): TailraceError {
  return new TailraceError(
    'parity-too-large',
    `The tables hold about ${rows} rows, and a comparison holds all of them in the memory of this server: it is made up to ${MOST_ROWS}. Narrow the source's tables, or let tailrace parity compare them, which is a process of its own.`,
    { data: { rows, most: MOST_ROWS } },
  );
}

// What the engine relies on from any source, as tests. A connector calls this with a way to make a fresh world around itself.
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { JsonRow } from '@tailrace/core/event';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DiscoveredTable, Offset, Source, SourceCheckpoint, SourceReader } from '../api/index.ts';
import { createTableImage, type TableImage } from './row-image.ts';

export interface SourceWorld {
  /** A new instance over the same server and options; each is closed by the suite. */
  makeSource(): Promise<Source>;
  /** Tables to capture, with keys; one of them has at least 20 rows. */
  readonly tables: readonly TableId[];
  /** Commits some inserts, updates and deletes on these tables; or only waits, where the source makes changes by itself. */
  change(): Promise<void>;
  /** Rows of a table as they are now, in the order of the keys; undefined where only the source itself knows them. */
  expected(table: TableId): Promise<readonly JsonRow[]> | undefined;
  close(): Promise<void>;
}

/** Runs with a time limit of its own per step, so that a source that hangs fails by name. */
const STEP_MS = 20_000;

export function describeSource(name: string, makeWorld: () => Promise<SourceWorld>): void {
  describe(`${name} as a source`, () => {
    let world: SourceWorld;
    beforeAll(async () => {
      world = await makeWorld();
    });
    afterAll(async () => {
      await world.close();
    });

    test('shows its tables by name, with columns and keys', async () => {
      await withSource(world, async (source) => {
        const found = await source.discover(limit());
        const names = found.map(({ table }) => formatTableId(table));
        expect(names).toEqual(names.toSorted());
        for (const table of captured(world, found)) {
          const columns = table.schema.columns.map((column) => column.name);
          expect(columns.length).toBeGreaterThan(0);
          expect(new Set(columns).size).toBe(columns.length);
          expect(table.schema.primaryKeys.length).toBeGreaterThan(0);
          for (const key of table.schema.primaryKeys) expect(columns).toContain(key);
        }
      });
    });

    test('samples at most as many rows as asked, each as wide as the schema', async () => {
      await withSource(world, async (source) => {
        for (const { table, schema } of captured(world, await source.discover(limit()))) {
          const rows = await source.sample({ table, schema, limit: 5, signal: limit() });
          expect(rows.length).toBeLessThanOrEqual(5);
          for (const row of rows) expect(row).toHaveLength(schema.columns.length);
        }
      });
    });

    test('finds nothing amiss before the start', async () => {
      await withSource(world, async (source) => {
        const checks = await source.preflight(world.tables, limit());
        expect(checks.length).toBeGreaterThan(0);
        expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
      });
    });

    test('snapshot, stream and going on from a position give every change once, and the rows that are there', async () => {
      const images = new Map<string, TableImage>();
      const offset = await readFirst(world, images);
      await readOn(world, images, offset);
      for (const table of world.tables) {
        const expected = await world.expected(table);
        if (expected !== undefined) expect(images.get(formatTableId(table))?.rows()).toEqual(expected);
      }
    });

    test('can go on within the snapshot without the splits that are done', async () => {
      await withSource(world, async (source) => {
        const tables = captured(world, await source.discover(limit()));
        const [first, ...rest] = tables;
        if (first === undefined) throw new Error('the world has no table');
        const name = formatTableId(first.table);
        const reader = await source.open({ tables, signal: limit() });
        const offset = reader.startOffset;
        await reader.close();
        const resumeFrom: SourceCheckpoint = {
          offset,
          snapshot: { finishedSplits: [], finishedTables: [name] },
        };
        await withReader(world, { tables, resumeFrom }, async (resumed) => {
          expect(resumed.compareOffsets(resumed.startOffset, offset)).toBe(0);
          for (const table of rest) {
            let rows = 0;
            for (const split of await resumed.splits(table)) {
              for await (const batch of resumed.readSplit(split, limit())) rows += batch.rowCount;
            }
            const expected = await world.expected(table.table);
            if (expected !== undefined) expect(rows).toBe(expected.length);
          }
        });
        await source.cleanUp(limit());
      });
    });

    test('the stream ends when the signal aborts', async () => {
      await withSource(world, async (source) => {
        const tables = captured(world, await source.discover(limit()));
        const reader = await source.open({ tables, signal: limit() });
        const halt = new AbortController();
        const ended = drain(reader, halt.signal);
        setTimeout(() => halt.abort(), 50);
        await ended;
        await reader.close();
        await source.cleanUp(limit());
      });
    });
  });
}

/** Snapshot and the first changes; gives the position reached. */
async function readFirst(world: SourceWorld, images: Map<string, TableImage>): Promise<Offset> {
  return withSource(world, async (source) => {
    const tables = captured(world, await source.discover(limit()));
    const reader = await source.open({ tables, signal: limit() });
    try {
      expect(reader.replays).toBe(false);
      await world.change();
      await readSnapshot(reader, tables, images);
      await world.change();
      return await readStream(reader, reader.startOffset, images);
    } finally {
      await reader.close();
    }
  });
}

async function readOn(world: SourceWorld, images: Map<string, TableImage>, offset: Offset): Promise<void> {
  await withSource(world, async (source) => {
    const tables = captured(world, await source.discover(limit()));
    await world.change();
    const reader = await source.open({ tables, resumeFrom: { offset }, signal: limit() });
    try {
      reader.acknowledge(offset);
      const end = await readStream(reader, offset, images);
      expect(reader.compareOffsets(end, offset)).toBeGreaterThanOrEqual(0);
      reader.acknowledge(end);
    } finally {
      await reader.close();
    }
    await source.cleanUp(limit());
  });
}

async function readSnapshot(
  reader: SourceReader,
  tables: readonly DiscoveredTable[],
  images: Map<string, TableImage>,
): Promise<void> {
  const ids = new Set<string>();
  for (const table of tables) {
    const image = createTableImage(table.schema);
    images.set(formatTableId(table.table), image);
    for (const split of await reader.splits(table)) {
      expect(ids.has(split.id)).toBe(false);
      ids.add(split.id);
      for await (const batch of reader.readSplit(split, limit())) {
        const rows = batch.rows();
        expect(rows).toHaveLength(batch.rowCount);
        expect(batch.rows([0]).map((row) => row[0])).toEqual(rows.map((row) => row[0]));
        for (const row of rows) image.insert(row);
      }
    }
  }
}

/** Reads to the server's position as it is now; checks that positions only grow. */
async function readStream(
  reader: SourceReader,
  from: Offset,
  images: Map<string, TableImage>,
): Promise<Offset> {
  const target = await reader.currentOffset();
  let reached = from;
  if (reader.compareOffsets(reached, target) >= 0) return reached;
  const halt = new AbortController();
  for await (const batch of reader.stream(from, AbortSignal.any([halt.signal, limit()]))) {
    expect(reader.compareOffsets(batch.offset, reached)).toBeGreaterThanOrEqual(0);
    reached = batch.offset;
    for (const event of batch.events) images.get(formatTableId(event.table))?.apply(event);
    if (reader.compareOffsets(reached, target) >= 0) break;
  }
  halt.abort();
  expect(reader.compareOffsets(reached, target)).toBeGreaterThanOrEqual(0);
  return reached;
}

async function drain(reader: SourceReader, signal: AbortSignal): Promise<void> {
  const timeout = limit();
  try {
    for await (const _ of reader.stream(reader.startOffset, signal)) if (timeout.aborted) break;
  } catch (error) {
    // An aborted connection may say so by throwing; anything else is a fault.
    if (!signal.aborted) throw error;
  }
  expect(timeout.aborted).toBe(false);
}

async function withSource<T>(world: SourceWorld, use: (source: Source) => Promise<T>): Promise<T> {
  const source = await world.makeSource();
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

async function withReader(
  world: SourceWorld,
  request: { readonly tables: readonly DiscoveredTable[]; readonly resumeFrom: SourceCheckpoint },
  use: (reader: SourceReader) => Promise<void>,
): Promise<void> {
  await withSource(world, async (source) => {
    const reader = await source.open({ ...request, signal: limit() });
    try {
      await use(reader);
    } finally {
      await reader.close();
    }
  });
}

function captured(world: SourceWorld, found: readonly DiscoveredTable[]): readonly DiscoveredTable[] {
  const byName = new Map(found.map((table) => [formatTableId(table.table), table]));
  return world.tables.map((id) => {
    const table = byName.get(formatTableId(id));
    if (table === undefined) throw new Error(`${formatTableId(id)} was not discovered`);
    return table;
  });
}

const limit = (): AbortSignal => AbortSignal.timeout(STEP_MS);

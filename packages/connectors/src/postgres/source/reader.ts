// A source that has been opened: rows of the snapshot, then the stream, and the acknowledgements back.
import type { LogState, SourceReader } from '@tailrace/engine/api';
import { formatTableId } from '@tailrace/core/table';
import { byId, findTable } from './catalog-session.ts';
import { slotDanger } from './log-risk.ts';
import { formatLsn, parseLsn } from './lsn.ts';
import type { ReaderContext } from './reader-context.ts';
import { readSlot, type SlotState } from './replication-slot.ts';
import { retakeTable } from './retake.ts';
import { planSplits, tablePages } from './snapshot-splits.ts';
import { createStream } from './stream.ts';

/** Connections that read the snapshot at once, whatever the pipeline asks for. */
const MAX_PARALLEL = 8;

export function createReader(context: ReaderContext): SourceReader {
  const { options, catalog, start, request } = context;
  const tables = byId(context.tables);
  const finishedSplits = new Set(request.resumeFrom?.snapshot?.finishedSplits);
  const finishedTables = new Set(request.resumeFrom?.snapshot?.finishedTables);
  const stream = createStream(context);
  let snapshot = start.snapshot;

  async function endSnapshot(): Promise<void> {
    const open = snapshot;
    snapshot = undefined;
    await open?.close();
  }

  return {
    startOffset: formatLsn(start.offset),
    replays: start.replays,
    parallelSplits: MAX_PARALLEL,
    bounded: context.options.startup === 'snapshot',
    consistentFrom: () => formatLsn(max(start.offset, start.snapshot?.readTo() ?? 0n)),
    async splits({ table }) {
      const found = findTable(tables, table);
      if (snapshot === undefined || found === undefined || finishedTables.has(formatTableId(table)))
        return [];
      return planSplits(found, await tablePages(catalog, found), options.splitRows).filter(
        (split) => !finishedSplits.has(split.id),
      );
    },
    readSplit(split, signal) {
      const found = findTable(tables, split.table);
      if (snapshot === undefined || found === undefined) {
        throw new Error(`internal: no snapshot to read ${split.id} from`);
      }
      return snapshot.read(found, split, signal);
    },
    async *stream(from, signal) {
      await endSnapshot();
      yield* stream.read(from, signal);
    },
    acknowledge: (offset) => stream.acknowledge(offset),
    async currentOffset() {
      const { rows } = await catalog.client.query<{ lsn: string }>(
        'select pg_current_wal_flush_lsn() as lsn',
      );
      const lsn = parseLsn(rows[0]?.lsn ?? '0/0');
      stream.expect(lsn);
      return formatLsn(lsn);
    },
    compareOffsets(a, b) {
      const [left, right] = [parseLsn(a), parseLsn(b)];
      return left < right ? -1 : left > right ? 1 : 0;
    },
    async retake(table, signal) {
      try {
        return await retakeTable({ options, catalog }, table, signal);
      } finally {
        // It has locked the table itself by now.
        await stream.newTables.release(table.table);
      }
    },
    identity: () => {
      const known = stream.identity();
      if (known === undefined) return null;
      const { system, timeline } = known;
      return { system, timeline, published: stream.publication.newest(), ...settledToJson(context) };
    },
    logState: async () =>
      logState(await readSlot(catalog.client, options.slot), options.slot, stream.position()),
    async close() {
      await endSnapshot();
      await stream.close();
      await catalog.close();
    },
  };
}

function settledToJson({ rewrites: { settled } }: ReaderContext): { readonly storage?: readonly number[] } {
  return settled === undefined ? {} : { storage: [settled.newestFile, settled.xid] };
}

/** Nothing of a slot that is gone: the stream fails by itself, and says so. */
function logState(slot: SlotState | undefined, name: string, read: bigint | undefined): LogState {
  if (slot === undefined) return {};
  const { retainedBytes, current } = slot;
  const behind = read === undefined ? undefined : Number(parseLsn(current) - read);
  return {
    retainedBytes,
    ...(behind === undefined ? {} : { behindBytes: Math.max(0, behind) }),
    ...slotDanger(name, slot),
  };
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

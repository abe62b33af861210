// A source that has been opened: rows of the snapshot, then the stream.
import type { SourceReader } from '@tailrace/engine/api';
import { formatTableId } from '@tailrace/core/table';
import { nameOf } from './known-tables.ts';
import { createLogWatch } from './log-watch.ts';
import { comparePositions, formatPosition, parsePosition } from './position.ts';
import type { ReaderContext } from './reader-context.ts';
import { retakeTable } from './retake.ts';
import { currentPosition } from './server-facts.ts';
import { planSplits, rowsPerSplit } from './snapshot-splits.ts';
import { createStream } from './stream.ts';

export function createReader(context: ReaderContext): SourceReader {
  const { options, session, facts, start, request, tables } = context;
  const finishedSplits = request.resumeFrom?.snapshot?.finishedSplits ?? [];
  const finishedTables = new Set(request.resumeFrom?.snapshot?.finishedTables);
  const stream = createStream(context);
  const beginsNow =
    request.resumeFrom === undefined &&
    ['initial', 'snapshot', 'latest-offset'].includes(options.startup.mode);
  const watch = createLogWatch(session, { position: start.position, isNow: beginsNow });
  let snapshot = start.snapshot;

  function endSnapshot(): void {
    snapshot?.close();
    snapshot = undefined;
  }

  return {
    startOffset: formatPosition(start.position),
    replays: start.replays,
    bounded: options.startup.mode === 'snapshot',
    parallelSplits: start.parallelSplits ?? 1,
    consistentFrom: () => formatPosition(start.snapshot?.readTo() ?? start.position),
    async splits({ table, rowEstimate }) {
      const found = tables.captured(nameOf(table));
      const name = formatTableId(table);
      if (snapshot === undefined || found?.definition === undefined || finishedTables.has(name)) return [];
      return planSplits(session, {
        id: table,
        name: found.name,
        definition: found.definition,
        rowEstimate,
        rows: rowsPerSplit(options.chunkRows, rowEstimate),
        finished: finishedSplits.filter((id) => id.startsWith(`${name}#`)),
      });
    },
    readSplit(split, signal) {
      const found = tables.captured(nameOf(split.table));
      if (snapshot === undefined || found === undefined)
        throw new Error(`internal: no snapshot to read ${split.id} from`);
      return snapshot.read(found, split, signal);
    },
    async *stream(from, signal) {
      endSnapshot();
      for await (const batch of stream.read(from, signal)) {
        watch.given(batch.offset, batch.commitTimeMs);
        yield batch;
      }
    },
    // The server keeps its log by time and size, whoever has read it: only the warning of its end goes by this.
    acknowledge: (offset) => watch.durable(offset),
    logState: async () => watch.state(),
    async currentOffset() {
      const position = await currentPosition(session, facts);
      stream.expect(position);
      return formatPosition(position);
    },
    retake: async (table, signal) =>
      retakeTable(context, table, { rowsPerSplit: rowsPerSplit(options.chunkRows, undefined), signal }),
    compareOffsets: (a, b) => comparePositions(parsePosition(a), parsePosition(b)),
    async close() {
      endSnapshot();
      stream.close();
      await session.end();
    },
  };
}

// A source without a server, for trials and tests: rows made up from a seed, then a log of changes at a steady rate. Its position is
// the number of changes given. It is a source in every respect but one: nothing changes while nobody reads it.
import { readOptions } from '@tailrace/core/descriptor';
import { formatTableId } from '@tailrace/core/table';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { Row } from '@tailrace/core/value';
import type {
  Offset,
  OpenRequest,
  SnapshotBatch,
  Source,
  SourceContext,
  SourceReader,
  StreamBatch,
} from '@tailrace/engine/api';
import { createChangeLog } from './change-log.ts';
import { valuesSource } from './descriptor.ts';
import { madeTables, type MadeTable } from './made-tables.ts';

const ROWS_PER_SPLIT = 10_000;
const ROWS_PER_BATCH = 2_000;
/** Changes come in groups this far apart. */
const TICK_MS = 100;

interface Generator {
  readonly tables: readonly MadeTable[];
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly seed: number;
}

export function createValuesSource(context: SourceContext): Source {
  const options = readOptions(valuesSource, context.options);
  const generator: Generator = {
    tables: madeTables(options.text('tables')),
    rows: options.number('rows') ?? 0,
    rowsPerSecond: options.number('rows-per-second') ?? 0,
    seed: options.number('seed') ?? 0,
  };
  const discovered = generator.tables.map(({ table, schema }) => ({
    table,
    schema,
    rowEstimate: generator.rows,
  }));
  return {
    discover: async () => discovered,
    sample: async ({ table, limit }) => {
      const made = findTable(generator, formatTableId(table));
      return rowsOf(made, generator, { from: 1, count: Math.min(limit, generator.rows) });
    },
    preflight: async () => [
      { name: 'source', status: 'ok', message: 'Rows are made up; nothing has to be reached.' },
    ],
    open: async (request) => createReader(generator, request),
    cleanUp: async () => undefined,
    close: async () => undefined,
  };
}

function findTable(generator: Generator, name: string): MadeTable {
  const made = generator.tables.find(({ table }) => formatTableId(table) === name);
  if (made !== undefined) return made;
  throw new TailraceError('table-not-found', `The generator has no table ${name}.`, {
    data: { table: name },
  });
}

function rowsOf(
  made: MadeTable,
  { seed }: Generator,
  range: { readonly from: number; readonly count: number },
): readonly Row[] {
  return Array.from({ length: range.count }, (_, at) => made.row(range.from + at, 0, seed));
}

const toOffset = (position: number): Offset => String(position) as Offset;

function toPosition(offset: Offset): number {
  const position = Number(offset);
  if (Number.isSafeInteger(position) && position >= 0) return position;
  throw new TailraceError('offset-invalid', `"${offset}" is no position of the values source.`, {
    data: { offset },
  });
}

function createReader(generator: Generator, request: OpenRequest): SourceReader {
  const captured = new Set(request.tables.map(({ table }) => formatTableId(table)));
  const tables = generator.tables.filter(({ table }) => captured.has(formatTableId(table)));
  const startOffset = request.resumeFrom?.offset ?? toOffset(0);
  toPosition(startOffset);
  let reached = toPosition(startOffset);
  return {
    startOffset,
    replays: false,
    consistentFrom: () => startOffset,
    splits: async ({ table }) =>
      Array.from({ length: Math.ceil(generator.rows / ROWS_PER_SPLIT) }, (_, at) => ({
        id: `${formatTableId(table)}#${at}`,
        table,
        rowEstimate: Math.min(ROWS_PER_SPLIT, generator.rows - at * ROWS_PER_SPLIT),
      })),
    async *readSplit(split, signal) {
      const made = findTable(generator, formatTableId(split.table));
      const first = Number(split.id.slice(split.id.lastIndexOf('#') + 1)) * ROWS_PER_SPLIT;
      const end = Math.min(first + ROWS_PER_SPLIT, generator.rows);
      for (let from = first; from < end && !signal.aborted; from += ROWS_PER_BATCH) {
        const rows = rowsOf(made, generator, { from: from + 1, count: Math.min(ROWS_PER_BATCH, end - from) });
        const batch: SnapshotBatch = { table: split.table, rows: () => rows, rowCount: rows.length };
        yield batch;
      }
    },
    async *stream(from, signal) {
      for await (const batch of changes({ ...generator, tables }, toPosition(from), signal)) {
        reached = toPosition(batch.offset);
        yield batch;
      }
    },
    acknowledge: () => undefined,
    currentOffset: async () => toOffset(reached),
    compareOffsets: (a, b) => toPosition(a) - toPosition(b),
    close: async () => undefined,
  };
}

async function* changes(
  generator: Generator,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<StreamBatch> {
  const log = createChangeLog(generator, from);
  const began = performance.now();
  while (!signal.aborted) {
    const due = from + Math.floor(((performance.now() - began) / 1000) * generator.rowsPerSecond);
    const events = [];
    while (generator.tables.length > 0 && log.position < due && events.length < ROWS_PER_BATCH)
      events.push(log.next());
    if (events.length > 0) yield { events, offset: toOffset(log.position), commitTimeMs: Date.now() };
    else await pause(TICK_MS, signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

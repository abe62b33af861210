// The schema history of a job. Flink tells how many schema changes its schema operator met and what became of them, not which:
// that is read from the source's catalogue, whenever the count has moved, and compared with what the history knew before.
import type { JobMetrics, RunEvent, SchemaChangeRecord } from '@tailrace/engine/api';
import type { SchemaColumn } from '../contract/index.ts';
import { changesBetween } from './schema-differences.ts';

export interface CataloguedTable {
  readonly table: string;
  readonly columns: readonly SchemaColumn[];
  readonly sinkTables: readonly string[];
}

export interface SchemaWatch {
  /** What is new since the last look, as events of the run. Never throws for what the source does. */
  look(counted: JobMetrics['schemaChanges'] | undefined, signal: AbortSignal): Promise<readonly RunEvent[]>;
}

export interface SchemaWatchOptions {
  /** The captured tables as they are now. */
  readonly catalogue: (signal: AbortSignal) => Promise<readonly CataloguedTable[]>;
  /** Columns of a source table as the history has them; undefined: nothing is known of it. */
  readonly known: (table: string) => readonly SchemaColumn[] | undefined;
  readonly now: () => number;
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsed: () => number;
  /** How often the catalogue is read where Flink tells no counts. */
  readonly withoutCountsMs?: number;
}

const WITHOUT_COUNTS_MS = 60_000;
/** Flink's first metrics of a job take a while; only then is it said that there are none. */
const FIRST_COUNTS_MS = 20_000;
/** After a look that failed, the source is left alone for a while. */
const AFTER_FAILURE_MS = 30_000;

type Counts = NonNullable<JobMetrics['schemaChanges']>;
const NONE: Counts = { seen: 0, finished: 0, failed: 0, ignored: 0 };

export function createSchemaWatch(options: SchemaWatchOptions): SchemaWatch {
  let before: Counts = NONE;
  let isFirst = true;
  /** Of what the schema operator counted, how much is known: each table once, and each change found. */
  let explained = 0;
  const began = options.elapsed();
  let notBefore = Number.NEGATIVE_INFINITY;
  let complaint: string | undefined;

  const isDue = (counted: Counts | undefined): boolean => {
    if (options.elapsed() < notBefore) return false;
    if (isFirst && counted === undefined) return options.elapsed() >= began + FIRST_COUNTS_MS;
    return isFirst || counted === undefined || total(counted) !== total(before);
  };

  return {
    look: async (counted, signal) => {
      if (!isDue(counted)) return [];
      let tables: readonly CataloguedTable[];
      try {
        tables = await options.catalogue(signal);
      } catch (error) {
        if (signal.aborted) return [];
        notBefore = options.elapsed() + AFTER_FAILURE_MS;
        const message = error instanceof Error ? error.message : String(error);
        if (message === complaint) return [];
        complaint = message;
        return [warning(options.now(), `The schema history cannot look at the source's tables: ${message}`)];
      }
      complaint = undefined;
      const outcome = outcomeOf(before, counted);
      const records = tables.flatMap((table) => recordsOf(table, options.known(table.table), outcome));
      const events: RunEvent[] = records.map((change) => ({
        type: 'schema-change',
        at: options.now(),
        change,
      }));
      explained = isFirst
        ? Math.max(tables.length, counted?.seen ?? 0)
        : explained + records.filter(({ kind }) => kind !== 'create.table').length;
      const unseen = Math.max(0, (counted?.seen ?? 0) - explained);
      explained += unseen;
      if (counted === undefined)
        notBefore = options.elapsed() + (options.withoutCountsMs ?? WITHOUT_COUNTS_MS);
      before = counted ?? before;
      isFirst = false;
      return unseen === 0 ? events : [...events, warning(options.now(), unseenWords(unseen))];
    },
  };
}

const total = ({ seen, finished, failed, ignored }: Counts): number => seen + finished + failed + ignored;

const warning = (at: number, message: string): RunEvent => ({ type: 'log', at, level: 'warning', message });

/** Of the changes since the last look, all together: Flink does not tell them apart. */
function outcomeOf(
  before: Counts,
  now: Counts | undefined,
): { outcome: SchemaChangeRecord['results'][number]['outcome']; reason: string } {
  const unsaid = 'Flink tells neither the statement, nor its position, nor what the sink did in detail.';
  if (now === undefined)
    return {
      outcome: 'unknown',
      reason: `What became of it in the sink is not told by this release of Flink CDC. ${unsaid}`,
    };
  if (now.failed > before.failed)
    return { outcome: 'failed', reason: `${now.failed - before.failed} failed in the sink. ${unsaid}` };
  if (now.finished > before.finished) return { outcome: 'applied', reason: unsaid };
  if (now.ignored > before.ignored)
    return { outcome: 'ignored', reason: `The schema operator ignored it. ${unsaid}` };
  return {
    outcome: 'unknown',
    reason: `The schema operator has counted it and not said what became of it. ${unsaid}`,
  };
}

function recordsOf(
  { table, columns, sinkTables }: CataloguedTable,
  known: readonly SchemaColumn[] | undefined,
  { outcome, reason }: ReturnType<typeof outcomeOf>,
): readonly SchemaChangeRecord[] {
  return changesBetween(table, known, columns).map(({ kind, event }) => ({
    sourceTable: table,
    kind,
    event,
    schema: columns,
    results: sinkTables.map((sinkTable) => ({ sinkTable, events: [], statements: [], outcome, reason })),
  }));
}

/** More was counted than the catalogue shows: added and dropped again, or a change that leaves the columns as they are. */
const unseenWords = (more: number): string =>
  `Flink CDC counted ${more} schema ${more === 1 ? 'change' : 'changes'} that the source's tables do not show now: one told twice after a restart, or what was changed and changed back between two looks.`;

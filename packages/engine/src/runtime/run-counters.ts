// What a run counts: rows by table and by rule, lag, checkpoints. Totals since the run began, over its restarts.
import type { ChainTrace } from '@tailrace/core/chain';
import { isDataChange, type DataChangeEvent } from '@tailrace/core/event';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { LogState, RunMetrics, TableMetrics } from '../api/index.ts';
import { createMeasures, type Measured, type RunMeasures } from './run-measures.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type TableCounters = Mutable<TableMetrics>;
/** Said by others, each time anew. */
type Asked = 'pending';
type OfLog = 'retainedBytes' | 'lagBytes' | 'logLeftBytes' | 'logLeftMs' | 'logRisk';
type Totals = Mutable<Omit<RunMetrics, 'tables' | 'rules' | Measured | OfLog | Asked>>;

export interface RunCounters extends Omit<RunMeasures, 'measured'> {
  readonly totals: Totals;
  table(table: TableId): TableCounters;
  /** A rule got `rowsIn` rows and let `rowsOut` through. */
  rule(kind: 'transform' | 'route', index: number, rowsIn: number, rowsOut: number): void;
  /** A change that the source gave, on its way in. */
  read(event: DataChangeEvent, now: number): void;
  /** A change that the filter dropped. */
  dropped(event: DataChangeEvent): void;
  phase(phase: TableMetrics['phase']): void;
  /** What the source's server says of its log now; what it does not say is not known any more. */
  log(state: LogState): void;
  /** Whom to ask what waits for the sink; undefined when nothing can. */
  askPending(ask: (() => RunMetrics['pending']) | undefined): void;
  /** Grows with every change: whether there is something new to tell. */
  readonly version: number;
  touch(): void;
  snapshot(): RunMetrics;
}

export function createCounters(): RunCounters {
  const totals: Totals = { rowsRead: 0, rowsWritten: 0, rowsDropped: 0, restarts: 0 };
  const tables = new Map<string, TableCounters>();
  const table = findOrAdd(tables);
  type RuleCounts = { in: number; out: number };
  const rules: Record<'transform' | 'route', (RuleCounts | undefined)[]> = { transform: [], route: [] };
  const measures = createMeasures();
  let log: Pick<RunMetrics, OfLog> = {};
  let pending: (() => RunMetrics['pending']) | undefined;
  let version = 0;

  return {
    totals,
    table,
    rule(kind, index, rowsIn, rowsOut) {
      const counts = (rules[kind][index] ??= { in: 0, out: 0 });
      counts.in += rowsIn;
      counts.out += rowsOut;
    },
    read(event, now) {
      const counters = table(event.table);
      totals.rowsRead += 1;
      counters.lastChangeAt = now;
      if (event.type === 'update') counters.updates += 1;
      else if (event.type === 'delete') counters.deletes += 1;
      else counters.inserts += 1;
    },
    dropped(event) {
      totals.rowsDropped += 1;
      table(event.table).dropped += 1;
    },
    phase(phase) {
      for (const counters of tables.values()) counters.phase = phase;
      version += 1;
    },
    ...measures,
    lag(ms) {
      totals.lagMs = ms;
      measures.lag(ms);
    },
    schemaChange(outcome) {
      measures.schemaChange(outcome);
      version += 1;
    },
    log(state) {
      log = ofLog(state);
      version += 1;
    },
    askPending(ask) {
      pending = ask;
    },
    get version() {
      return version;
    },
    touch() {
      version += 1;
    },
    snapshot: () => ({
      ...totals,
      ...measures.measured(),
      ...log,
      ...waiting(pending?.()),
      tables: Object.fromEntries([...tables].map(([name, counters]) => [name, { ...counters }])),
      rules: Object.fromEntries(
        Object.entries(rules).flatMap(([kind, list]) =>
          list.flatMap((counts, index) =>
            counts === undefined ? [] : [[`${kind}:${index}`, { ...counts }]],
          ),
        ),
      ),
    }),
  };
}

function findOrAdd(tables: Map<string, TableCounters>): RunCounters['table'] {
  // Formatting an id for each event would cost more than the counting: sources give the same TableId object again and again.
  const byIdentity = new WeakMap<TableId, TableCounters>();
  return (id) => {
    const known = byIdentity.get(id);
    if (known !== undefined) return known;
    const name = formatTableId(id);
    let counters = tables.get(name);
    if (counters === undefined) {
      counters = { phase: 'waiting', snapshotRows: 0, inserts: 0, updates: 0, deletes: 0, dropped: 0 };
      tables.set(name, counters);
    }
    byIdentity.set(id, counters);
    return counters;
  };
}

const waiting = (pending: RunMetrics['pending']): Pick<RunMetrics, 'pending'> =>
  pending === undefined ? {} : { pending };

function ofLog({ retainedBytes, behindBytes, leftBytes, leftMs, risk }: LogState): Pick<RunMetrics, OfLog> {
  return {
    ...(retainedBytes === undefined ? {} : { retainedBytes }),
    ...(behindBytes === undefined ? {} : { lagBytes: behindBytes }),
    ...(leftBytes === undefined ? {} : { logLeftBytes: leftBytes }),
    ...(leftMs === undefined ? {} : { logLeftMs: leftMs }),
    ...(risk === undefined ? {} : { logRisk: risk }),
  };
}

/** Counts what the chain does with each event; bulk copies are counted where they are done. */
export function countingTrace(counters: RunCounters): Omit<ChainTrace, 'evolved'> {
  return {
    transformed({ event, rule, result }) {
      if (!isDataChange(event)) return;
      if (rule !== undefined) counters.rule('transform', rule, 1, result === undefined ? 0 : 1);
      if (result === undefined) counters.dropped(event);
    },
    routed({ event, route }) {
      if (route !== undefined && isDataChange(event)) counters.rule('route', route, 1, 1);
    },
  };
}

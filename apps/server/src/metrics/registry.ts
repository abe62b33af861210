// /metrics in Prometheus' text format. Figures of runs are read from storage when asked for, of the newest run of each pipeline; prom-client
// escapes what names of pipelines and tables hold. Numbers of series are bounded: see table-series.ts.
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { RunMetrics, RunState } from '@tailrace/engine/api';
import type { RunStore, StoredRun } from '../storage/index.ts';
import { StoredHistogram, type HistogramReading } from './stored-histogram.ts';
import { tableSeries } from './table-series.ts';

/** One number, of a run or of a part of it, which its further labels tell. */
interface Reading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number | undefined;
}

interface Family {
  readonly kind: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly read: (metrics: RunMetrics, run: StoredRun, now: number) => readonly Reading[];
}

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);
const one = (value: number | undefined): readonly Reading[] => [{ value }];

const counter = (name: string, help: string, read: (metrics: RunMetrics) => number | undefined): Family => ({
  kind: 'counter',
  name,
  help,
  read: (metrics) => one(read(metrics)),
});

const gauge = (name: string, help: string, read: (metrics: RunMetrics) => number | undefined): Family => ({
  kind: 'gauge',
  name,
  help,
  read: (metrics) => one(read(metrics)),
});

const ENDED: ReadonlySet<RunState> = new Set<RunState>(['stopped', 'failed', 'finished', 'cancelled']);

const FAMILIES: readonly Family[] = [
  counter('tailrace_run_rows_read_total', 'Rows read from the source.', ({ rowsRead }) => rowsRead),
  counter(
    'tailrace_run_rows_written_total',
    'Rows made durable in the sink.',
    ({ rowsWritten }) => rowsWritten,
  ),
  counter('tailrace_run_rows_dropped_total', 'Rows that filters dropped.', ({ rowsDropped }) => rowsDropped),
  counter('tailrace_run_restarts_total', 'Restarts after failures.', ({ restarts }) => restarts),
  counter('tailrace_run_reader_seconds_total', 'Time for which readers were open.', ({ readerMs }) =>
    seconds(readerMs),
  ),
  counter(
    'tailrace_run_reader_held_seconds_total',
    'Time for which readers stood still until the sink had taken what they gave.',
    ({ readerHeldMs }) => seconds(readerHeldMs),
  ),
  gauge(
    'tailrace_run_back_pressure_ratio',
    'Share of the last seconds for which readers stood still until the sink had taken what they gave.',
    ({ backPressure }) => backPressure,
  ),
  gauge(
    'tailrace_run_lag_seconds',
    'From commit at the source to durable in the sink, of the last batch.',
    ({ lagMs }) => seconds(lagMs),
  ),
  gauge('tailrace_run_lag_bytes', "Bytes of the source's log not read yet.", ({ lagBytes }) => lagBytes),
  gauge(
    'tailrace_run_retained_bytes',
    'Bytes of log that the source keeps for the run.',
    ({ retainedBytes }) => retainedBytes,
  ),
  gauge(
    'tailrace_run_log_left_bytes',
    'Bytes that the source may at least still write until its server removes log that is needed.',
    ({ logLeftBytes }) => logLeftBytes,
  ),
  gauge(
    'tailrace_run_log_left_seconds',
    "Time that passes at least until the source's server removes log that is needed.",
    ({ logLeftMs }) => seconds(logLeftMs),
  ),
  {
    kind: 'gauge',
    name: 'tailrace_run_log_risk',
    help: "1 while the source's log that is needed is in danger, by the code of the warning.",
    labels: ['code'],
    read: ({ logRisk }) => (logRisk === undefined ? [] : [{ labels: { code: logRisk.code }, value: 1 }]),
  },
  gauge(
    'tailrace_run_checkpoint_timestamp_seconds',
    'When the last checkpoint was taken.',
    ({ lastCheckpointAt }) => seconds(lastCheckpointAt),
  ),
  {
    kind: 'gauge',
    name: 'tailrace_run_checkpoint_age_seconds',
    help: 'Time since the last checkpoint, of a run that has not ended.',
    read: ({ lastCheckpointAt }, { state }, now) =>
      one(
        lastCheckpointAt === undefined || ENDED.has(state)
          ? undefined
          : Math.max(0, now - lastCheckpointAt) / 1000,
      ),
  },
  {
    kind: 'counter',
    name: 'tailrace_run_schema_changes_total',
    help: 'Schema changes by what became of them at a sink table.',
    labels: ['outcome'],
    read: ({ schemaChanges = {} }) =>
      Object.entries(schemaChanges).map(([outcome, value]) => ({ labels: { outcome }, value })),
  },
  {
    kind: 'counter',
    name: 'tailrace_rule_rows_in_total',
    help: 'Rows that a rule of the document was given.',
    labels: ['rule'],
    read: ({ rules }) =>
      Object.entries(rules).map(([rule, counts]) => ({ labels: { rule }, value: counts.in })),
  },
  {
    kind: 'counter',
    name: 'tailrace_rule_rows_out_total',
    help: 'Rows that a rule of the document let through.',
    labels: ['rule'],
    read: ({ rules }) =>
      Object.entries(rules).map(([rule, counts]) => ({ labels: { rule }, value: counts.out })),
  },
  {
    kind: 'counter',
    name: 'tailrace_table_changes_total',
    help: 'Rows read of a source table: of its snapshot, and changes by kind.',
    labels: ['table', 'op'],
    read: ({ tables }) =>
      tableSeries(tables).flatMap(({ table, changes }) =>
        Object.entries(changes).map(([op, value]) => ({ labels: { table, op }, value })),
      ),
  },
  {
    kind: 'counter',
    name: 'tailrace_table_rows_dropped_total',
    help: 'Rows of a source table that filters dropped.',
    labels: ['table'],
    read: ({ tables }) =>
      tableSeries(tables).map(({ table, dropped }) => ({ labels: { table }, value: dropped })),
  },
  {
    kind: 'gauge',
    name: 'tailrace_table_last_change_timestamp_seconds',
    help: 'When the last change of a source table was read.',
    labels: ['table'],
    read: ({ tables }) =>
      tableSeries(tables).map(({ table, lastChangeAt }) => ({
        labels: { table },
        value: seconds(lastChangeAt),
      })),
  },
];

const RUN = ['pipeline', 'run'] as const;
const labelsOf = (run: StoredRun) => ({ pipeline: run.pipelineName, run: run.id });

export function createMetricsRegistry(runs: RunStore, version: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'tailrace_server_' });
  const build = new Gauge({
    name: 'tailrace_build_info',
    help: 'Always 1.',
    labelNames: ['version'],
    registers: [registry],
  });
  build.set({ version }, 1);
  const newest = (): StoredRun[] => [...runs.newest().values()];
  void new Gauge({
    name: 'tailrace_run_state',
    help: 'State of the newest run of each pipeline; 1 for the state it is in.',
    labelNames: [...RUN, 'state'],
    registers: [registry],
    collect() {
      this.reset();
      for (const run of newest()) this.set({ ...labelsOf(run), state: run.state }, 1);
    },
  });
  for (const family of FAMILIES) addFamily(registry, family, newest);
  addHistograms(registry, newest);
  return registry;
}

function addFamily(registry: Registry, family: Family, newest: () => readonly StoredRun[]): void {
  const readings = (): { labels: Record<string, string>; value: number }[] => {
    const now = Date.now();
    return newest().flatMap((run) =>
      (run.metrics === undefined ? [] : family.read(run.metrics, run, now)).flatMap(({ labels, value }) =>
        value === undefined ? [] : [{ labels: { ...labelsOf(run), ...labels }, value }],
      ),
    );
  };
  const { name, help, labels = [] } = family;
  const common = { name, help, labelNames: [...RUN, ...labels], registers: [registry] };
  // What is not there any more must not stay with its last figure, hence the reset.
  if (family.kind === 'counter') {
    void new Counter({
      ...common,
      collect() {
        this.reset();
        for (const { labels: each, value } of readings()) this.inc(each, value);
      },
    });
    return;
  }
  void new Gauge({
    ...common,
    collect() {
      this.reset();
      for (const { labels: each, value } of readings()) this.set(each, value);
    },
  });
}

function addHistograms(registry: Registry, newest: () => readonly StoredRun[]): void {
  void new StoredHistogram({
    name: 'tailrace_run_commit_lag_seconds',
    help: 'From commit at the source to durable in the sink, of each commit of the sink.',
    labelNames: [...RUN],
    registers: [registry],
    read: () =>
      newest().flatMap((run): HistogramReading[] =>
        run.metrics?.lag === undefined ? [] : [{ labels: labelsOf(run), histogram: run.metrics.lag }],
      ),
  });
  void new StoredHistogram({
    name: 'tailrace_operator_seconds',
    help: 'How long an operator took: rules, write and commit over a batch, schema over a schema change.',
    labelNames: [...RUN, 'operator'],
    registers: [registry],
    read: () =>
      newest().flatMap((run) =>
        Object.entries(run.metrics?.durations ?? {}).map(([operator, histogram]) => ({
          labels: { ...labelsOf(run), operator },
          histogram,
        })),
      ),
  });
}

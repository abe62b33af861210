// /metrics in Prometheus' text format. Figures of runs are read from storage when asked for; labels are pipelines and runs going
// on, never tables, so that their number stays small.
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { RunStore, StoredRun } from '../storage/index.ts';

type Reading = (run: StoredRun) => number | undefined;

const READINGS: readonly { name: string; help: string; read: Reading }[] = [
  {
    name: 'tailrace_run_rows_read_total',
    help: 'Rows read from the source.',
    read: (run) => run.metrics?.rowsRead,
  },
  {
    name: 'tailrace_run_rows_written_total',
    help: 'Rows made durable in the sink.',
    read: (run) => run.metrics?.rowsWritten,
  },
  {
    name: 'tailrace_run_rows_dropped_total',
    help: 'Rows that filters dropped.',
    read: (run) => run.metrics?.rowsDropped,
  },
  {
    name: 'tailrace_run_restarts_total',
    help: 'Restarts after failures.',
    read: (run) => run.metrics?.restarts,
  },
  {
    name: 'tailrace_run_lag_seconds',
    help: 'From commit at the source to durable in the sink, of the last batch.',
    read: (run) => (run.metrics?.lagMs === undefined ? undefined : run.metrics.lagMs / 1_000),
  },
  {
    name: 'tailrace_run_lag_bytes',
    help: "Bytes of the source's log not read yet.",
    read: (run) => run.metrics?.lagBytes,
  },
  {
    name: 'tailrace_run_retained_bytes',
    help: 'Bytes of log that the source keeps for the run.',
    read: (run) => run.metrics?.retainedBytes,
  },
  {
    name: 'tailrace_run_checkpoint_timestamp_seconds',
    help: 'When the last checkpoint was taken.',
    read: (run) =>
      run.metrics?.lastCheckpointAt === undefined ? undefined : run.metrics.lastCheckpointAt / 1_000,
  },
];

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
  const states = new Gauge({
    name: 'tailrace_run_state',
    help: 'State of the newest run of each pipeline; 1 for the state it is in.',
    labelNames: ['pipeline', 'run', 'state'],
    registers: [registry],
    collect() {
      this.reset();
      for (const run of newest()) this.set({ pipeline: run.pipelineName, run: run.id, state: run.state }, 1);
    },
  });
  void states;
  for (const { name, help, read } of READINGS) {
    void new Gauge({
      name,
      help,
      labelNames: ['pipeline', 'run'],
      registers: [registry],
      collect() {
        this.reset();
        for (const run of newest()) {
          const value = read(run);
          if (value !== undefined) this.set({ pipeline: run.pipelineName, run: run.id }, value);
        }
      },
    });
  }
  return registry;
}

// What a run says becomes what the server knows: state, figures, history, and the numbered list of events.
import type { RunEvent, RunMetrics } from '@tailrace/engine/api';
import { addMetrics } from './add-metrics.ts';
import type { RunStore, SchemaHistoryStore } from '../storage/index.ts';
import type { EventSignal } from './event-signal.ts';
import { createStoreQueue } from './store-queue.ts';

export interface EventRecorder {
  /** A new process of the run begins, which counts from nothing. */
  begin(runId: string): void;
  record(run: RecordedRun, event: RunEvent): void;
}

interface RecordedRun {
  readonly id: string;
  readonly pipelineId: string;
}

export function createEventRecorder(stores: {
  readonly runs: RunStore;
  readonly schemaHistory: SchemaHistoryStore;
  readonly signals: EventSignal;
  /** What the work stores is stored as a whole or not at all. */
  readonly atomically: (work: () => void) => void;
  /** For the server's log. */
  readonly onLog: (line: string) => void;
}): EventRecorder {
  const { runs, schemaHistory, signals, atomically, onLog } = stores;
  /** What the processes before the present one counted. */
  const counted = new Map<string, RunMetrics>();
  const previous = new Map<string, { at: number; rowsWritten: number }>();

  function recordMetrics(runId: string, at: number, metrics: RunMetrics): void {
    runs.setMetrics(runId, metrics);
    const before = previous.get(runId);
    previous.set(runId, { at, rowsWritten: metrics.rowsWritten });
    if (before === undefined || at <= before.at) return;
    runs.addPoint(runId, {
      at,
      rowsPerSecond: Math.max(0, ((metrics.rowsWritten - before.rowsWritten) * 1_000) / (at - before.at)),
      ...(metrics.lagMs === undefined ? {} : { lagMs: metrics.lagMs }),
      ...(metrics.retainedBytes === undefined ? {} : { retainedBytes: metrics.retainedBytes }),
    });
  }

  function store(run: RecordedRun, said: RunEvent): void {
    const event: RunEvent =
      said.type === 'metrics' ? { ...said, metrics: addMetrics(counted.get(run.id), said.metrics) } : said;
    atomically(() => {
      keep(run, event);
      runs.appendEvent(run.id, event);
    });
    signals.notify(run.id);
  }

  function keep(run: RecordedRun, event: RunEvent): void {
    switch (event.type) {
      case 'state':
        runs.setState(run.id, event.state, event.error);
        if (event.state === 'starting') previous.delete(run.id);
        break;
      case 'metrics':
        recordMetrics(run.id, event.at, event.metrics);
        break;
      case 'schema-change':
        schemaHistory.add({
          runId: run.id,
          pipelineId: run.pipelineId,
          at: event.at,
          record: event.change,
        });
        break;
      case 'log':
        break;
    }
  }

  const queue = createStoreQueue<Told>(({ run, event }) => store(run, event), onLog);
  return {
    begin: (runId) => {
      const { metrics } = runs.get(runId);
      if (metrics !== undefined) counted.set(runId, metrics);
    },
    // Figures need not wait: the next ones say all that they did.
    record: (run, event) => queue.store({ run, event }, { mayBeLost: event.type === 'metrics' }),
  };
}

interface Told {
  readonly run: RecordedRun;
  readonly event: RunEvent;
}

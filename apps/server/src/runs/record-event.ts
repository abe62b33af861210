// What a run says becomes what the server knows: state, figures, history, and the numbered list of events.
import type { RunEvent, RunMetrics } from '@tailrace/engine/api';
import { addMetrics } from './add-metrics.ts';
import type { RunStore, SchemaHistoryStore } from '../storage/index.ts';
import type { EventSignal } from './event-signal.ts';

export interface EventRecorder {
  /** A new process of the run begins, which counts from nothing. */
  begin(runId: string): void;
  record(run: { readonly id: string; readonly pipelineId: string }, event: RunEvent): void;
}

export function createEventRecorder(stores: {
  readonly runs: RunStore;
  readonly schemaHistory: SchemaHistoryStore;
  readonly signals: EventSignal;
}): EventRecorder {
  const { runs, schemaHistory, signals } = stores;
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

  return {
    begin: (runId) => {
      const { metrics } = runs.get(runId);
      if (metrics !== undefined) counted.set(runId, metrics);
    },
    record: (run, said) => {
      const event: RunEvent =
        said.type === 'metrics' ? { ...said, metrics: addMetrics(counted.get(run.id), said.metrics) } : said;
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
      runs.appendEvent(run.id, event);
      signals.notify(run.id);
    },
  };
}

// What a run says becomes what the server knows: state, figures, history, and the numbered list of events.
import type { RunEvent, RunMetrics } from '@tailrace/engine/api';
import type { RunStore, SchemaHistoryStore } from '../storage/index.ts';
import type { EventSignal } from './event-signal.ts';

export interface EventRecorder {
  record(run: { readonly id: string; readonly pipelineId: string }, event: RunEvent): void;
}

export function createEventRecorder(stores: {
  readonly runs: RunStore;
  readonly schemaHistory: SchemaHistoryStore;
  readonly signals: EventSignal;
}): EventRecorder {
  const { runs, schemaHistory, signals } = stores;
  const previous = new Map<string, { at: number; rowsWritten: number }>();

  function recordMetrics(runId: string, at: number, metrics: RunMetrics): void {
    runs.setMetrics(runId, metrics);
    const before = previous.get(runId);
    previous.set(runId, { at, rowsWritten: metrics.rowsWritten });
    if (before === undefined || at <= before.at) return;
    runs.addPoint(runId, {
      at,
      // Totals begin anew with a new process; a rate is never negative.
      rowsPerSecond: Math.max(0, ((metrics.rowsWritten - before.rowsWritten) * 1_000) / (at - before.at)),
      ...(metrics.lagMs === undefined ? {} : { lagMs: metrics.lagMs }),
      ...(metrics.retainedBytes === undefined ? {} : { retainedBytes: metrics.retainedBytes }),
    });
  }

  return {
    record: (run, event) => {
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

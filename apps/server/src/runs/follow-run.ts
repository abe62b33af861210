import type { StoredRunEvent } from '../contract/index.ts';
import type { RunStore } from '../storage/index.ts';
import type { EventSignal } from './event-signal.ts';

const PAGE = 500;
/** What stands under the events of a run that one opens. */
const PAST = 200;

/**
 * A run's events in order, each once: those stored after `lastEventId`, then new ones as they come. Without an id it begins with
 * the newest state and metrics, which say how the run stands, and the newest schema changes and lines of its log, and goes on from there.
 */
export async function* followRun(
  { runs, signals }: { readonly runs: RunStore; readonly signals: EventSignal },
  runId: string,
  lastEventId: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<StoredRunEvent> {
  runs.get(runId);
  // Before the first reading, so that nothing falls between reading and waiting.
  const listener = signals.listen(runId, signal);
  try {
    let last = lastEventId ?? 0;
    if (lastEventId === undefined) {
      for (const event of presentState(runs, runId)) {
        yield event;
        last = event.id;
      }
    }
    while (!signal.aborted) {
      const events = runs.eventsAfter(runId, last, PAGE);
      for (const event of events) {
        if (signal.aborted) return;
        yield event;
        last = event.id;
      }
      if (events.length < PAGE) await listener.wait();
    }
  } finally {
    listener.close();
  }
}

function presentState(runs: RunStore, runId: string): StoredRunEvent[] {
  const past = runs.recentEvents(runId, ['schema-change', 'log'], PAST);
  return [runs.lastEvent(runId, 'state'), runs.lastEvent(runId, 'metrics'), ...past]
    .filter((event) => event !== undefined)
    .toSorted((a, b) => a.id - b.id);
}

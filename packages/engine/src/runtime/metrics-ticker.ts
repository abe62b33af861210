import type { RunEvent, SourceReader } from '../api/index.ts';
import type { Clock } from './clock.ts';
import type { RunCounters } from './run-counters.ts';

/** At most this often, and only when something changed. */
const METRICS_EVERY_MS = 500;
const RETAINED_EVERY_MS = 5000;

export interface MetricsTicker {
  /** The reader that may be asked how much log its server keeps; undefined while there is none. */
  watch(reader: SourceReader | undefined): void;
  /** Tells the last figures and stops. */
  end(): void;
}

export function startMetrics(options: {
  readonly clock: Clock;
  readonly counters: RunCounters;
  readonly emit: (event: RunEvent) => void;
}): MetricsTicker {
  const { clock, counters, emit } = options;
  const over = new AbortController();
  let told = -1;
  let reader: SourceReader | undefined;
  let retainedAt = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    if (told === counters.version) return;
    told = counters.version;
    emit({ type: 'metrics', at: clock.now(), metrics: counters.snapshot() });
  };
  const askRetained = async (): Promise<void> => {
    if (reader?.retainedBytes === undefined || clock.now() - retainedAt < RETAINED_EVERY_MS) return;
    retainedAt = clock.now();
    // The figure is for people only: a server that cannot be asked now fails the stream itself, which says why.
    const bytes = await reader.retainedBytes().catch(() => undefined);
    if (bytes === undefined) delete counters.totals.retainedBytes;
    else counters.totals.retainedBytes = bytes;
    counters.touch();
  };
  const loop = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(METRICS_EVERY_MS, over.signal);
      if (over.signal.aborted) return;
      await askRetained();
      tell();
    }
  };
  void loop();
  return {
    watch(next) {
      reader = next;
    },
    end() {
      over.abort();
      tell();
    },
  };
}

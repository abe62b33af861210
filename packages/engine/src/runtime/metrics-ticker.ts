import type { RunEvent, SourceReader } from '../api/index.ts';
import type { Clock } from './clock.ts';
import type { RunCounters } from './run-counters.ts';

/** At most this often, and only when something changed. */
const METRICS_EVERY_MS = 500;
const RETAINED_EVERY_MS = 5000;
/** Back-pressure is that of so long. */
const PRESSURE_OVER_MS = 2000;

export interface MetricsTicker {
  /** The reader that may be asked how much log its server keeps; undefined when an attempt is over, whose figures are told then. */
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
  let since = counters.readers.totals();
  const measurePressure = (): void => {
    const now = counters.readers.totals();
    const openMs = now.openMs - since.openMs;
    if (openMs < PRESSURE_OVER_MS) return;
    const share = Math.round((100 * (now.heldMs - since.heldMs)) / openMs) / 100;
    since = now;
    if (counters.totals.backPressure === share) return;
    counters.totals.backPressure = share;
    counters.touch();
  };
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
      measurePressure();
      tell();
    }
  };
  void loop();
  return {
    watch(next) {
      reader = next;
      if (next !== undefined) return;
      delete counters.totals.backPressure;
      // A paused run's process is ended as soon as it says so.
      tell();
    },
    end() {
      over.abort();
      tell();
    },
  };
}

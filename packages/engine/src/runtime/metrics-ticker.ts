import type { LogRisk, LogState, RunEvent, SourceReader } from '../api/index.ts';
import type { Clock } from './clock.ts';
import type { RunCounters } from './run-counters.ts';

/** At most this often, and only when something changed. */
const METRICS_EVERY_MS = 500;
const LOG_EVERY_MS = 5000;
/** Back-pressure is that of so long. */
const PRESSURE_OVER_MS = 2000;
/** A danger that comes and goes is told this often. */
const SAME_RISK_AFTER_MS = 600_000;

export interface MetricsTicker {
  /**
   * The reader that may be asked how its server keeps the log; undefined when an attempt is over, whose figures are told then.
   */
  watch(reader: Pick<SourceReader, 'logState'> | undefined): void;
  /** What the server keeps, as it was found out while no reader is open. */
  noteLog(state: LogState): void;
  /** Tells the last figures and stops. */
  end(): void;
}

interface TickerOptions {
  readonly clock: Clock;
  readonly counters: RunCounters;
  readonly emit: (event: RunEvent) => void;
}

export function startMetrics(options: TickerOptions): MetricsTicker {
  const { clock, counters, emit } = options;
  const over = new AbortController();
  let told = -1;
  let reader: Pick<SourceReader, 'logState'> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  /** It may never answer, and nothing else waits for it. */
  let asking: typeof reader;
  const warn = riskWarner(options);
  const measurePressure = pressureMeter(counters);
  const tell = (): void => {
    if (told === counters.version) return;
    told = counters.version;
    emit({ type: 'metrics', at: clock.now(), metrics: counters.snapshot() });
  };
  const noteLog = (state: LogState): void => {
    counters.log(state);
    warn(state.risk);
  };
  const askLog = async (): Promise<void> => {
    const asked = reader;
    if (asked?.logState === undefined || asked === asking || clock.elapsed() - askedAt < LOG_EVERY_MS) return;
    askedAt = clock.elapsed();
    asking = asked;
    // The figures are for people only: a server that cannot be asked now fails the stream itself, which says why.
    const state = await asked.logState().catch((): LogState => ({}));
    if (asking === asked) asking = undefined;
    if (reader !== asked) return;
    noteLog(state);
  };
  const loop = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(METRICS_EVERY_MS, over.signal);
      if (over.signal.aborted) return;
      void askLog();
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
    noteLog,
    end() {
      over.abort();
      tell();
    },
  };
}

/** Tells a danger when it begins, and not again while it lasts. */
function riskWarner({ clock, emit }: TickerOptions): (risk: LogRisk | undefined) => void {
  let last: string | undefined;
  const toldAt = new Map<string, number>();
  return (risk) => {
    const began = risk !== undefined && risk.code !== last;
    last = risk?.code;
    if (!began) return;
    const since = clock.elapsed();
    if (since - (toldAt.get(risk.code) ?? Number.NEGATIVE_INFINITY) < SAME_RISK_AFTER_MS) return;
    toldAt.set(risk.code, since);
    emit({ type: 'log', at: clock.now(), level: 'warning', message: risk.message, code: risk.code });
  };
}

function pressureMeter(counters: RunCounters): () => void {
  let since = counters.readers.totals();
  return () => {
    const now = counters.readers.totals();
    const openMs = now.openMs - since.openMs;
    if (openMs < PRESSURE_OVER_MS) return;
    const share = Math.round((100 * (now.heldMs - since.heldMs)) / openMs) / 100;
    since = now;
    if (counters.totals.backPressure === share) return;
    counters.totals.backPressure = share;
    counters.touch();
  };
}

// A run as it goes: its events folded into what the screens show. Totals come from the server; rates are told by two of them.
import { useEffect, useReducer } from 'react';
import type { RunError, RunEvent, RunMetrics, RunState, SchemaChangeOutcome } from '@tailrace/server/router';
import { api } from './api.ts';

export interface LivePoint {
  readonly at: number;
  readonly rowsPerSecond: number;
  readonly lagMs?: number | undefined;
  readonly retainedBytes?: number | undefined;
}

/** A schema change as it came over the wire, as far as the screens read it. */
export interface SeenChange {
  readonly sourceTable: string;
  readonly kind: string;
  readonly event?: unknown;
  readonly statement?: string;
  readonly results: readonly {
    readonly sinkTable: string;
    readonly outcome: SchemaChangeOutcome;
    readonly reason?: string;
    readonly statements: readonly string[];
    readonly durationMs?: number;
  }[];
}

export interface LiveRun {
  /** undefined until the first event arrives. */
  readonly state?: RunState | undefined;
  readonly reason?: string | undefined;
  readonly error?: RunError | undefined;
  readonly retryAtMs?: number | undefined;
  readonly metrics?: RunMetrics | undefined;
  readonly metricsAt?: number | undefined;
  readonly rowsPerSecond?: number | undefined;
  /** Rows per second out of the source ("source") and of each rule ("transform:0", "route:1"). */
  readonly rates: Readonly<Record<string, number>>;
  readonly points: readonly LivePoint[];
  /** Newest first. */
  readonly changes: readonly { readonly at: number; readonly change: SeenChange }[];
  /** Newest first. */
  readonly log: readonly { readonly at: number; readonly level: string; readonly message: string }[];
  /** False while the connection to the server is lost; what is shown is then old. */
  readonly isConnected: boolean;
}

export const NO_RUN: LiveRun = { rates: {}, points: [], changes: [], log: [], isConnected: true };

const MOST_POINTS = 600;
const MOST_ENTRIES = 200;

export type LiveAction =
  | Exclude<RunEvent, { readonly type: 'schema-change' }>
  | { readonly type: 'schema-change'; readonly at: number; readonly change: SeenChange }
  | { readonly type: 'connection'; readonly isConnected: boolean }
  | { readonly type: 'reset' };

/** Pure: the next picture after an event. */
export function foldRunEvent(run: LiveRun, event: LiveAction): LiveRun {
  switch (event.type) {
    case 'reset':
      return NO_RUN;
    case 'connection':
      return run.isConnected === event.isConnected ? run : { ...run, isConnected: event.isConnected };
    case 'state':
      return {
        ...run,
        state: event.state,
        reason: event.reason,
        error: event.error,
        retryAtMs: event.retryAtMs,
      };
    case 'metrics':
      return foldMetrics(run, event.at, event.metrics);
    case 'schema-change':
      return {
        ...run,
        changes: [{ at: event.at, change: event.change }, ...run.changes].slice(0, MOST_ENTRIES),
      };
    case 'log':
      return {
        ...run,
        log: [{ at: event.at, level: event.level, message: event.message }, ...run.log].slice(
          0,
          MOST_ENTRIES,
        ),
      };
    default:
      return run;
  }
}

function foldMetrics(run: LiveRun, at: number, metrics: RunMetrics): LiveRun {
  const seconds = run.metricsAt === undefined ? 0 : (at - run.metricsAt) / 1000;
  const rows = metrics.rowsWritten - (run.metrics?.rowsWritten ?? metrics.rowsWritten);
  // A restarted worker counts from zero again: no rate can be told across that.
  const rowsPerSecond = seconds > 0 && rows >= 0 ? rows / seconds : run.rowsPerSecond;
  const point: LivePoint = {
    at,
    rowsPerSecond: rowsPerSecond ?? 0,
    lagMs: metrics.lagMs,
    retainedBytes: metrics.retainedBytes,
  };
  return {
    ...run,
    metrics,
    metricsAt: at,
    rowsPerSecond,
    rates: seconds > 0 ? ratesOf(run.metrics, metrics, seconds) : run.rates,
    points: [...run.points.slice(1 - MOST_POINTS), point],
  };
}

/**
 * With the figures that the server kept before anybody looked. The first that came live is the last of those once more, and knows no
 * rate.
 */
export function withPast(run: LiveRun, kept: readonly LivePoint[]): LiveRun {
  const [, ...live] = run.points;
  const until = live[0]?.at ?? Number.POSITIVE_INFINITY;
  const before = kept.filter(({ at }) => at < until);
  return before.length === 0 ? run : { ...run, points: [...before, ...live].slice(-MOST_POINTS) };
}

function ratesOf(before: RunMetrics | undefined, now: RunMetrics, seconds: number): LiveRun['rates'] {
  const counts = ({ rowsRead, rules }: RunMetrics): [string, number][] => [
    ['source', rowsRead],
    ...Object.entries(rules).map(([rule, { out }]): [string, number] => [rule, out]),
  ];
  const had = new Map(before && counts(before));
  // A restarted worker counts from zero again: no rate can be told across that.
  return Object.fromEntries(
    counts(now).map(([key, count]) => [key, Math.max(0, count - (had.get(key) ?? count)) / seconds]),
  );
}

/** Follows a run while the component is there; goes on by itself after a lost connection. Without an id it follows nothing. */
export function useLiveRun(runId: string | undefined): LiveRun {
  const [run, dispatch] = useReducer(foldRunEvent, NO_RUN);
  useEffect(() => {
    dispatch({ type: 'reset' });
    if (runId === undefined) return undefined;
    const subscription = api.runs.events.subscribe(
      { runId },
      {
        onData: ({ data }) => dispatch(data),
        onConnectionStateChange: ({ state }) =>
          dispatch({ type: 'connection', isConnected: state !== 'connecting' }),
        onError: () => dispatch({ type: 'connection', isConnected: false }),
      },
    );
    return () => subscription.unsubscribe();
  }, [runId]);
  return run;
}

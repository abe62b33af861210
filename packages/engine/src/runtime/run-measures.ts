// What a run measures beside counting rows: how long its operators take, how late commits are, and what its readers wait for.
import { RUN_OPERATORS, type RunMetrics, type RunOperator } from '../api/index.ts';
import { createDurations, type Durations } from './durations.ts';
import { createReaderMeter, type ReaderMeter } from './reader-meter.ts';

export type Measured = 'lag' | 'durations' | 'readerMs' | 'readerHeldMs' | 'schemaChanges';

export interface RunMeasures {
  readonly readers: ReaderMeter;
  /** From commit at the source to durable, in ms. */
  lag(ms: number): void;
  schemaChange(outcome: string): void;
  /** Does the work and counts how long it took, also when it fails. */
  timed<T>(operator: RunOperator, work: () => T): T;
  timedAsync<T>(operator: RunOperator, work: () => Promise<T>): Promise<T>;
  measured(): Pick<RunMetrics, Measured>;
}

export function createMeasures(): RunMeasures {
  const readers = createReaderMeter();
  const lag = createDurations();
  const durations = new Map<RunOperator, Durations>(RUN_OPERATORS.map((name) => [name, createDurations()]));
  const schemaChanges = new Map<string, number>();
  const took = (operator: RunOperator, since: number): void =>
    durations.get(operator)?.observe(performance.now() - since);
  return {
    readers,
    lag: (ms) => lag.observe(ms),
    schemaChange(outcome) {
      schemaChanges.set(outcome, (schemaChanges.get(outcome) ?? 0) + 1);
    },
    timed(operator, work) {
      const since = performance.now();
      try {
        return work();
      } finally {
        took(operator, since);
      }
    },
    async timedAsync(operator, work) {
      const since = performance.now();
      try {
        return await work();
      } finally {
        took(operator, since);
      }
    },
    measured() {
      const commitLag = lag.snapshot();
      const counted = [...durations].flatMap(([name, each]) => {
        const histogram = each.snapshot();
        return histogram === undefined ? [] : [[name, histogram] as const];
      });
      const { openMs, heldMs } = readers.totals();
      return {
        ...(commitLag === undefined ? {} : { lag: commitLag }),
        ...(counted.length === 0 ? {} : { durations: Object.fromEntries(counted) }),
        ...(schemaChanges.size === 0 ? {} : { schemaChanges: Object.fromEntries(schemaChanges) }),
        readerMs: Math.round(openMs),
        readerHeldMs: Math.round(heldMs),
      };
    },
  };
}

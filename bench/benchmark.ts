// The shape of a figure: ours and a reference measured in the same run, alternately, so that a busy machine slows both.

export interface Benchmark {
  readonly name: string;
  /** Unit of `value`, e.g. "rows/s" or "ms". */
  readonly unit: string;
  readonly better: 'more' | 'less';
  readonly runs: number;
  /** What the reference is, in words. */
  readonly referenceName: string;
  setUp(): Promise<Measured>;
}

export interface Measured {
  /** One run; the figure in `unit`. */
  ours(): Promise<number>;
  /** One run of the reference in the same unit; or a goal, where there is nothing to run beside us. */
  reference(): Promise<number>;
  tearDown(): Promise<void>;
}

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference: number;
  /** More is better: ours / reference, or reference / ours where less is better. */
  readonly ratio: number;
  readonly runs: number;
  readonly spread: readonly [number, number];
}

/** Alternating runs, the order turned every other round; medians. */
export async function measure(benchmark: Benchmark, log: (line: string) => void): Promise<Figure> {
  const measured = await benchmark.setUp();
  const ours: number[] = [];
  const reference: number[] = [];
  try {
    for (let round = 0; round < benchmark.runs; round++) {
      const order = round % 2 === 0 ? (['ours', 'reference'] as const) : (['reference', 'ours'] as const);
      for (const which of order) {
        const value = await measured[which]();
        (which === 'ours' ? ours : reference).push(value);
        log(
          `${benchmark.name} round ${round + 1} of ${benchmark.runs}: ${which} ${format(value)} ${benchmark.unit}`,
        );
      }
    }
  } finally {
    await measured.tearDown();
  }
  const value = median(ours);
  const against = median(reference);
  return {
    name: benchmark.name,
    value: round(value),
    unit: benchmark.unit,
    reference: round(against),
    ratio: round(benchmark.better === 'more' ? value / against : against / value),
    runs: benchmark.runs,
    spread: [round(Math.min(...ours)), round(Math.max(...ours))],
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
}

/** The smallest value that at least this share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

const round = (value: number): number => Number(value.toPrecision(4));
const format = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 3 : 0 });

// A histogram whose buckets were counted elsewhere: prom-client's own counts what it is shown, one by one.
import { DURATION_BOUNDS_MS, type DurationHistogram } from '@tailrace/engine/api';
import { Histogram, type HistogramConfiguration } from 'prom-client';

type Labels = Readonly<Record<string, string>>;

export interface HistogramReading {
  readonly labels: Labels;
  readonly histogram: DurationHistogram;
}

interface Value {
  readonly labels: Labels;
  readonly metricName: string;
  readonly value: number;
}

interface Options extends Pick<HistogramConfiguration<string>, 'name' | 'help' | 'labelNames' | 'registers'> {
  readonly read: () => readonly HistogramReading[];
}

/** In seconds. */
export class StoredHistogram extends Histogram {
  readonly #options: Options;

  constructor(options: Options) {
    const { name, help, labelNames = [], registers = [] } = options;
    super({ name, help, labelNames, registers, buckets: DURATION_BOUNDS_MS.map((ms) => ms / 1000) });
    this.#options = options;
  }

  /** What prom-client makes both its text and its JSON of. */
  async getForPromString(): Promise<unknown> {
    const { name, help, read } = this.#options;
    const values = read().flatMap((each) => valuesOf(name, each));
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  }
}

function valuesOf(name: string, { labels, histogram }: HistogramReading): Value[] {
  const { counts, sumMs } = histogram;
  // Counts of another release, whose buckets are not known.
  if (counts.length !== DURATION_BOUNDS_MS.length + 1) return [];
  let below = 0;
  const buckets = counts.map((count, at): Value => {
    below += count;
    const bound = DURATION_BOUNDS_MS[at];
    const le = bound === undefined ? '+Inf' : String(bound / 1000);
    return { labels: { ...labels, le }, metricName: `${name}_bucket`, value: below };
  });
  return [
    ...buckets,
    { labels, metricName: `${name}_sum`, value: sumMs / 1000 },
    { labels, metricName: `${name}_count`, value: below },
  ];
}

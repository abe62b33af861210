// Metrics, by name. Flink gathers them lazily: the first answer after a while is empty, the next good one comes after
// `metrics.fetcher.update-interval` (10 s by default), so that an empty answer means "ask again", not "none".
import * as z from 'zod';
import type { CallOptions, Connection } from './connection.ts';

const namesAnswer = z.array(z.object({ id: z.string() })).transform((all) => all.map(({ id }) => id));

/** Values come as text; those that are no number (NaN, class names) are left out. */
const valuesAnswer = z
  .array(z.object({ id: z.string(), value: z.string() }))
  .transform((all): ReadonlyMap<string, number> => {
    const values = new Map<string, number>();
    for (const { id, value } of all) {
      const number = Number(value);
      if (value !== '' && Number.isFinite(number)) values.set(id, number);
    }
    return values;
  });

/** Flink writes "NaN" for what no subtask has told yet. */
export const measured = z.union([z.number(), z.literal('NaN').transform(() => 0)]);

const number = z.union([z.number(), z.string().transform(Number)]);

const aggregatedAnswer = z
  .array(z.object({ id: z.string(), min: number, max: number, avg: number, sum: number }))
  .transform(
    (all): ReadonlyMap<string, AggregatedMetric> => new Map(all.map(({ id, ...rest }) => [id, rest])),
  );

/** Of one metric over all subtasks of a vertex. */
export interface AggregatedMetric {
  readonly min: number;
  readonly max: number;
  readonly avg: number;
  readonly sum: number;
}

/** At most this many names go into one request: Netty refuses a request line above 4,096 bytes, and names are long. */
const LONGEST_QUERY = 3_000;

function queries(names: readonly string[]): string[] {
  const parts: string[] = [];
  let current = '';
  for (const name of names) {
    const encoded = encodeURIComponent(name);
    if (current !== '' && current.length + 3 + encoded.length > LONGEST_QUERY) {
      parts.push(current);
      current = '';
    }
    current = current === '' ? encoded : `${current}%2C${encoded}`;
  }
  if (current !== '') parts.push(current);
  return parts;
}

export async function readMetricNames(
  connection: Connection,
  path: string,
  options: CallOptions = {},
): Promise<readonly string[]> {
  return connection.call(namesAnswer, { ...options, method: 'GET', path });
}

export async function readMetrics(
  connection: Connection,
  path: string,
  names: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, number>> {
  const answers = await Promise.all(
    queries(names).map((get) =>
      connection.call(valuesAnswer, { ...options, method: 'GET', path: `${path}?get=${get}` }),
    ),
  );
  return new Map(answers.flatMap((answer) => [...answer]));
}

export async function readAggregatedMetrics(
  connection: Connection,
  path: string,
  names: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, AggregatedMetric>> {
  const answers = await Promise.all(
    queries(names).map((get) =>
      connection.call(aggregatedAnswer, { ...options, method: 'GET', path: `${path}?get=${get}` }),
    ),
  );
  return new Map(answers.flatMap((answer) => [...answer]));
}

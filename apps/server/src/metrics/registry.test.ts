import { DURATION_BOUNDS_MS, type RunMetrics, type TableMetrics } from '@tailrace/engine/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStorage, type Storage } from '../storage/index.ts';
import { testFolder, type TestFolder } from '../testing/test-folder.ts';
import { createMetricsRegistry } from './registry.ts';
import { TABLES_SHOWN } from './table-series.ts';

let folder: TestFolder;
let storage: Storage;
beforeEach(() => {
  folder = testFolder();
  storage = openStorage(folder.path);
});
afterEach(() => {
  storage.close();
  folder[Symbol.dispose]();
});

const table = (changes: Partial<TableMetrics>): TableMetrics => ({
  phase: 'stream',
  snapshotRows: 0,
  inserts: 0,
  updates: 0,
  deletes: 0,
  dropped: 0,
  ...changes,
});

const counts = (...pairs: readonly (readonly [bucket: number, count: number])[]): number[] => {
  const all = Array.from({ length: DURATION_BOUNDS_MS.length + 1 }, () => 0);
  for (const [at, count] of pairs) all[at] = count;
  return all;
};

const metrics = (more: Partial<RunMetrics>): RunMetrics => ({
  rowsRead: 7,
  rowsWritten: 5,
  rowsDropped: 2,
  restarts: 0,
  tables: {},
  rules: {},
  ...more,
});

async function scrape(
  name: string,
  told: RunMetrics,
): Promise<{ readonly lines: string[]; readonly run: string }> {
  const pipeline = storage.pipelines.create(name, '', 'created');
  const run = storage.runs.create({ pipelineId: pipeline.id, version: 1, text: '' });
  storage.runs.setMetrics(run.id, told);
  return { lines: (await createMetricsRegistry(storage.runs, '1').metrics()).split('\n'), run: run.id };
}

/** Lines of one family, without its HELP. */
const family = (lines: readonly string[], name: string): string[] =>
  lines.filter((line) => line.startsWith(`# TYPE ${name} `) || line.startsWith(`${name}{`));

it('gives counters as counters and moments as gauges, and escapes what names hold', async () => {
  const { lines, run } = await scrape('the "best"\nof \\ them', metrics({ lagMs: 1500, backPressure: 0.25 }));
  const labels = `{pipeline="the \\"best\\"\\nof \\\\ them",run="${run}"}`;
  expect(family(lines, 'tailrace_run_rows_read_total')).toEqual([
    '# TYPE tailrace_run_rows_read_total counter',
    `tailrace_run_rows_read_total${labels} 7`,
  ]);
  expect(family(lines, 'tailrace_run_lag_seconds')).toEqual([
    '# TYPE tailrace_run_lag_seconds gauge',
    `tailrace_run_lag_seconds${labels} 1.5`,
  ]);
  expect(family(lines, 'tailrace_run_back_pressure_ratio')[1]).toBe(
    `tailrace_run_back_pressure_ratio${labels} 0.25`,
  );
  // What a run does not tell has no series: a zero would be a claim.
  expect(family(lines, 'tailrace_run_retained_bytes')).toEqual(['# TYPE tailrace_run_retained_bytes gauge']);
});

it('gives what was counted by duration as cumulative buckets in seconds', async () => {
  const write = { counts: counts([0, 3], [3, 1], [DURATION_BOUNDS_MS.length, 1]), sumMs: 400_020 };
  const { lines, run } = await scrape('p', metrics({ durations: { write } }));
  const labels = `pipeline="p",run="${run}",operator="write"`;
  const ofWrite = lines.filter((line) => line.startsWith('tailrace_operator_seconds'));
  expect(lines).toContain('# TYPE tailrace_operator_seconds histogram');
  expect(ofWrite.slice(0, 4)).toEqual([
    `tailrace_operator_seconds_bucket{${labels},le="0.001"} 3`,
    `tailrace_operator_seconds_bucket{${labels},le="0.005"} 3`,
    `tailrace_operator_seconds_bucket{${labels},le="0.01"} 3`,
    `tailrace_operator_seconds_bucket{${labels},le="0.025"} 4`,
  ]);
  expect(ofWrite.slice(-4)).toEqual([
    `tailrace_operator_seconds_bucket{${labels},le="300"} 4`,
    `tailrace_operator_seconds_bucket{${labels},le="+Inf"} 5`,
    `tailrace_operator_seconds_sum{${labels}} 400.02`,
    `tailrace_operator_seconds_count{${labels}} 5`,
  ]);
});

it('leaves out counts whose buckets are those of another release', async () => {
  const { lines } = await scrape('p', metrics({ lag: { counts: [1, 2], sumMs: 3 } }));
  expect(lines.filter((line) => line.startsWith('tailrace_run_commit_lag_seconds'))).toEqual([]);
});

it('counts by table and by rule, and puts tables beyond a number together without losing any of their rows', async () => {
  const many = Array.from(
    { length: TABLES_SHOWN + 300 },
    (_, at) => [`public.t${at}`, table({ inserts: 2 })] as const,
  );
  const rules = { 'transform:0': { in: 9, out: 4 } };
  const { lines, run } = await scrape('p', metrics({ tables: Object.fromEntries(many), rules }));
  const inserts = family(lines, 'tailrace_table_changes_total').filter((line) =>
    line.includes('op="insert"'),
  );
  expect(inserts).toHaveLength(TABLES_SHOWN + 1);
  expect(inserts[0]).toBe(
    `tailrace_table_changes_total{pipeline="p",run="${run}",table="public.t0",op="insert"} 2`,
  );
  expect(inserts.at(-1)).toBe(
    `tailrace_table_changes_total{pipeline="p",run="${run}",table="all others",op="insert"} 600`,
  );
  expect(family(lines, 'tailrace_rule_rows_out_total')[1]).toBe(
    `tailrace_rule_rows_out_total{pipeline="p",run="${run}",rule="transform:0"} 4`,
  );
});

it('tells the age of a checkpoint of a run that has not ended only', async () => {
  const { lines, run } = await scrape('p', metrics({ lastCheckpointAt: Date.now() - 60_000 }));
  const [, age = ''] = family(lines, 'tailrace_run_checkpoint_age_seconds');
  expect(Number(age.split(' ').at(-1))).toBeGreaterThanOrEqual(60);
  storage.runs.setState(run, 'finished', undefined);
  const after = (await createMetricsRegistry(storage.runs, '1').metrics()).split('\n');
  expect(family(after, 'tailrace_run_checkpoint_age_seconds')).toHaveLength(1);
  expect(family(after, 'tailrace_run_checkpoint_timestamp_seconds')).toHaveLength(2);
});

import { createDocument } from '@tailrace/core/document';
import { createCatalog } from '@tailrace/core/descriptor';
import { buildGraph, type GraphNode } from '@tailrace/core/graph';
import type { RunMetrics } from '@tailrace/server/router';
import { describe, expect, it } from 'vitest';
import { foldRunEvent, NO_RUN, type LiveRun } from '../lib/live-run.ts';
import { countsOf, nowOf, rateOf } from './run-facts.ts';

const TEXT = `source:
  type: values
transform:
  - source-table: shop.orders
    filter: total > 0
route:
  - source-table: shop.orders
    sink-table: ods.orders
sink:
  type: values
`;

const { nodes } = buildGraph(createDocument(TEXT, { catalog: createCatalog([]), checks: undefined }));

function nodeOf(kind: GraphNode['kind']): GraphNode {
  const found = nodes.find((node) => node.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
}

const metrics = (times: number, rules: RunMetrics['rules']): RunMetrics => ({
  rowsRead: 1000 * times,
  rowsWritten: 900 * times,
  rowsDropped: 100 * times,
  lagMs: 20,
  restarts: 0,
  tables: {},
  rules,
});

const rules = (times: number): RunMetrics['rules'] => ({
  'transform:0': { in: 1000 * times, out: 900 * times },
  'route:0': { in: 900 * times, out: 900 * times },
});

const live = [1, 3].reduce<LiveRun>(
  (run, times) =>
    foldRunEvent(run, { type: 'metrics', at: times * 1000, metrics: metrics(times, rules(times)) }),
  NO_RUN,
);

describe('facts of a run', () => {
  it('tells of each node how fast rows pass and how many have', () => {
    const run = { state: 'streaming', live } as const;
    const facts = (['source', 'transform', 'route', 'sink'] as const).map((kind) => [
      rateOf(run, nodeOf(kind)),
      countsOf(run, nodeOf(kind)),
    ]);
    expect(facts).toEqual([
      ['1,000 rows/s', '3,000 read'],
      ['900 rows/s', '3,000 in · 300 dropped'],
      ['900 rows/s', '2,700 sent on'],
      ['900 rows/s', '2,700 written · lag 20 ms'],
    ]);
  });

  it('tells what a filter dropped and how far behind the sink is, while the run goes', () => {
    const told = (state: 'streaming' | 'paused') =>
      (['source', 'transform', 'route', 'sink'] as const).map((kind) => nowOf({ state, live }, nodeOf(kind)));
    expect(told('streaming')).toEqual([undefined, '300 dropped', undefined, 'lag 20 ms']);
    expect(told('paused')).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('keeps the counts of a run that has ended, and no rate', () => {
    const run = { state: 'stopped', live } as const;
    expect(rateOf(run, nodeOf('source'))).toBeUndefined();
    expect(countsOf(run, nodeOf('source'))).toBe('3,000 read');
  });

  it('says nothing of rules where the engine counts none', () => {
    const run = { state: 'streaming', live: { ...NO_RUN, metrics: metrics(1, {}) } } as const;
    expect(rateOf(run, nodeOf('transform'))).toBeUndefined();
    expect(countsOf(run, nodeOf('transform'))).toBeUndefined();
  });
});

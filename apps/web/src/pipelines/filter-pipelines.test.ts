import type { PipelineListItem } from '@tailrace/server/router';
import { expect, it } from 'vitest';
import { filterChoices, filterPipelines, NO_FILTER, type PipelineFilter } from './filter-pipelines.ts';

const pipeline = (id: string, more: Partial<PipelineListItem>): PipelineListItem => ({
  id,
  name: id,
  source: { type: 'postgres', label: 'PostgreSQL' },
  sink: { type: 'values', label: 'Values' },
  transforms: 0,
  routes: 0,
  state: 'draft',
  schemaChangesToday: 0,
  editedAt: 0,
  problems: { errors: 0, warnings: 0 },
  ...more,
});

const LIST = [
  pipeline('shop-to-warehouse', { state: 'streaming' }),
  pipeline('shards-merged', { sink: { type: 'kafka', label: 'Kafka' } }),
  pipeline('trial', { source: { label: 'no source yet' }, sink: { label: 'no sink yet' } }),
];

const CASES: readonly { readonly filter: Partial<PipelineFilter>; readonly found: readonly string[] }[] = [
  { filter: {}, found: ['shop-to-warehouse', 'shards-merged', 'trial'] },
  { filter: { search: 'SHOP' }, found: ['shop-to-warehouse'] },
  { filter: { search: 'postgresql kafka' }, found: ['shards-merged'] },
  { filter: { state: 'draft' }, found: ['shards-merged', 'trial'] },
  { filter: { connector: 'kafka' }, found: ['shards-merged'] },
  { filter: { connector: 'kafka', state: 'streaming' }, found: [] },
];

it.each(CASES)('$filter finds $found', ({ filter, found }) => {
  expect(filterPipelines(LIST, { ...NO_FILTER, ...filter }).map((entry) => entry.id)).toEqual(found);
});

it('offers the states and connectors that occur, once each', () => {
  expect(filterChoices(LIST)).toEqual({
    states: ['draft', 'streaming'],
    connectors: [
      { type: 'kafka', label: 'kafka' },
      { type: 'postgres', label: 'postgres' },
      { type: 'values', label: 'values' },
    ],
  });
});

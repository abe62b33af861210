import { expect, it } from 'vitest';
import { historyAsJson, historyAsSql } from './export-history.ts';
import type { Entry } from './timeline.tsx';

const entry = (id: number, statements: readonly string[]): Entry => ({
  id,
  runId: 'r',
  pipelineId: 'p',
  pipelineName: 'shop',
  at: id * 1000,
  sourceTable: 'public.orders',
  kind: 'add.column',
  results: [{ sinkTable: 'dw.orders', statements, outcome: 'applied', durationMs: 3 }],
});

it('writes the statements oldest first, and leaves out what ran none', () => {
  expect(historyAsSql([entry(3, ['ALTER C']), entry(2, []), entry(1, ['ALTER A', 'ALTER B'])])).toBe(
    [
      '-- 1970-01-01T00:00:01.000Z public.orders -> dw.orders: add.column, applied',
      'ALTER A;',
      'ALTER B;',
      '',
      '-- 1970-01-01T00:00:03.000Z public.orders -> dw.orders: add.column, applied',
      'ALTER C;',
      '',
    ].join('\n'),
  );
  expect(historyAsSql([])).toBe('-- The sink ran no statement.\n');
});

it('writes JSON oldest first', () => {
  const ids = (JSON.parse(historyAsJson([entry(2, []), entry(1, [])])) as { id: number }[]).map(
    ({ id }) => id,
  );
  expect(ids).toEqual([1, 2]);
});

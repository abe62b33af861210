import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { RunMetrics } from '@tailrace/server/router';
import { RunTables } from './run-tables.tsx';

const table: RunMetrics['tables'][string] = {
  phase: 'stream',
  snapshotRows: 1200,
  inserts: 0,
  updates: 0,
  deletes: 0,
  dropped: 0,
};
const metrics: RunMetrics = {
  rowsRead: 0,
  rowsWritten: 0,
  rowsDropped: 0,
  restarts: 0,
  rules: {},
  tables: { 'shop.orders': table, 'shop.items': { ...table, retakeObstacle: 'it has no primary key' } },
};

const verb = (name: string): Element | null => {
  const page = document.createElement('div');
  page.innerHTML = renderToStaticMarkup(
    <RunTables metrics={metrics} now={0} isJob={false} retake={() => undefined} />,
  );
  return page.querySelector(`[aria-label="Read again: ${name}"]`);
};

it('offers to read a table again only where the engine would', () => {
  expect(verb('shop.orders')?.getAttribute('aria-disabled')).toBe('false');
  expect(verb('shop.items')?.getAttribute('aria-disabled')).toBe('true');
  // It can have the focus, so that the reason can be read.
  expect(verb('shop.items')?.hasAttribute('disabled')).toBe(false);
});

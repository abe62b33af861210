import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { NO_RUN, type LiveRun } from '../lib/live-run.ts';
import { FactCards } from './fact-cards.tsx';

const metrics: LiveRun['metrics'] = {
  rowsRead: 1,
  rowsWritten: 1,
  rowsDropped: 0,
  restarts: 0,
  tables: {},
  rules: {},
  backPressure: 0.756,
  logRisk: { code: 'slot-log-limit-near', message: 'Replication slot s keeps 75 MB.' },
};

const page = (run: Partial<LiveRun>): string =>
  renderToStaticMarkup(<FactCards run={{ ...NO_RUN, metrics, ...run }} now={0} />);

it('shows the danger to the log of a run that goes on, and the share for which it waits for the sink', () => {
  const going = page({ state: 'streaming' });
  expect(going).toContain('slot-log-limit-near');
  expect(going).toContain('Replication slot s keeps 75 MB.');
  expect(going).toContain('76 %');
});

it('keeps quiet about it once the run is over, whose last figures stay', () => {
  expect(page({ state: 'stopped' })).not.toContain('slot-log-limit-near');
});

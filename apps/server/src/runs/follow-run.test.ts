import type { RunEvent, RunMetrics } from '@tailrace/engine/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStorage, type Storage } from '../storage/index.ts';
import { testFolder, type TestFolder } from '../testing/test-folder.ts';
import { createEventSignal } from './event-signal.ts';
import { followRun } from './follow-run.ts';

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

const metrics = (rowsRead: number): RunMetrics => ({
  rowsRead,
  rowsWritten: 0,
  rowsDropped: 0,
  restarts: 0,
  tables: {},
  rules: {},
});

const change: RunEvent = {
  type: 'schema-change',
  at: 3,
  change: { sourceTable: 'shop.orders', kind: 'add.column', event: {}, schema: {}, results: [] },
};

it('begins with how the run stands and what has happened in it, in order and each once, and goes on with what comes', async () => {
  const pipeline = storage.pipelines.create('trial', 'source: {}\n', 'created');
  const run = storage.runs.create({ pipelineId: pipeline.id, version: 1, text: 'source: {}\n' });
  const signals = createEventSignal();
  const tell = (event: RunEvent): void => {
    storage.runs.appendEvent(run.id, event);
    signals.notify(run.id);
  };
  tell({ type: 'state', at: 0, state: 'starting' });
  tell({ type: 'log', at: 1, level: 'warning', message: 'rows were there before' });
  tell({ type: 'metrics', at: 2, metrics: metrics(10) });
  tell(change);
  tell({ type: 'state', at: 4, state: 'streaming' });
  tell({ type: 'metrics', at: 5, metrics: metrics(20) });

  const left = new AbortController();
  const seen: RunEvent[] = [];
  for await (const { event } of followRun({ runs: storage.runs, signals }, run.id, undefined, left.signal)) {
    seen.push(event);
    if (seen.length === 4) tell({ type: 'log', at: 6, level: 'info', message: 'later' });
    if (seen.length === 5) left.abort();
  }
  expect(seen.map(({ type, at }) => [at, type])).toEqual([
    [1, 'log'],
    [3, 'schema-change'],
    [4, 'state'],
    [5, 'metrics'],
    [6, 'log'],
  ]);
});

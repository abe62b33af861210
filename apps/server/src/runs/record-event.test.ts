import { TailraceError } from '@tailrace/core/diagnostics';
import type { RunEvent } from '@tailrace/engine/api';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openStorage, type Storage } from '../storage/index.ts';
import { testFolder, type TestFolder } from '../testing/test-folder.ts';
import { createEventSignal } from './event-signal.ts';
import { createEventRecorder } from './record-event.ts';

let folder: TestFolder;
let storage: Storage;
beforeEach(() => {
  vi.useFakeTimers();
  folder = testFolder();
  storage = openStorage(folder.path);
});
afterEach(() => {
  vi.useRealTimers();
  storage.close();
  folder[Symbol.dispose]();
});

it('keeps what a run tells while the disk is full, and stores it once in its order when there is room', () => {
  const pipeline = storage.pipelines.create('trial', 'source: {}\n', 'created');
  const run = storage.runs.create({ pipelineId: pipeline.id, version: 1, text: 'source: {}\n' });
  let isFull = false;
  const logged: string[] = [];
  const recorder = createEventRecorder({
    ...storage,
    signals: createEventSignal(),
    onLog: (line) => logged.push(line),
    atomically: (work) => {
      storage.atomically(() => {
        work();
        // As late as it can come: what was written before has to go with it.
        if (isFull) throw new TailraceError('disk-full', 'There is no room left.');
      });
    },
  });
  const log = (at: number): RunEvent => ({ type: 'log', at, level: 'info', message: `line ${at}` });
  const told = () =>
    storage.runs
      .eventsAfter(run.id, 0, 100)
      .flatMap(({ event }) => (event.type === 'log' ? [event.message] : [event.type]));
  recorder.record(run, log(1));
  isFull = true;
  recorder.record(run, { type: 'state', at: 2, state: 'streaming' });
  recorder.record(run, log(3));
  vi.advanceTimersByTime(10_000);
  expect(told()).toEqual(['line 1']);
  expect(logged).toEqual([expect.stringContaining('There is no room left.')]);
  isFull = false;
  vi.advanceTimersByTime(2_000);
  expect(told()).toEqual(['line 1', 'state', 'line 3']);
  expect(storage.runs.get(run.id).state).toBe('streaming');
  expect(logged.at(-1)).toContain('can be stored again');
  recorder.record(run, log(4));
  expect(told()).toEqual(['line 1', 'state', 'line 3', 'line 4']);
});

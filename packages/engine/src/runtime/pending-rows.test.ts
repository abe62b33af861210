import { expect, it } from 'vitest';
import { PendingRows } from './pending-rows.ts';
import { createCounters } from './run-counters.ts';

it('tells with the metrics how many rows wait for the next commit and how full they make it, by rows or by bytes', () => {
  const pending = new PendingRows({ rows: 1000, bytes: 4000, ageMs: 200 }, () => 0);
  const counters = createCounters();
  counters.askPending(() => pending.fill());
  expect(counters.snapshot()).not.toHaveProperty('pending');
  pending.noteUnseen(250, 100);
  expect(counters.snapshot().pending).toEqual({ rows: 250, share: 0.25 });
  pending.noteUnseen(10, 3500);
  expect(counters.snapshot().pending).toEqual({ rows: 260, share: 0.9 });
  pending.noteUnseen(5000);
  expect(counters.snapshot().pending).toEqual({ rows: 5260, share: 1 });
  const first = pending.going();
  expect(pending.any).toBe(false);
  pending.noteUnseen(40);
  expect(counters.snapshot().pending).toEqual({ rows: 5300, share: 1 });
  const second = pending.going();
  first.committed();
  expect(counters.snapshot().pending).toEqual({ rows: 40, share: 0.04 });
  second.committed();
  expect(counters.snapshot()).not.toHaveProperty('pending');
  pending.noteUnseen(1);
  counters.askPending(undefined);
  expect(counters.snapshot()).not.toHaveProperty('pending');
});

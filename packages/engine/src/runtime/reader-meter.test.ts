import { expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';
import { createReaderMeter } from './reader-meter.ts';

function meter() {
  let now = 0;
  return { pass: (ms: number) => (now += ms), ...createReaderMeter(() => now) };
}

it('counts the time for which what a reader gave was not taken', () => {
  const { pass, open, totals } = meter();
  pass(100);
  const use = open();
  pass(10);
  use.hold();
  pass(30);
  use.hold();
  expect(totals()).toEqual({ openMs: 40, heldMs: 30 });
  use.release();
  use.release();
  pass(5);
  use.hold();
  pass(5);
  use.close();
  use.close();
  pass(100);
  use.hold();
  expect(totals()).toEqual({ openMs: 50, heldMs: 35 });
});

it('counts readers at once each for itself, so that the share stays one', () => {
  const { pass, open, totals } = meter();
  const [first, second] = [open(), open()];
  first.hold();
  second.hold();
  pass(10);
  first.release();
  pass(10);
  expect(totals()).toEqual({ openMs: 40, heldMs: 30 });
});

it('a reader is held from when its item is there until that is taken', async () => {
  const { pass, open, totals } = meter();
  async function* two(): AsyncGenerator<number> {
    pass(7);
    yield 1;
    yield 2;
  }
  const ahead = readAhead(two, new AbortController().signal, open());
  await ahead.peek();
  pass(20);
  ahead.take();
  await ahead.peek();
  ahead.take();
  await ahead.close();
  pass(1000);
  expect(totals()).toEqual({ openMs: 27, heldMs: 20 });
});

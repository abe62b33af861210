import { expect, it } from 'vitest';
import type { LogState, RunEvent } from '../api/index.ts';
import { startMetrics } from './metrics-ticker.ts';
import { createCounters } from './run-counters.ts';

/** A ticker whose clock moves by five seconds with each `next`, which gives what was told since. */
function ticking(answers: readonly (LogState | Error)[]) {
  const events: RunEvent[] = [];
  let now = 0;
  let wake: (() => void) | undefined;
  const clock = {
    // Somebody sets the clock back all the time: only what passes counts.
    now: () => 1_000_000_000_000 - now,
    elapsed: () => now,
    sleep: async (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        wake = resolve;
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
  const counters = createCounters();
  const ticker = startMetrics({ clock, counters, emit: (event) => events.push(event) });
  const left = [...answers];
  ticker.watch({
    logState: async () => {
      const answer = left.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? {};
    },
  });
  const settle = async () => new Promise((resolve) => setImmediate(resolve));
  return {
    counters,
    ticker,
    async next(afterMs = 5000): Promise<readonly RunEvent[]> {
      events.length = 0;
      now += afterMs;
      wake?.();
      await settle();
      return [...events];
    },
  };
}

const risk = (code: string) => ({ code, message: `the ${code}` });
const warnings = (events: readonly RunEvent[]): readonly (string | undefined)[] =>
  events.flatMap((event) => (event.type === 'log' ? [event.code] : []));

it('warns of a danger once while it lasts, of a worse one by its own code, and again when it comes back much later', async () => {
  const [near, bad] = [risk('near'), risk('bad')];
  const run = ticking([
    { risk: near },
    { risk: near },
    { risk: bad },
    {},
    { risk: near },
    {},
    { risk: near },
  ]);
  const told: unknown[] = [];
  for (let n = 0; n < 6; n += 1) told.push(warnings(await run.next()));
  told.push(warnings(await run.next(700_000)));
  expect(told).toEqual([['near'], [], ['bad'], [], [], [], ['near']]);
  run.ticker.end();
});

it('keeps no figure that the server does not tell any more', async () => {
  const run = ticking([{ retainedBytes: 5, behindBytes: 4, leftBytes: 3, leftMs: 2 }, new Error('away'), {}]);
  await run.next();
  expect(run.counters.snapshot()).toMatchObject({
    retainedBytes: 5,
    lagBytes: 4,
    logLeftBytes: 3,
    logLeftMs: 2,
  });
  await run.next();
  expect(run.counters.snapshot()).not.toHaveProperty('retainedBytes');
  run.ticker.end();
});

it('tells figures while a server does not answer, and asks the next attempt anew', async () => {
  const run = ticking([]);
  const asked: string[] = [];
  const silent = {
    logState: async () => {
      asked.push('silent');
      return new Promise<LogState>(() => undefined);
    },
  };
  run.ticker.watch(silent);
  await run.next();
  run.counters.touch();
  expect((await run.next()).map(({ type }) => type)).toEqual(['metrics']);
  expect(asked).toEqual(['silent']);
  run.ticker.watch({
    logState: async () => {
      asked.push('well');
      return { retainedBytes: 5 };
    },
  });
  await run.next();
  expect(asked).toEqual(['silent', 'well']);
  expect(run.counters.snapshot().retainedBytes).toBe(5);
  run.ticker.end();
});

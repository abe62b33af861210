import { describe, expect, test } from 'vitest';
import { readAhead } from './read-ahead.ts';

async function* count(to: number, made: number[]): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= to; n += 1) {
      made.push(n);
      yield n;
    }
  } finally {
    made.push(-1);
  }
}

const never = new AbortController().signal;
const settle = async () => new Promise((resolve) => setTimeout(resolve, 5));

describe('readAhead', () => {
  test('reads one item ahead of the one in use, never two', async () => {
    const made: number[] = [];
    const ahead = readAhead(() => count(10, made), never);
    expect(await ahead.peek()).toEqual({ done: false, value: 1 });
    await settle();
    expect(made).toEqual([1]);
    ahead.take();
    await settle();
    expect(made).toEqual([1, 2]);
    await ahead.close();
    expect(made).toEqual([1, 2, -1]);
  });

  test('peeking again gives the same item, so a race against a timer loses nothing', async () => {
    const ahead = readAhead(() => count(2, []), never);
    expect((await ahead.peek()).value).toBe(1);
    expect((await ahead.peek()).value).toBe(1);
    ahead.take();
    expect((await ahead.peek()).value).toBe(2);
    ahead.take();
    expect((await ahead.peek()).done).toBe(true);
    await ahead.close();
  });

  test('closing does not wait for an item that may never come', async () => {
    async function* waiting(signal: AbortSignal): AsyncGenerator<number> {
      yield 1;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
    const ahead = readAhead(waiting, never);
    await ahead.peek();
    ahead.take();
    await ahead.close();
    expect((await ahead.peek()).done).toBe(true);
  });

  test('a failure while nobody looks is kept for the next look', async () => {
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw new Error('gone');
    }
    const ahead = readAhead(failing, never);
    await ahead.peek();
    ahead.take();
    await settle();
    await expect(ahead.peek()).rejects.toThrow('gone');
    await ahead.close();
  });
});

import { expect, test } from 'vitest';
import { createSendQueue } from './send-queue.ts';

function makeWork() {
  const told: string[] = [];
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  const work = (name: string) => async (): Promise<void> => {
    told.push(`${name} begins`);
    await new Promise<void>((resolve, reject) => ends.set(name, { resolve, reject }));
    told.push(`${name} is done`);
  };
  return { told, ends, work };
}

test('one piece at a time, in their order; the next is brought while one is under way', async () => {
  const queue = createSendQueue();
  const { told, ends, work } = makeWork();
  await queue.begin(work('a'));
  const b = queue.begin(work('b')).then(() => told.push('b may go'));
  const c = queue.begin(work('c'));
  await expect.poll(() => ends.size).toBe(1);
  ends.get('a')?.resolve();
  await b;
  await expect.poll(() => ends.size).toBe(2);
  ends.get('b')?.resolve();
  const { done } = await c;
  await expect.poll(() => ends.size).toBe(3);
  const idle = queue.idle().then(() => told.push('idle'));
  ends.get('c')?.resolve();
  await Promise.all([done, idle]);
  expect(told.filter((each) => each !== 'b may go')).toEqual([
    'a begins',
    'a is done',
    'b begins',
    'b is done',
    'c begins',
    'c is done',
    'idle',
  ]);
  expect(told.indexOf('b may go')).toBeGreaterThan(told.indexOf('a is done'));
});

test('behind a piece that failed nothing is begun, and all are told why', async () => {
  const queue = createSendQueue();
  const { told, ends, work } = makeWork();
  await queue.begin(work('a'));
  const b = queue.begin(work('b'));
  await expect.poll(() => ends.size).toBe(1);
  ends.get('a')?.reject(new Error('the server said no'));
  await expect(b).rejects.toThrow('the server said no');
  await expect(queue.begin(work('c'))).rejects.toThrow('the server said no');
  await expect(queue.idle()).rejects.toThrow('the server said no');
  expect(told).toEqual(['a begins']);
});

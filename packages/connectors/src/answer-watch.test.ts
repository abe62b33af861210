import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchAnswers, type SessionState } from './answer-watch.ts';

const SECOND = 1000;

let server: Server;
let ours: Socket;
let theirs: Socket;
beforeEach(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ours = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [Socket];
  theirs = accepted;
  ours.on('data', () => undefined);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  ours.destroy();
  theirs.destroy();
  server.close();
});

/** Watched with a time of 9 seconds; a question is answered by the next of `answers`, the last one ever after. */
function watched(...answers: readonly (SessionState | (() => Promise<SessionState>))[]) {
  const lost: string[] = [];
  let asked = 0;
  const watch = watchAnswers({
    socket: ours,
    connectTimeoutMs: 9 * SECOND,
    ask: async () => {
      asked += 1;
      const answer = answers[Math.min(asked, answers.length) - 1] ?? 'works';
      return typeof answer === 'string' ? answer : answer();
    },
    lose: (reason) => {
      lost.push(reason);
      ours.destroy();
    },
  });
  return { watch, lost, asked: () => asked };
}

const pass = async (seconds: number) => vi.advanceTimersByTimeAsync(seconds * SECOND);

test('a session of which nothing is awaited is not asked about', async () => {
  const { asked } = watched('gone');
  await pass(100);
  expect(asked()).toBe(0);
});

test('a session that works may be silent for ever', async () => {
  const { watch, asked, lost } = watched('works');
  watch.waitsWhile(() => true);
  await pass(1000);
  expect(asked()).toBeGreaterThan(50);
  expect(lost).toEqual([]);
});

test('one that the server does not have any more is lost at once', async () => {
  const { watch, asked, lost } = watched('gone');
  watch.waitsWhile(() => true);
  await pass(8);
  expect(asked()).toBe(0);
  await pass(1);
  expect(asked()).toBe(1);
  expect(lost).toEqual([expect.stringContaining('does not have this session')]);
});

test.each(['unreachable', 'waits'] as const)(
  'one that is %s is lost when a second look says so',
  async (state) => {
    const { watch, asked, lost } = watched(state);
    watch.waitsWhile(() => true);
    await pass(9);
    expect([asked(), lost.length]).toEqual([1, 0]);
    await pass(3);
    expect([asked(), lost.length]).toEqual([2, 1]);
  },
);

test('a single bad answer is forgotten', async () => {
  const { watch, lost } = watched('unreachable', 'works', 'waits', 'works', 'unreachable', 'works');
  watch.waitsWhile(() => true);
  await pass(200);
  expect(lost).toEqual([]);
});

async function bytesCome(): Promise<void> {
  theirs.write('x');
  await once(ours, 'data');
}

test('bytes that come show that the server is there', async () => {
  const { watch, asked, lost } = watched('waits');
  watch.waitsWhile(() => true);
  for (let n = 0; n < 10; n += 1) {
    await pass(10);
    await bytesCome();
    await pass(2);
  }
  expect(asked()).toBe(10);
  expect(lost).toEqual([]);
});

test('bytes that come while the server is asked count more than its answer', async () => {
  const late = async (): Promise<SessionState> => {
    await bytesCome();
    return 'gone';
  };
  const { watch, asked, lost } = watched(late, 'works');
  watch.waitsWhile(() => true);
  await pass(9);
  await expect.poll(asked).toBe(1);
  await pass(30);
  expect(asked()).toBeGreaterThan(1);
  expect(lost).toEqual([]);
});

test('who does not read awaits nothing', async () => {
  const { watch, asked } = watched('gone');
  watch.waitsWhile(() => true);
  ours.pause();
  await pass(100);
  expect(asked()).toBe(0);
  ours.resume();
  await pass(20);
  expect(asked()).toBeGreaterThan(0);
});

test('a connection that is closed is not asked about any more', async () => {
  const { watch, asked } = watched('waits');
  watch.waitsWhile(() => true);
  ours.destroy();
  await once(ours, 'close');
  await pass(100);
  expect(asked()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

import { expect, it } from 'vitest';
import { FIRST_PORT, isLoopback, listen } from './listen.ts';

it('takes the next free port when nobody asks for one', async () => {
  const address = { host: '127.0.0.1', port: undefined };
  const first = await listen((_request, response) => response.end('1'), address);
  const second = await listen((_request, response) => response.end('2'), address);
  expect(first.port).toBeGreaterThanOrEqual(FIRST_PORT);
  expect(second.port).toBeGreaterThan(first.port);
  expect(await (await fetch(`http://127.0.0.1:${second.port}`)).text()).toBe('2');
  await Promise.all([first.stop(100), second.stop(100)]);
});

it('cuts what is still open after the time given', async () => {
  const server = await listen((_request, response) => response.write('never ends'), {
    host: '127.0.0.1',
    port: 0,
  });
  const answer = await fetch(`http://127.0.0.1:${server.port}`);
  const began = Date.now();
  await server.stop(150);
  expect(Date.now() - began).toBeLessThan(2_000);
  await expect(answer.text()).rejects.toThrow(/terminated/u);
});

it.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.4', false],
  ['127.0.0.1.evil.example', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

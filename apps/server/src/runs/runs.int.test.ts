// The supervisor, storage and event stream together, over HTTP, with a process that speaks the worker's protocol and only counts.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await testServer({
    workerProgram: fileURLToPath(new URL('./fixtures/scripted-worker.mjs', import.meta.url)),
  });
});
afterEach(async () => server[Symbol.asyncDispose]());

async function launch(script: string): Promise<string> {
  const text = `source:\n  type: values\nsink:\n  type: values\n# ${script}\n`;
  const { id } = await server.client.pipelines.create.mutate({ name: script, text });
  return (await server.client.runs.launch.mutate({ pipelineId: id })).runId;
}

const get = async (runId: string) => server.client.runs.get.query({ runId });
const untilState = async (runId: string, state: string) =>
  expect.poll(async () => (await get(runId)).state, { timeout: 10_000, interval: 20 }).toBe(state);
const untilRows = async (runId: string, rows: number) =>
  expect
    .poll(async () => (await get(runId)).rowsWritten, { timeout: 10_000, interval: 20 })
    .toBeGreaterThan(rows);
/** The worker has been told, and says nothing of it. */
const untilStopping = async (runId: string) => {
  await expect
    .poll(() => existsSync(path.join(server.folder, 'data', 'runs', runId, 'deaf')), { timeout: 10_000 })
    .toBe(true);
};
const rowsOnDisk = (runId: string): number =>
  Number(readFileSync(path.join(server.folder, 'data', 'runs', runId, 'rows'), 'utf8'));

it('pauses, goes on from where it was, and stops', async () => {
  const runId = await launch('plain');
  await untilRows(runId, 3);
  await server.client.runs.pause.mutate({ runId });
  expect((await get(runId)).state).toBe('paused');
  const paused = rowsOnDisk(runId);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(rowsOnDisk(runId)).toBe(paused);
  await expect(server.client.runs.pause.mutate({ runId })).rejects.toThrow(/nothing going on/u);
  await server.client.runs.resume.mutate({ runId });
  await untilRows(runId, paused);
  await server.client.runs.stop.mutate({ runId });
  expect(await get(runId)).toMatchObject({ state: 'stopped', endedAt: expect.any(Number) as unknown });
  expect((await server.client.runs.points.query({ runId })).length).toBeGreaterThan(2);
  const stopped = rowsOnDisk(runId);
  await server.client.runs.resume.mutate({ runId });
  await untilRows(runId, stopped);
  await server.client.runs.stop.mutate({ runId });
  const { pipelineId } = await get(runId);
  expect(await server.client.runs.launch.mutate({ pipelineId })).toEqual({ runId });
  await server.client.runs.stop.mutate({ runId, cleanUp: true });
  await expect(server.client.runs.resume.mutate({ runId })).rejects.toMatchObject({
    data: { problem: { code: 'run-cleaned-up' } },
  });
  expect((await server.client.runs.launch.mutate({ pipelineId })).runId).not.toBe(runId);
});

it('allows one run of a pipeline at a time, and no removal of it', async () => {
  const runId = await launch('plain');
  const { pipelineId } = await get(runId);
  await expect(server.client.runs.launch.mutate({ pipelineId })).rejects.toMatchObject({
    data: { problem: { code: 'run-active' } },
  });
  await expect(server.client.pipelines.remove.mutate({ id: pipelineId })).rejects.toMatchObject({
    data: { problem: { code: 'run-active' } },
  });
  await server.client.runs.stop.mutate({ runId, cleanUp: true });
  expect(existsSync(path.join(server.folder, 'data', 'runs', runId))).toBe(false);
  await server.client.pipelines.remove.mutate({ id: pipelineId });
});

it('starts a process that died again, from its checkpoint', async () => {
  const runId = await launch('dies: 5');
  await untilRows(runId, 10);
  const log = await server.client.runs.log.query({ runId });
  expect(log.map((line) => line.message).join('\n')).toMatch(/ended unexpectedly \(by SIGKILL\)/u);
  expect((await get(runId)).state).toBe('streaming');
});

it('keeps a failure with its code and does not try again by itself', async () => {
  const runId = await launch('fails: slot-lost');
  await untilState(runId, 'failed');
  expect((await get(runId)).error).toMatchObject({ code: 'slot-lost' });
  await server.restart();
  expect((await get(runId)).state).toBe('failed');
});

it('ends a process that does not stop within the time given, with the server', async () => {
  const runId = await launch('deaf: true');
  await untilRows(runId, 2);
  const stopped = server.running.stop();
  await stopped;
  const rows = rowsOnDisk(runId);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(rowsOnDisk(runId)).toBe(rows);
}, 30_000);

it('cleans up at the next start what it was asked to clean up and could not', async () => {
  const runId = await launch('deaf: once');
  await untilRows(runId, 2);
  const asked = server.client.runs.stop.mutate({ runId, cleanUp: true }).catch(() => undefined);
  await untilStopping(runId);
  await server.running.stop();
  await asked;
  await server.restart();
  await expect
    .poll(() => existsSync(path.join(server.folder, 'data', 'runs', runId)), { timeout: 10_000 })
    .toBe(false);
  expect((await get(runId)).state).toBe('stopped');
  await expect(server.client.runs.resume.mutate({ runId })).rejects.toThrow(/cleaned up/u);
}, 40_000);

it('cleans up a run that waits for its next process', async () => {
  const runId = await launch('dies: 3');
  await expect
    .poll(async () => (await server.client.runs.log.query({ runId })).length, {
      timeout: 10_000,
      interval: 5,
    })
    .toBeGreaterThan(2);
  await server.client.runs.stop.mutate({ runId, cleanUp: true });
  expect((await get(runId)).state).toBe('stopped');
  expect(existsSync(path.join(server.folder, 'data', 'runs', runId))).toBe(false);
});

it('takes up after a restart the runs that were going, and leaves paused ones', async () => {
  const going = await launch('plain');
  const paused = await launch('plain');
  await untilRows(going, 3);
  await untilRows(paused, 3);
  await server.client.runs.pause.mutate({ runId: paused });
  await server.running.stop();
  const rows = rowsOnDisk(going);
  await server.restart();
  await untilRows(going, rows);
  expect((await get(going)).state).toBe('streaming');
  expect((await get(paused)).state).toBe('paused');
});

it('streams events over a restart of the server without gap or repeat', async () => {
  const runId = await launch('plain');
  const ids: number[] = [];
  const subscription = server.client.runs.events.subscribe(
    { runId },
    { onData: (event) => ids.push(Number(event.id)) },
  );
  await expect.poll(() => ids.length, { timeout: 10_000 }).toBeGreaterThan(10);
  await server.restart();
  const before = ids.length;
  await expect.poll(() => ids.length, { timeout: 20_000 }).toBeGreaterThan(before + 20);
  subscription.unsubscribe();
  // The first two may be the newest state and figures; from then on every number follows the last.
  const steps = ids.slice(2).map((id, index) => id - (ids[index + 1] ?? 0));
  expect(new Set(steps)).toEqual(new Set([1]));
});

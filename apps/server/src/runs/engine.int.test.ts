// The real engine in its real process, bundled as the build does: made-up rows through a run that is killed, left, and taken up.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildWorker } from '../testing/build-worker.ts';
import { testFolder, type TestFolder } from '../testing/test-folder.ts';
import { testServer, type TestServer } from '../testing/test-server.ts';
import { workerPids as pidsOf } from '../testing/worker-pids.ts';

let folder: TestFolder;
let server: TestServer;

beforeAll(async () => {
  folder = testFolder();
  const workerProgram = await buildWorker(folder.path);
  server = await testServer({ workerProgram });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const text = `source:
  type: values
  tables: shop.orders
sink:
  type: values
`;

const get = async (runId: string) => server.client.runs.get.query({ runId });

const workerPids = (): number[] => pidsOf(folder.path);

it('runs, survives the death of its process and of its server, and leaves no process behind', async () => {
  const { id } = await server.client.pipelines.create.mutate({ name: 'made up', text });
  const { runId } = await server.client.runs.launch.mutate({ pipelineId: id });
  const streaming = { timeout: 20_000, interval: 50 };
  await expect.poll(async () => (await get(runId)).state, streaming).toBe('streaming');
  await expect.poll(async () => (await get(runId)).rowsWritten, streaming).toBeGreaterThan(100);

  const written = (await get(runId)).rowsWritten;
  const [pid = 0] = workerPids();
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => workerPids().filter((each) => each !== pid).length, streaming).toBe(1);
  await expect.poll(async () => (await get(runId)).state, streaming).toBe('streaming');

  await server.running.stop();
  expect(workerPids()).toEqual([]);
  await server.restart();
  await expect.poll(async () => (await get(runId)).state, streaming).toBe('streaming');

  expect((await get(runId)).rowsWritten).toBeGreaterThanOrEqual(written);

  await server.client.runs.pause.mutate({ runId });
  expect(workerPids()).toEqual([]);
  await server.client.runs.stop.mutate({ runId, cleanUp: true });
  expect(await get(runId)).toMatchObject({ state: 'stopped' });
  expect(workerPids()).toEqual([]);

  const history = await server.client.schemaHistory.list.query({ pipelineId: id });
  expect(history.at(-1)).toMatchObject({ kind: 'create.table', sourceTable: 'shop.orders' });
  const at = Date.now();
  const schema = await server.client.schemaHistory.schemaAt.query({
    pipelineId: id,
    table: 'shop.orders',
    side: 'sink',
    at,
  });
  expect(schema?.columns[0]).toMatchObject({ name: 'id', key: true });
});

it('shows tables, rows and checks of a source without running anything', async () => {
  const { tables } = await server.client.catalog.tables.query({ text });
  expect(tables.find((table) => table.captured)).toMatchObject({ table: 'shop.orders' });
  const preview = await server.client.preview.run.query({ text, rows: 5 });
  expect(preview.tables[0]?.rows).toHaveLength(5);
  const made = {
    type: 'create.table',
    table: 'ods.orders',
    schema: { columns: [{ name: 'id', type: 'BIGINT' }] },
  };
  const added = {
    type: 'add.column',
    table: 'ods.orders',
    columns: [{ column: { name: 'note', type: 'STRING' } }],
  };
  expect(await server.client.preview.statements.query({ text, events: [made, added], last: 1 })).toEqual([
    [expect.stringContaining('"note"')],
  ]);
  expect(
    await server.client.preview.statements.query({
      text: text.replace(/sink:\n {2}type: values/u, 'sink:\n  type: kafka'),
      events: [made, added],
      last: 1,
    }),
  ).toBeNull();
  const preflight = await server.client.preflight.run.query({ text });
  expect(preflight.checks.map((check) => check.status)).not.toContain('failed');
  for (const role of ['source', 'sink'] as const) {
    const checks = await server.client.catalog.testConnection.query({ text, role });
    expect(checks.map((check) => check.status)).not.toContain('failed');
  }
  expect(workerPids()).toEqual([]);
});

// The whole way over HTTP with real processes: PostgreSQL to PostgreSQL launched, altered, paused, stopped, gone on with; the run's process
// killed; the sink taken away; the server started again.
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { buildWorker } from '../testing/build-worker.ts';
import { testFolder, type TestFolder } from '../testing/test-folder.ts';
import { testServer, type TestServer } from '../testing/test-server.ts';
import { workerPids } from '../testing/worker-pids.ts';

let folder: TestFolder;
let server: TestServer;
let source: PostgresServer;
let sink: PostgresServer;
let program = '';
let tests = 0;

const startSink = async (port?: number): Promise<PostgresServer> =>
  startPostgres({
    dataDir: path.join(folder.path, 'sink'),
    settings: { fsync: 'off' },
    ...(port === undefined ? {} : { port }),
  });

beforeAll(async () => {
  folder = testFolder();
  chmodSync(folder.path, 0o755);
  program = await buildWorker(folder.path);
  source = await startPostgres({
    dataDir: path.join(folder.path, 'source'),
    settings: { fsync: 'off' },
  });
  sink = await startSink();
  server = await testServer({ workerProgram: program });
  await server.client.secrets.set.mutate({ name: 'PG', value: source.password });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await source.stop();
  await sink.stop();
  folder[Symbol.dispose]();
});
beforeEach(() => {
  tests += 1;
});

/** A connection for each question: either server may have been away meanwhile. */
async function query(at: PostgresServer, sql: string): Promise<string[]> {
  const { host, port, user, password } = at;
  const client = new pg.Client({ host, port, user, password, database: 'postgres' });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return (rows ?? []).map((row) => JSON.stringify(row));
  } finally {
    await client.end();
  }
}

const table = (): string => `t${tests}`;

const document = (more = ''): string => `source:
  type: postgres
  hostname: 127.0.0.1
  port: ${source.port}
  username: postgres
  password: \${secret.PG}
  tables: postgres.public.${table()}
  slot.name: slot_${table()}
sink:
  type: postgres
  hostname: 127.0.0.1
  port: ${sink.port}
  username: postgres
  password: \${secret.PG}
  database: postgres
${more}pipeline:
  name: over http
`;

const expectation = { timeout: 30_000, interval: 50 };
const get = async (runId: string) => server.client.runs.get.query({ runId });
const untilState = async (runId: string, state: string) =>
  expect.poll(async () => (await get(runId)).state, expectation).toBe(state);
const rowsOf = async (at: PostgresServer) => query(at, `SELECT * FROM ${table()} ORDER BY id`);
const untilEqual = async () => {
  const wanted = await rowsOf(source);
  await expect.poll(async () => rowsOf(sink).catch(() => []), expectation).toEqual(wanted);
};
const pids = () => workerPids(program);

async function make(): Promise<string> {
  await query(
    source,
    `CREATE TABLE ${table()} (id int PRIMARY KEY, a text); INSERT INTO ${table()} SELECT n, n FROM generate_series(1, 300) n`,
  );
  return (await server.client.pipelines.create.mutate({ name: table(), text: document() })).id;
}

const launch = async (pipelineId: string): Promise<string> =>
  (await server.client.runs.launch.mutate({ pipelineId })).runId;

it('launches, follows an ALTER TABLE into the history, pauses, resumes, and goes on over a restart of the server', async () => {
  const id = await make();
  const runId = await launch(id);
  await untilState(runId, 'streaming');
  await untilEqual();
  await query(
    source,
    `ALTER TABLE ${table()} ADD COLUMN note text; UPDATE ${table()} SET note = 'n' WHERE id < 9`,
  );
  await untilEqual();
  await expect
    .poll(
      async () => (await server.client.schemaHistory.list.query({ pipelineId: id })).map(({ kind }) => kind),
      expectation,
    )
    .toContain('add.column');

  await server.client.runs.pause.mutate({ runId });
  await query(source, `DELETE FROM ${table()} WHERE id < 5`);
  expect(await rowsOf(sink)).toHaveLength(300);
  await server.client.runs.resume.mutate({ runId });
  await untilEqual();

  await server.restart();
  await query(source, `INSERT INTO ${table()} VALUES (1000, 'after the restart')`);
  await untilEqual();
  // Figures are told at intervals: the rows may be there before their lag is.
  await expect
    .poll(async () => (await server.client.runs.list.query({ pipelineId: id }))[0]?.lagMs, expectation)
    .toBeTypeOf('number');
  const labels = `{pipeline="${table()}",run="${runId}"`;
  const figure = async (name: string): Promise<number> => {
    const { body } = await server.request('/metrics');
    const line = body.split('\n').find((each) => each.startsWith(name));
    return Number(line?.split(' ').at(-1));
  };
  const changes = async (op: string) =>
    figure(`tailrace_table_changes_total${labels},table="public.${table()}",op="${op}"}`);
  await expect.poll(async () => changes('insert'), expectation).toBe(1);
  // Of the run's three processes together.
  expect([await changes('snapshot'), await changes('update'), await changes('delete')]).toEqual([300, 8, 4]);
  expect(await figure(`tailrace_run_commit_lag_seconds_count${labels}}`)).toBeGreaterThanOrEqual(3);
  expect(await figure(`tailrace_operator_seconds_count${labels},operator="write"}`)).toBeGreaterThanOrEqual(
    4,
  );
  expect(await figure(`tailrace_run_reader_seconds_total${labels}}`)).toBeGreaterThan(0);
  await server.client.runs.stop.mutate({ runId, cleanUp: true });
  expect(await query(source, 'SELECT slot_name FROM pg_replication_slots')).toEqual([]);
  await expect(server.client.runs.resume.mutate({ runId })).rejects.toMatchObject({
    data: { problem: { code: 'run-cleaned-up' } },
  });
  expect(pids()).toEqual([]);
});

it('goes on from the checkpoint after a stop: by resume, and by a launch of the same rules', async () => {
  const id = await make();
  const runId = await launch(id);
  await untilState(runId, 'streaming');
  await untilEqual();
  await server.client.runs.stop.mutate({ runId });
  await query(source, `DELETE FROM ${table()} WHERE id < 20`);
  await server.client.runs.resume.mutate({ runId });
  await untilEqual();

  await server.client.runs.stop.mutate({ runId });
  await query(source, `DELETE FROM ${table()} WHERE id < 40; UPDATE ${table()} SET id = -id WHERE id < 50`);
  const { version } = await server.client.pipelines.get.query({ id });
  const text = `# a word more\n${document()}`;
  await server.client.pipelines.save.mutate({ id, text, baseVersion: version });
  const { checks, since } = await server.client.preflight.run.query({ text, pipelineId: id });
  expect(checks.map(({ name }) => name)).toContain('checkpoint');
  const lines = [{ line: 1, removed: [], added: ['# a word more'] }];
  expect(since).toEqual({ version, state: 'stopped', mustStop: false, outcome: 'goes-on', lines });
  expect(await launch(id)).toBe(runId);
  await untilEqual();
  expect(await get(runId)).toMatchObject({ version: version + 1, text });
  const written = (await get(runId)).rowsWritten;
  expect(written).toBeLessThan(500);
  await server.client.runs.stop.mutate({ runId, cleanUp: true });
});

it('begins anew where the rules have changed, and leaves no row that was deleted meanwhile', async () => {
  const id = await make();
  const first = await launch(id);
  await untilState(first, 'streaming');
  await untilEqual();
  await server.client.runs.stop.mutate({ runId: first });
  await query(source, `DELETE FROM ${table()} WHERE id < 20`);
  const { version } = await server.client.pipelines.get.query({ id });
  const text = document(
    `transform:\n  - source-table: public.${table()}\n    projection: id, a\n    filter: id > 0\n`,
  );
  await server.client.pipelines.save.mutate({ id, text, baseVersion: version });
  const { checks, since } = await server.client.preflight.run.query({ text, pipelineId: id });
  expect(since).toMatchObject({ version, mustStop: false, outcome: 'other-rows', lines: [{ removed: [] }] });
  expect(checks.find(({ name }) => name === 'sink rows')).toMatchObject({
    status: 'warning',
    remedy: `TRUNCATE TABLE "public"."${table()}"`,
  });
  const second = await launch(id);
  expect(second).not.toBe(first);
  await untilEqual();
  const log = await server.client.runs.log.query({ runId: second });
  expect(log.find(({ level }) => level === 'warning')?.message).toMatch(/were there before/u);
  await server.client.runs.stop.mutate({ runId: second, cleanUp: true });
});

it('loses nothing when its process is killed while streaming', async () => {
  const id = await make();
  const runId = await launch(id);
  await untilState(runId, 'streaming');
  for (const round of [1, 2, 3]) {
    const [pid = 0] = pids();
    await query(
      source,
      `INSERT INTO ${table()} SELECT ${round} * 10000 + n, 'r${round}' FROM generate_series(1, 5000) n`,
    );
    process.kill(pid, 'SIGKILL');
    await query(source, `DELETE FROM ${table()} WHERE id % 7 = ${round}`);
    await expect.poll(() => pids().filter((each) => each !== pid).length, expectation).toBe(1);
  }
  await untilEqual();
  await untilState(runId, 'streaming');
  await server.client.runs.stop.mutate({ runId, cleanUp: true });
});

it('waits with growing pauses while the sink is away, says so, and goes on when it is back', async () => {
  const id = await make();
  const runId = await launch(id);
  await untilState(runId, 'streaming');
  await untilEqual();
  const { port } = sink;
  await sink.stop();
  await query(source, `UPDATE ${table()} SET a = 'while away' WHERE id < 100`);
  const waiting = async () =>
    (await server.client.runs.log.query({ runId })).filter(({ level }) => level === 'error');
  await expect.poll(async () => (await waiting()).length, expectation).toBeGreaterThan(0);
  expect(await get(runId)).toMatchObject({
    state: 'starting',
    error: { code: expect.any(String) as unknown },
  });
  sink = await startSink(port);
  await untilEqual();
  await untilState(runId, 'streaming');
  expect((await get(runId)).error).toBeUndefined();
  await server.client.runs.stop.mutate({ runId, cleanUp: true });
});

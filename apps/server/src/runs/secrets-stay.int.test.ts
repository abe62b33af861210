// A password that a run really uses, and one that the database refuses, are looked for everywhere that anybody could read them.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildWorker } from '../testing/build-worker.ts';
import { testFolder, type TestFolder } from '../testing/test-folder.ts';
import { testServer, type TestServer } from '../testing/test-server.ts';
import { workerPids } from '../testing/worker-pids.ts';

// With characters that are written otherwise in URLs, JSON and SQL.
const RIGHT = `canary"r1ght'9c51e2%&`;
const WRONG = `canary"wr0ng'7f3a9c%&`;

let folder: TestFolder;
let server: TestServer;
let source: PostgresServer;
let program = '';

beforeAll(async () => {
  folder = testFolder();
  program = await buildWorker(folder.path);
  source = await startPostgres({ dataDir: path.join(folder.path, 'source'), settings: { fsync: 'off' } });
  const { host, port, user, password } = source;
  const client = new pg.Client({ host, port, user, password, database: 'postgres' });
  await client.connect();
  await client.query(`CREATE ROLE leaky SUPERUSER LOGIN PASSWORD ${pg.escapeLiteral(RIGHT)}`);
  await client.query('CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)');
  await client.end();
  server = await testServer({ workerProgram: program });
  await server.client.secrets.set.mutate({ name: 'RIGHT', value: RIGHT });
  await server.client.secrets.set.mutate({ name: 'WRONG', value: WRONG });
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await source?.stop();
  folder[Symbol.dispose]();
});

const document = (secret: string): string => `source:
  type: postgres
  hostname: 127.0.0.1
  port: ${source.port}
  username: leaky
  password: \${secret.${secret}}
  tables: postgres.public.t
  slot.name: slot_${secret.toLowerCase()}
sink:
  type: postgres
  hostname: 127.0.0.1
  port: ${source.port}
  username: leaky
  password: \${secret.${secret}}
  database: postgres
route:
  - source-table: public.t
    sink-table: copy.t
pipeline:
  name: ${secret}
`;

/** An answer, or the error in its place: both reach the browser. */
const said = async (answer: Promise<unknown>): Promise<unknown> =>
  answer.catch((error: unknown) => [String(error), error]);

async function everythingSaid(pipelineId: string, runId: string, text: string): Promise<string> {
  const { client } = server;
  return JSON.stringify([
    await said(client.pipelines.get.query({ id: pipelineId })),
    await said(client.pipelines.list.query()),
    await said(client.pipelines.export.query({ text, name: 'export' })),
    await said(client.validate.run.query({ text })),
    await said(client.catalog.tables.query({ text })),
    await said(client.preview.run.query({ text, rows: 5 })),
    await said(client.preflight.run.query({ text, pipelineId })),
    await said(client.runs.get.query({ runId })),
    await said(client.runs.list.query({ pipelineId })),
    await said(client.runs.log.query({ runId })),
    await said(client.runs.points.query({ runId })),
    await said(client.schemaHistory.list.query({ pipelineId })),
    await said(client.secrets.list.query()),
    (await server.request('/metrics')).body,
    await eventsOf(runId),
    server.log,
  ]);
}

async function eventsOf(runId: string): Promise<readonly unknown[]> {
  const events: unknown[] = [];
  const subscription = server.client.runs.events.subscribe(
    { runId },
    { onData: (event) => events.push(event) },
  );
  await expect.poll(() => events.length, { timeout: 10_000 }).toBeGreaterThan(1);
  subscription.unsubscribe();
  return events;
}

/** A run up to that state, and all that is said of it. */
async function lived(secret: string, state: string): Promise<string> {
  const text = document(secret);
  const { id } = await server.client.pipelines.create.mutate({ name: secret, text });
  const { runId } = await server.client.runs.launch.mutate({ pipelineId: id });
  await expect
    .poll(async () => (await server.client.runs.get.query({ runId })).state, { timeout: 60_000 })
    .toBe(state);
  return everythingSaid(id, runId, text);
}

function ofProcess(): string {
  const [pid] = workerPids(program);
  return ['cmdline', 'environ'].map((what) => readFileSync(`/proc/${pid}/${what}`, 'latin1')).join('\n');
}

const filesOf = (at: string): readonly string[] =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

const forms = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  // What stands between the characters that could be written in yet another way.
  secret.slice(7, 12),
];

it('shows no password in answers, events, logs, processes or files, whether the database takes it or not', async () => {
  const seen = [await lived('RIGHT', 'streaming'), ofProcess(), await lived('WRONG', 'failed')];
  // Both runs did come as far as the database: else nothing would be shown by this.
  expect(seen.join('\n')).toContain('password authentication failed for user');
  for (const file of filesOf(path.join(server.folder, 'data'))) seen.push(readFileSync(file, 'utf8'));
  const everything = seen.join('\n');
  expect([...forms(RIGHT), ...forms(WRONG)].filter((form) => everything.includes(form))).toEqual([]);
});

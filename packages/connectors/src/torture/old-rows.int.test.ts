// Rules that read of old rows what the log does not hold: said by the preflight and the preview, refused by the run before it makes anything.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { preflightPipeline, previewPipeline, runPipeline } from '@tailrace/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectorRegistry as registry } from '../registry.ts';
import { openDatabase, type Database } from './testing/database.ts';

let folder = '';
let server: PostgresServer;
let source: Database;
let sink: Database;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-old-rows-'));
  chmodSync(folder, 0o755);
  server = await startPostgres({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off' } });
  const admin = await openDatabase(server, 'postgres');
  await admin.run('CREATE DATABASE src');
  await admin.run('CREATE DATABASE dst');
  await admin.close();
  source = await openDatabase(server, 'src');
  sink = await openDatabase(server, 'dst');
  await source.run(
    'CREATE TABLE "Orders" (id int PRIMARY KEY, state text); INSERT INTO "Orders" VALUES (1, \'open\'), (2, \'void\')',
  );
});
afterAll(async () => {
  await source.close();
  await sink.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const document = (rule: string, mode = 'STREAMING'): string => {
  const { host, port, user } = server;
  const connection = `hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${secret.PG}`;
  return `source:
  type: postgres
  ${connection}
  tables: src.public.Orders
  slot.name: old_rows
sink:
  type: postgres
  ${connection}
  database: dst
transform:
  - source-table: public.Orders
    ${rule}
pipeline:
  name: old-rows
  execution.runtime-mode: ${mode}
`;
};

const REMEDY = 'ALTER TABLE "public"."Orders" REPLICA IDENTITY FULL';
const resolveReference = (): string => server.password;
const signal = new AbortController().signal;

const oldRowChecks = async (text: string) => {
  const { checks } = await preflightPipeline({ text, registry, resolveReference, signal });
  return checks.filter(({ name }) => name === 'old rows');
};

test('a filter over other columns than the key is refused before anything is made, and runs once the table is mended', async () => {
  const text = document("filter: state <> 'void'");
  expect(await oldRowChecks(text)).toEqual([
    expect.objectContaining({ status: 'failed', remedy: REMEDY }) as unknown,
  ]);
  const { diagnostics } = await previewPipeline({ text, registry, resolveReference, signal, rows: 1 });
  const found = diagnostics.find(({ code }) => code === 'old-row-incomplete');
  expect(text.slice(found?.range.start, found?.range.end)).toBe("state <> 'void'");
  expect(found?.message).toContain(REMEDY);

  const request = { text, registry, resolveReference, runId: 'old', stateDir: path.join(folder, 'state') };
  const refused = await runPipeline(request).done;
  expect(refused).toMatchObject({
    state: 'failed',
    error: { code: 'old-row-incomplete', data: { table: 'public.Orders', remedy: REMEDY } },
  });
  expect(await source.texts('SELECT slot_name FROM pg_replication_slots')).toEqual([]);
  expect(await sink.texts("SELECT relname FROM pg_class WHERE relname = 'Orders'")).toEqual([]);

  await source.run(REMEDY);
  expect(await oldRowChecks(text)).toEqual([]);
  expect(await runPipeline({ ...request, until: 'caught-up', once: true }).done).toEqual({
    state: 'finished',
  });
  expect(await sink.texts('SELECT id FROM "Orders"')).toHaveLength(1);
  await source.run('ALTER TABLE "Orders" REPLICA IDENTITY DEFAULT');
});

test.each([
  ['the key alone', 'filter: id > 1', 'STREAMING', []],
  ['a copy without a stream', "filter: state <> 'void'", 'BATCH', []],
  ['a column computed of a text', 'projection: id, UPPER(state) AS s', 'STREAMING', ['warning']],
  ['another key', 'primary-keys: state', 'STREAMING', ['failed']],
])('%s', async (_, rule, mode, expected) => {
  expect((await oldRowChecks(document(rule, mode))).map(({ status }) => status)).toEqual(expected);
});

// Runs against a real PostgreSQL that are not about dying: what is left on the server, and a changed table on its way.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { previewPipeline, runPipeline, type RunRequest } from '@tailrace/engine';
import type { RunEvent } from '@tailrace/engine/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectorRegistry } from '../registry.ts';
import { openDatabase, type Database } from './testing/database.ts';

let folder = '';
let server: PostgresServer;
let source: Database;
let sink: Database;
let runs = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-run-int-'));
  chmodSync(folder, 0o755);
  server = await startPostgres({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off' } });
  const admin = await openDatabase(server, 'postgres');
  await admin.run('CREATE DATABASE src');
  await admin.run('CREATE DATABASE dst');
  await admin.close();
  source = await openDatabase(server, 'src');
  sink = await openDatabase(server, 'dst');
});
afterAll(async () => {
  await source.close();
  await sink.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await source.run(
    'DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t SELECT n, n FROM generate_series(1, 500) n',
  );
  await sink.run('DROP TABLE IF EXISTS t');
});

const request = (
  events: RunEvent[],
  more: { readonly source?: string; readonly pipeline?: string } = {},
): RunRequest => {
  const { host, port, user, password } = server;
  const connection = `hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${secret.PG}`;
  runs += 1;
  return {
    text: `source:
  type: postgres
  ${connection}
  tables: src.public.t
  slot.name: run_${runs}
${more.source ?? ''}sink:
  type: postgres
  ${connection}
  database: dst
pipeline:
  name: run-${runs}
${more.pipeline ?? ''}`,
    registry: connectorRegistry,
    resolveReference: () => password,
    runId: `run-${runs}`,
    stateDir: path.join(folder, `state-${runs}`),
    onEvent: (event) => events.push(event),
  };
};

const left = async (): Promise<readonly string[]> =>
  source.texts('SELECT slot_name FROM pg_replication_slots');

describe('PostgreSQL to PostgreSQL', () => {
  test('a copy in BATCH, and one from a snapshot only, end with the rows and leave no slot', async () => {
    for (const more of [
      { pipeline: '  execution.runtime-mode: BATCH\n' },
      { source: '  scan.startup.mode: snapshot\n' },
    ]) {
      await sink.run('DROP TABLE IF EXISTS t');
      expect(await runPipeline(request([], more)).done).toEqual({ state: 'finished' });
      expect(await sink.texts('SELECT * FROM t ORDER BY id')).toEqual(
        await source.texts('SELECT * FROM t ORDER BY id'),
      );
      expect(await left()).toEqual([]);
    }
  });

  test('a preview reads rows, shows the statements, and leaves nothing behind', async () => {
    const { text, registry, resolveReference } = request([]);
    const result = await previewPipeline({
      text,
      registry,
      resolveReference,
      rows: 3,
      signal: new AbortController().signal,
    });
    expect(result.tables.map(({ table, rows }) => [table, rows.length])).toEqual([['public.t', 3]]);
    expect(result.sinkTables[0]?.ddl.join('\n')).toMatch(/CREATE TABLE/u);
    expect(await left()).toEqual([]);
    expect(await source.texts('SELECT pubname FROM pg_publication')).toEqual([]);
    expect(await sink.texts("SELECT relname FROM pg_class WHERE relname = 't'")).toEqual([]);
  });

  test('a column that is added arrives with its rows, across a pause and a second run of the same id', async () => {
    const events: RunEvent[] = [];
    const asked = request(events);
    const handle = runPipeline(asked);
    await reaches(async () => handle.state() === 'streaming');
    await source.run("ALTER TABLE t ADD COLUMN note text; INSERT INTO t VALUES (501, 'x', 'noted')");
    await reaches(async () => (await sink.texts('SELECT id FROM t WHERE id = 501')).length === 1);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'schema-change',
        change: expect.objectContaining({ kind: 'add.column', sourceTable: 'public.t' }) as unknown,
      }),
    );
    await handle.pause();
    await source.run("UPDATE t SET note = 'later' WHERE id <= 10; DELETE FROM t WHERE id = 20");
    handle.resume();
    await reaches(async () => (await sink.texts("SELECT id FROM t WHERE note = 'later'")).length === 10);
    expect(await handle.stop()).toEqual({ state: 'stopped' });
    await source.run("INSERT INTO t VALUES (502, 'y', 'last')");
    const again = runPipeline({ ...asked, until: 'caught-up' });
    expect(await again.done).toEqual({ state: 'finished' });
    expect(await sink.texts('SELECT id, a, note FROM t ORDER BY id')).toEqual(
      await source.texts('SELECT id, a, note FROM t ORDER BY id'),
    );
    const cleaned = runPipeline(asked);
    await reaches(async () => cleaned.state() === 'streaming');
    await cleaned.stop({ cleanUp: true });
    expect(await left()).toEqual([]);
  });
});

/** Changes of which the log holds no row (faults F56 to F58). */
describe('rows that a change alters without a word', () => {
  const all = async (database: Database): Promise<readonly string[]> =>
    database.texts('SELECT * FROM t ORDER BY id');

  test.each([
    ['a constant default', 'ALTER TABLE t ADD COLUMN n int DEFAULT 7', false],
    [
      'a default that was changed afterwards',
      'ALTER TABLE t ADD COLUMN n int DEFAULT 7; ALTER TABLE t ALTER n SET DEFAULT 8',
      false,
    ],
    ['a default of its own for each row', 'ALTER TABLE t ADD COLUMN n float8 DEFAULT random()', true],
    ['numbers of a sequence', 'ALTER TABLE t ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY', true],
    ['a type changed by an expression', 'ALTER TABLE t ALTER a TYPE int USING a::int * 3', true],
    ['the same type, by an expression', "ALTER TABLE t ALTER a TYPE text USING a || '!'", true],
    [
      'the same, and a column',
      "ALTER TABLE t ALTER a TYPE text USING a || '!'; ALTER TABLE t ADD n int",
      true,
    ],
    ['rows that are only moved', 'ALTER TABLE t ADD n int; CLUSTER t USING t_pkey', false],
  ])('%s: the sink has them as the source has', async (_, change, again) => {
    const events: RunEvent[] = [];
    const handle = runPipeline(request(events));
    await reaches(async () => handle.state() === 'streaming');
    await source.run(`${change}; DELETE FROM t WHERE id = 3; INSERT INTO t (id, a) VALUES (501, 501)`);
    await source.run('UPDATE t SET id = 602 WHERE id = 2; DELETE FROM t WHERE id = 4');
    // Rows that were read again may be newer than what the stream has brought; in the end they are the same.
    await reaches(async () => JSON.stringify(await all(sink)) === JSON.stringify(await all(source)));
    const told = events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
    expect(told.some((message) => message.includes('is read again'))).toBe(again);
    expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  });

  // Nothing is written to the table afterwards: the log stays silent for good.
  test('the same type, by an expression, and no row behind it: the table is read again, once', async () => {
    const events: RunEvent[] = [];
    const handle = runPipeline(request(events));
    await reaches(async () => handle.state() === 'streaming');
    await source.run("CLUSTER t USING t_pkey; ALTER TABLE t ALTER a TYPE text USING a || '!'");
    await reaches(async () => JSON.stringify(await all(sink)) === JSON.stringify(await all(source)));
    await source.run('ALTER TABLE t ALTER a SET DEFAULT 1');
    await new Promise((resolve) => setTimeout(resolve, 6000));
    await source.run('VACUUM FULL t');
    await new Promise((resolve) => setTimeout(resolve, 6000));
    const told = events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
    expect(told.filter((message) => message.includes('is read again'))).toHaveLength(1);
    expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  });

  test('the same, while the run stands still', async () => {
    const events: RunEvent[] = [];
    const asked = request(events);
    const first = runPipeline(asked);
    await reaches(async () => first.state() === 'streaming');
    await first.stop();
    await source.run("ALTER TABLE t ALTER a TYPE text USING a || '!'");
    const second = runPipeline(asked);
    await reaches(async () => JSON.stringify(await all(sink)) === JSON.stringify(await all(source)));
    const told = (): readonly string[] =>
      events.flatMap((event) =>
        event.type === 'log' && event.message.includes('is read again') ? [event.message] : [],
      );
    expect(told()).toHaveLength(1);
    // What has been read again is not read so once more, when two looks have found nothing else.
    await new Promise((resolve) => setTimeout(resolve, 14_000));
    await source.run("INSERT INTO t VALUES (501, 'x')");
    await reaches(async () => JSON.stringify(await all(sink)) === JSON.stringify(await all(source)));
    await second.stop();
    await source.run('ALTER TABLE t ADD n int; CLUSTER t USING t_pkey');
    const third = runPipeline(asked);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await source.run("INSERT INTO t VALUES (502, 'y', 1)");
    await reaches(async () => JSON.stringify(await all(sink)) === JSON.stringify(await all(source)));
    expect(told()).toHaveLength(1);
    expect(await third.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  }, 60_000);

  test('stops, rather than go on with old values, where the table cannot be read again', async () => {
    const rule = 'transform:\n  - source-table: public.t\n    filter: id > 0\n';
    const asked = request([]);
    const handle = runPipeline({ ...asked, text: asked.text.replace('pipeline:', `${rule}pipeline:`) });
    await reaches(async () => handle.state() === 'streaming');
    await source.run("ALTER TABLE t ADD COLUMN n float8 DEFAULT random(); INSERT INTO t VALUES (501, 'x')");
    expect(await handle.done).toMatchObject({ state: 'failed', error: { code: 'table-retake-impossible' } });
    expect(await sink.texts('SELECT id FROM t WHERE id = 501')).toEqual([]);
  });

  test('refuses to write into the table that it reads', async () => {
    const asked = request([]);
    const onto = { ...asked, text: asked.text.replace('database: dst', 'database: src') };
    expect(await runPipeline(onto).done).toMatchObject({
      state: 'failed',
      error: { code: 'sink-is-source' },
    });
    const another = 'route:\n  - source-table: public.t\n    sink-table: copies.t\npipeline:';
    const beside = { ...onto, text: onto.text.replace('pipeline:', another), until: 'caught-up' as const };
    expect(await runPipeline(beside).done).toEqual({ state: 'finished' });
    await source.run('DROP SCHEMA copies CASCADE');
  });

  test('does not take up a table that its own sink has made', async () => {
    const asked = request([], { source: '  scan.newly-added-table.enabled: true\n' });
    const route = 'route:\n  - source-table: public.t\n    sink-table: public.t_copy\npipeline:';
    const text = asked.text
      .replace('src.public.t\n', 'src.public.t\\.*\n')
      .replace('database: dst', 'database: src')
      .replace('pipeline:', route);
    const outcome = await runPipeline({ ...asked, text }).done;
    expect(outcome).toMatchObject({ state: 'failed', error: { code: 'sink-is-source' } });
    await source.run('DROP TABLE t_copy');
  });

  test('one table is read again when somebody asks, under load', async () => {
    const handle = runPipeline(request([]));
    await reaches(async () => handle.state() === 'streaming');
    await sink.run("DELETE FROM t WHERE id <= 100; UPDATE t SET a = 'spoilt' WHERE id <= 200");
    let writes = 0;
    const load = (async () => {
      for (; writes < 60; writes += 1) {
        const id = (writes * 7) % 500;
        await source.run(
          `UPDATE t SET a = 'w${writes}' WHERE id = ${id}; DELETE FROM t WHERE id = ${id + 3}`,
        );
      }
    })();
    handle.retake('public.t');
    await load;
    await reaches(async () => JSON.stringify(await all(sink)) === JSON.stringify(await all(source)));
    expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  });
});

async function reaches(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it did not come to that in 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

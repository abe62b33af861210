// Tables that are made after a run began and match its patterns, on real servers: taken up with every row, or told of; never passed over in silence.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { runPipeline, type RunHandle, type RunRequest } from '@tailrace/engine';
import type { RunEvent } from '@tailrace/engine/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMariadbWorld, type MariadbWorld } from '../mysql/testing/mariadb-world.ts';
import { connectorRegistry } from '../registry.ts';
import { openDatabase, type Database } from './testing/database.ts';

const expectation = { timeout: 60_000, interval: 100 };

const codes = (events: readonly RunEvent[]): readonly unknown[] =>
  events.flatMap((event) => (event.type === 'log' && event.level === 'warning' ? [event.code] : []));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-new-tables-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function streaming(request: RunRequest): Promise<RunHandle> {
  const handle = runPipeline(request);
  let outcome: unknown;
  void handle.done.then((ended) => (outcome = ended));
  await expect.poll(() => outcome ?? handle.state(), expectation).toBe('streaming');
  return handle;
}

describe('PostgreSQL', () => {
  let server: PostgresServer;
  let source: Database;
  let sink: Database;
  let runs = 0;

  beforeAll(async () => {
    server = await startPostgres({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off' } });
    const admin = await openDatabase(server, 'postgres');
    for (const name of ['src', 'dst']) await admin.run(`CREATE DATABASE ${name}`);
    await admin.close();
    source = await openDatabase(server, 'src');
    sink = await openDatabase(server, 'dst');
  });
  afterAll(async () => {
    await source.close();
    await sink.close();
    await server.stop();
  });
  beforeEach(async () => {
    for (const database of [source, sink])
      await database.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await source.run('CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t VALUES (1, 1)');
  });

  function request(events: RunEvent[], more = '  scan.newly-added-table.enabled: true\n'): RunRequest {
    const { host, port, user, password } = server;
    const login = `type: postgres\n  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${secret.PG}`;
    runs += 1;
    return {
      text: `source:\n  ${login}\n  tables: src.public.t\\.*\n  slot.name: new_${runs}\n${more}sink:\n  ${login}\n  database: dst\n`,
      registry: connectorRegistry,
      resolveReference: () => password,
      runId: `new-${runs}`,
      stateDir: path.join(folder, `state-${runs}`),
      onEvent: (event) => events.push(event),
    };
  }

  const untilEqual = async (...tables: readonly string[]): Promise<void> => {
    for (const table of tables) {
      const all = `SELECT * FROM ${table} ORDER BY id`;
      await expect
        .poll(async () => {
          const [there, here] = [await sink.texts(all).catch(() => ['no table']), await source.texts(all)];
          return JSON.stringify(there) === JSON.stringify(here);
        }, expectation)
        .toBe(true);
    }
  };

  it('takes a table up with what an open transaction wrote before and after it was published, while others write', async () => {
    const events: RunEvent[] = [];
    const handle = await streaming(request(events));
    const writer = await openDatabase(server, 'src');
    await source.run('CREATE TABLE t2 (id int PRIMARY KEY, a text)');
    await writer.run("BEGIN; INSERT INTO t2 SELECT n, 'before' FROM generate_series(1, 500) n");
    const published = async () =>
      source.texts("SELECT tablename FROM pg_publication_tables WHERE tablename = 't2'");
    await expect.poll(published, expectation).toEqual(['(t2)']);
    await writer.run("INSERT INTO t2 SELECT n, 'after' FROM generate_series(501, 1000) n");
    for (let n = 0; n < 50; n += 1) {
      await source.run(
        `INSERT INTO t2 VALUES (${2000 + n}, 'load'); UPDATE t2 SET a = 'more' WHERE id = ${2000 + n}; DELETE FROM t2 WHERE id = ${2000 + n - 5}; UPDATE t SET a = '${n}'`,
      );
    }
    // As long as the transaction goes on the table waits, and the other ones do not.
    for (const a of ['w', 'x', 'y', 'z']) {
      await source.run(`UPDATE t SET a = '${a}'`);
      await untilEqual('t');
    }
    expect(await sink.texts("SELECT relname FROM pg_class WHERE relname = 't2'")).toEqual([]);
    await writer.run("UPDATE t2 SET a = 'last' WHERE id % 7 = 0; COMMIT");
    await source.run('DELETE FROM t2 WHERE id % 11 = 0');
    await untilEqual('t2');
    expect(handle.metrics().tables['public.t2']).toMatchObject({ phase: 'stream' });
    await source.run("ALTER TABLE t2 ADD COLUMN n int; INSERT INTO t2 VALUES (9000, 'x', 7)");
    await untilEqual('t2');
    await handle.pause();
    await source.run('UPDATE t2 SET n = 1 WHERE id < 20');
    handle.resume();
    await untilEqual('t2');
    expect(codes(events)).toEqual([]);
    expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
    await writer.close();
  });

  it('takes up what was made while the run stood still, and goes on with it in the next run', async () => {
    const asked = request([]);
    const first = await streaming(asked);
    await untilEqual('t');
    await first.stop();
    await source.run(
      "CREATE TYPE mood AS ENUM ('fine', 'bad'); CREATE TABLE t3 (id int PRIMARY KEY, m mood)",
    );
    await source.run("INSERT INTO t3 VALUES (1, 'fine'), (2, 'bad')");
    const second = await streaming(asked);
    await untilEqual('t3');
    await second.stop();
    await source.run("DELETE FROM t3 WHERE id = 1; INSERT INTO t3 VALUES (3, 'fine')");
    const third = await streaming(asked);
    await untilEqual('t3');
    expect(await third.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  });

  it('says what keeps it from taking a table up, and does so when that is mended', async () => {
    const events: RunEvent[] = [];
    const handle = await streaming(request(events));
    await source.run(
      'CREATE TABLE t4 (id int); ALTER TABLE t4 REPLICA IDENTITY FULL; INSERT INTO t4 VALUES (1)',
    );
    await expect.poll(() => codes(events), expectation).toEqual(['new-table-not-followed']);
    await source.run('ALTER TABLE t4 ADD PRIMARY KEY (id); INSERT INTO t4 VALUES (2)');
    await untilEqual('t4');
    expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  });

  it('tells of the table where the option is not set, once, and of none that does not match', async () => {
    const events: RunEvent[] = [];
    const handle = await streaming(request(events, ''));
    await source.run('CREATE TABLE other (id int PRIMARY KEY); CREATE TABLE t5 (id int PRIMARY KEY)');
    await expect.poll(() => codes(events), expectation).toEqual(['new-table-not-followed']);
    const messages = events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
    expect(messages.filter((message) => message.includes('public.t5'))).toHaveLength(1);
    expect(messages.filter((message) => message.includes('other'))).toEqual([]);
    expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  });

  it('stops where a followed table was dropped and made anew, whose rows the publication does not give', async () => {
    const handle = await streaming(request([], ''));
    await source.run(
      'DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t VALUES (7, 7)',
    );
    expect(await handle.done).toMatchObject({ state: 'failed', error: { code: 'table-recreated' } });
    await source.run('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots');
  });

  it('stops where the rules need more of its changed rows than the log will hold', async () => {
    const asked = request([]);
    const rule = 'transform:\n  - source-table: public.t\\.*\n    filter: id > 0 AND a IS NOT NULL\n';
    await source.run('ALTER TABLE t REPLICA IDENTITY FULL');
    const handle = await streaming({ ...asked, text: `${asked.text}${rule}` });
    await source.run('CREATE TABLE t6 (id int PRIMARY KEY, a text)');
    expect(await handle.done).toMatchObject({ state: 'failed', error: { code: 'old-row-incomplete' } });
    expect(await sink.texts("SELECT relname FROM pg_class WHERE relname = 't6'")).toEqual([]);
    await source.run('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots');
  });
});

describe('MariaDB', () => {
  let world: MariadbWorld;
  beforeAll(async () => {
    world = await startMariadbWorld();
  });
  afterAll(async () => world.stop());

  it('follows a table from its CREATE TABLE on, across a pause and a second run', async () => {
    const login = Object.entries(world.login).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
    const section = (more: string): string => `  type: mysql\n${login.join('')}${more}`;
    const asked: RunRequest = {
      text: `source:\n${section('  tables: src.t\\.*\n  server-id: 5400-5410\n  scan.binlog.newly-added-table.enabled: true\n')}sink:\n${section('')}route:\n  - source-table: src.t\\.*\n    sink-table: dst.<>\n    replace-symbol: <>\n`,
      registry: connectorRegistry,
      resolveReference: () => undefined,
      runId: 'new',
      stateDir: path.join(folder, 'state-mariadb'),
    };
    const untilEqual = async (): Promise<void> => {
      const wanted = await world.src('SELECT * FROM t2 ORDER BY id');
      await expect
        .poll(async () => world.dst('SELECT * FROM t2 ORDER BY id').catch(() => []), expectation)
        .toEqual(wanted);
    };
    await world.src('CREATE TABLE t (id INT PRIMARY KEY)');
    const handle = await streaming(asked);
    await world.src('CREATE TABLE t2 (id INT PRIMARY KEY, a VARCHAR(10))');
    await world.src("INSERT INTO t2 VALUES (1, 'a'), (2, 'b')");
    await untilEqual();
    await handle.pause();
    await world.src('ALTER TABLE t2 ADD COLUMN n INT');
    await world.src('UPDATE t2 SET n = id');
    handle.resume();
    await untilEqual();
    await handle.stop();
    await world.src('DELETE FROM t2 WHERE id = 1');
    const again = await streaming(asked);
    await untilEqual();
    expect(await again.stop()).toEqual({ state: 'stopped' });
  });
});

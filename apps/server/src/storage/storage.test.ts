import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { RunEvent, RunMetrics } from '@tailrace/engine/api';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openDatabase } from './database.ts';
import { openStorage, type Storage } from './index.ts';
import { migrate } from './migrate.ts';
import { testFolder, type TestFolder } from '../testing/test-folder.ts';

let folder: TestFolder;
let storage: Storage;
let clock = 1_000;

beforeEach(() => {
  folder = testFolder();
  clock = 1_000;
  storage = openStorage(folder.path, () => clock);
});
afterEach(() => {
  storage.close();
  folder[Symbol.dispose]();
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof TailraceError) return error.code;
    throw error;
  }
  return 'none';
}

describe('the file', () => {
  it('keeps what was stored over a reopening', () => {
    const { id } = storage.pipelines.create('trial', 'source: {}\n', 'created');
    storage.close();
    storage = openStorage(folder.path);
    expect(storage.pipelines.get(id)).toMatchObject({ name: 'trial', text: 'source: {}\n', version: 1 });
  });

  it('is for the owner alone', () => {
    storage.pipelines.create('trial', '', 'created');
    for (const name of readdirSync(folder.path).filter((each) => each.startsWith('tailrace.db')))
      expect(statSync(path.join(folder.path, name)).mode & 0o077).toBe(0);
  });

  it('is held by one server only', () => {
    expect(codeOf(() => openStorage(folder.path))).toBe('data-folder-in-use');
  });

  it('is refused and left alone when it is no database', () => {
    using other = testFolder();
    const file = path.join(other.path, 'tailrace.db');
    const content = 'this is not SQLite, but it is long enough to look at'.repeat(40);
    writeFileSync(file, content);
    expect(codeOf(() => openStorage(other.path))).toBe('database-corrupt');
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('is refused and left alone when a newer release wrote it', () => {
    using other = testFolder();
    openStorage(other.path).close();
    const file = path.join(other.path, 'tailrace.db');
    const database = openDatabase(file);
    database.script('PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(file);
    expect(codeOf(() => openStorage(other.path))).toBe('database-newer');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('can be opened again after a refusal, once the cause is gone', () => {
    using other = testFolder();
    const file = path.join(other.path, 'tailrace.db');
    writeFileSync(file, 'x'.repeat(4_096));
    expect(codeOf(() => openStorage(other.path))).toBe('database-corrupt');
    rmSync(file);
    openStorage(other.path).close();
  });

  it('is refused when another program made it', () => {
    const foreign = path.join(folder.path, 'foreign.db');
    const database = openDatabase(foreign);
    database.script('CREATE TABLE theirs (a)');
    expect(codeOf(() => migrate(database, foreign))).toBe('database-corrupt');
    database.close();
  });

  it('undoes a step that fails and keeps a copy from before', () => {
    const old = path.join(folder.path, 'old.db');
    const database = openDatabase(old);
    migrate(database, old, ['CREATE TABLE a (x)']);
    expect(() => migrate(database, old, ['', 'CREATE TABLE b (y); SELECT nonsense()'])).toThrow(/nonsense/u);
    const names = database.all(z.object({ name: z.string() }), 'SELECT name FROM sqlite_schema');
    expect(names).toEqual([{ name: 'a' }]);
    expect(existsSync(`${old}.v1.bak`)).toBe(true);
    migrate(database, old, ['', 'CREATE TABLE b (y)']);
    database.close();
  });
});

describe('a full disk', () => {
  it('has a code of its own, and loses nothing that was stored', () => {
    const database = openDatabase(path.join(folder.path, 'small.db'));
    database.script('CREATE TABLE t (a TEXT); PRAGMA max_page_count = 8');
    const write = (): unknown => database.run('INSERT INTO t VALUES (?)', 'x'.repeat(3_000));
    const codes = Array.from({ length: 12 }, () => codeOf(write));
    expect(codes).toContain('disk-full');
    const stored = codes.filter((code) => code === 'none').length;
    expect(codeOf(() => database.transaction(write))).toBe('disk-full');
    expect(database.get(z.object({ n: z.number() }), 'SELECT count(*) AS n FROM t')).toEqual({ n: stored });
    database.close();
  });
});

describe('pipelines', () => {
  it('gives a version per change of the text and refuses one that began from an older', () => {
    const { id } = storage.pipelines.create('p', 'one', 'created');
    clock = 2_000;
    const save = (text: string, baseVersion: number) =>
      storage.pipelines.addVersion({ id, text, baseVersion, summary: 's' });
    expect(save('two\nlines\n', 1)).toEqual({ version: 2, savedAt: 2_000 });
    expect(save('two\nlines\n', 2).version).toBe(2);
    expect(codeOf(() => save('three', 1))).toBe('version-conflict');
    expect(storage.pipelines.versions(id).map(({ version, lines }) => [version, lines])).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect(storage.pipelines.version(id, 1)).toEqual({ text: 'one' });
    expect(codeOf(() => storage.pipelines.version(id, 3))).toBe('version-not-found');
  });

  it('forgets a removed pipeline with its versions, runs and history', () => {
    const { id } = storage.pipelines.create('p', 'one', 'created');
    const run = storage.runs.create({ pipelineId: id, version: 1, text: 'one' });
    storage.runs.appendEvent(run.id, { type: 'log', at: 1, level: 'info', message: 'm' });
    storage.pipelines.remove(id);
    expect(codeOf(() => storage.pipelines.get(id))).toBe('pipeline-not-found');
    expect(codeOf(() => storage.runs.get(run.id))).toBe('run-not-found');
    expect(storage.runs.eventsAfter(run.id, 0, 10)).toEqual([]);
  });
});

describe('runs', () => {
  const metrics = (rowsWritten: number): RunMetrics => ({
    rowsRead: 0,
    rowsWritten,
    rowsDropped: 0,
    restarts: 0,
    tables: {},
    rules: {},
  });

  it('numbers events without gap, over a reopening too, and bounds them', () => {
    const { id } = storage.pipelines.create('p', 'one', 'created');
    const run = storage.runs.create({ pipelineId: id, version: 1, text: 'one' });
    const write = (count: number) => {
      for (let at = 0; at < count; at += 1) {
        const event: RunEvent =
          at % 2 === 0
            ? { type: 'metrics', at, metrics: metrics(at) }
            : { type: 'log', at, level: 'info', message: '' };
        storage.runs.appendEvent(run.id, event);
      }
    };
    write(1_000);
    storage.close();
    storage = openStorage(folder.path);
    write(1_000);
    expect(storage.runs.lastEvent(run.id, 'log')?.id).toBe(2_000);
    const kept = storage.runs.eventsAfter(run.id, 0, 10_000);
    expect(kept.filter(({ event }) => event.type === 'metrics').length).toBe(600);
    expect(kept.filter(({ event }) => event.type === 'log').length).toBe(1_000);
    expect(storage.runs.eventsAfter(run.id, 1_998, 10).map((event) => event.id)).toEqual([1_999, 2_000]);
  });

  it('keeps a ring of 600 points', () => {
    const { id } = storage.pipelines.create('p', 'one', 'created');
    const run = storage.runs.create({ pipelineId: id, version: 1, text: 'one' });
    for (let at = 1; at <= 700; at += 1) storage.runs.addPoint(run.id, { at, rowsPerSecond: at });
    const points = storage.runs.points(run.id);
    expect([points.length, points[0]?.at, points.at(-1)?.at]).toEqual([600, 101, 700]);
  });

  it('knows the newest run of each pipeline and when one ended', () => {
    const { id } = storage.pipelines.create('p', 'one', 'created');
    const first = storage.runs.create({ pipelineId: id, version: 1, text: 'one' });
    clock = 5_000;
    const error = { code: 'x', message: 'm', data: {} };
    storage.runs.setState(first.id, 'failed', error);
    expect(storage.runs.get(first.id)).toMatchObject({ endedAt: 5_000, error });
    const second = storage.runs.create({ pipelineId: id, version: 1, text: 'one' });
    expect(storage.runs.newest().get(id)?.id).toBe(second.id);
  });
});

describe('schema history', () => {
  it('is filtered by table, kind and outcome, and paged', () => {
    const { id } = storage.pipelines.create('p', 'one', 'created');
    const run = storage.runs.create({ pipelineId: id, version: 1, text: 'one' });
    const add = (at: number, kind: string, outcome: 'applied' | 'ignored') =>
      storage.schemaHistory.add({
        runId: run.id,
        pipelineId: id,
        at,
        record: {
          sourceTable: 'shop.orders',
          kind,
          event: {},
          schema: { columns: [] },
          results: [{ sinkTable: 'ods.orders', events: [], statements: [], outcome, durationMs: 1 }],
        },
      });
    add(10, 'create.table', 'applied');
    add(20, 'add.column', 'applied');
    add(30, 'add.column', 'ignored');
    const moments = (filter: Parameters<Storage['schemaHistory']['list']>[0]) =>
      storage.schemaHistory.list(filter).map((entry) => entry.at);
    expect(moments({})).toEqual([30, 20, 10]);
    expect(moments({ kind: 'add.column', outcome: 'applied' })).toEqual([20]);
    expect(moments({ table: 'ods.orders', limit: 1 })).toEqual([30]);
    expect(moments({ table: 'shop.other' })).toEqual([]);
    expect(moments({ before: storage.schemaHistory.list({})[0]?.id })).toEqual([20, 10]);
    expect(storage.schemaHistory.tables(id)).toMatchObject([
      { sourceTable: 'shop.orders', sinkTables: ['ods.orders'], changes: 3, lastAt: 30 },
    ]);
    expect(storage.schemaHistory.tables()).toHaveLength(1);
    const at = { pipelineId: id, table: 'ods.orders', side: 'sink' as const, at: 25 };
    expect(storage.schemaHistory.lastChange(at)?.at).toBe(20);
    expect(storage.schemaHistory.countSince(15).get(id)).toBe(2);
    // What was recorded last is the last one, also where the clock was set back before it.
    add(15, 'drop.column', 'applied');
    expect(storage.schemaHistory.lastChange({ ...at, at: 40 })?.kind).toBe('drop.column');
    expect(storage.schemaHistory.lastChange({ ...at, at: 12 })?.kind).toBe('create.table');
  });
});

it('stores any text of a document and of a name exactly', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (text) => {
      const { id } = storage.pipelines.create(text, text, text);
      expect(storage.pipelines.get(id)).toMatchObject({ name: text, text });
    }),
    { numRuns: 50 },
  );
});

// What a run must find out before it reads on: that the publication gives all it copies, and that the server is the one it knows.
import { afterAll, beforeAll, beforeEach, expect, it, test } from 'vitest';
import type { Offset, SourceCheckpoint } from '@tailrace/engine/api';
import { discovered, startTestServer, type TestServer } from './testing/test-server.ts';

let db: TestServer;

beforeAll(async () => {
  db = await startTestServer();
});
afterAll(async () => db?.stop());

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

beforeEach(async () => {
  await db.source().cleanUp(signal());
  await db.src('DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP PUBLICATION IF EXISTS own');
  await db.src('CREATE TABLE a (id int PRIMARY KEY, n int, secret text)');
});

test.each([
  ['publication-column-list', 'FOR TABLE a (id, n)', 'secret'],
  ['publication-row-filter', 'FOR TABLE a WHERE (id > 3)', '(id > 3)'],
  ['publication-actions', "FOR TABLE a WITH (publish = 'insert, update')", 'delete and truncate'],
])(
  '%s: a publication that leaves something out is refused before anything is made',
  async (code, what, named) => {
    await db.src(`CREATE PUBLICATION own ${what}`);
    const options = { 'debezium.publication.name': 'own' };
    const source = db.source(options);
    const tables = await discovered(source, 'public.a');
    const checks = await source.preflight(
      tables.map(({ table }) => table),
      signal(),
    );
    expect(checks.filter(({ status }) => status === 'failed')).toMatchObject([{ name: 'publication' }]);
    const refused = source.open({ tables, signal: signal() });
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(named);
    expect(await db.src('SELECT slot_name FROM pg_replication_slots')).toEqual([]);
    const remedy = String(checks.find(({ status }) => status === 'failed')?.remedy);
    await db.src(remedy);
    const reader = await source.open({ tables, signal: signal() });
    await reader.close();
  },
);

it('goes on only on the server that its position belongs to, and on one that has all of what it read', async () => {
  const source = db.source();
  const tables = await discovered(source, 'public.a');
  const first = await source.open({ tables, signal: signal() });
  const offset = first.startOffset;
  const identity = first.identity?.();
  await first.close();
  expect(identity).toMatchObject({ timeline: 1 });
  const resume = async (resumeFrom: SourceCheckpoint): Promise<void> => {
    const reader = await db.source().open({ tables, resumeFrom, signal: signal() });
    await reader.close();
  };
  await resume({ offset, identity: identity ?? null });
  // A checkpoint from before identities were kept.
  await resume({ offset });
  await expect(resume({ offset, identity: { system: '1', timeline: 1 } })).rejects.toMatchObject({
    code: 'source-server-changed',
  });
});

it('says that a slot that was dropped and made anew lacks changes', async () => {
  const source = db.source();
  const tables = await discovered(source, 'public.a');
  const first = await source.open({ tables, signal: signal() });
  const offset: Offset = first.startOffset;
  await first.close();
  const [slot] = (await db.src('SELECT slot_name FROM pg_replication_slots')) as [{ slot_name: string }];
  await db.src(`SELECT pg_drop_replication_slot('${slot.slot_name}')`);
  await db.src('INSERT INTO a VALUES (1, 1, NULL)');
  await expect(source.open({ tables, resumeFrom: { offset }, signal: signal() })).rejects.toMatchObject({
    code: 'slot-missing',
  });
  await db.src(`SELECT pg_create_logical_replication_slot('${slot.slot_name}', 'pgoutput')`);
  const refused = source.open({ tables, resumeFrom: { offset }, signal: signal() });
  await expect(refused).rejects.toMatchObject({ code: 'slot-ahead' });
  await expect(refused).rejects.toThrow('dropped and made anew');
});

it('shows the log that a slot keeps for a reader that has gone, and drops it when asked', async () => {
  const source = db.source();
  const kept = async () => source.keptLog?.(signal());
  expect(await kept()).toBeUndefined();
  const tables = await discovered(source, 'public.a');
  const reader = await source.open({ tables, signal: signal() });
  await reader.close();
  const before = await kept();
  expect(before).toMatchObject({ isActive: false });
  await db.src("INSERT INTO a SELECT n, n, repeat('x', 1000) FROM generate_series(1, 5000) n");
  expect((await kept())?.retainedBytes).toBeGreaterThan((before?.retainedBytes ?? 0) + 5_000_000);
  await source.cleanUp(signal());
  expect(await kept()).toBeUndefined();
  expect(await db.src('SELECT slot_name FROM pg_replication_slots')).toEqual([]);
});

// Commits that are begun before an earlier one is over, against a real server: none behind one that fails.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataChangeEvent } from '@tailrace/core/event';
import { tableId, type TableId, type TableSchema } from '@tailrace/core/table';
import type { SinkWriter } from '@tailrace/engine/api';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestServer } from '../testing/test-server.ts';

const SCHEMA: TableSchema = {
  columns: [
    { name: 'id', type: { kind: 'INT', nullable: false } },
    { name: 'n', type: { kind: 'INT', nullable: true } },
  ],
  primaryKeys: ['id'],
  partitionKeys: [],
  options: {},
};

let db: Awaited<ReturnType<typeof startTestServer>>;
let tables = 0;
let writers: SinkWriter[] = [];

beforeAll(async () => {
  db = await startTestServer();
});
afterAll(async () => {
  await db.stop();
});
afterEach(async () => {
  for (const writer of writers) await writer.close();
  writers = [];
});

async function freshTable(): Promise<TableId> {
  const name = `c${(tables += 1)}`;
  await db.dst(`CREATE TABLE ${name} (id int PRIMARY KEY, n int CHECK (n < 100))`);
  return tableId('public', name);
}

async function open(runId: string): Promise<SinkWriter> {
  const writer = await db.sink(runId).open({ signal: AbortSignal.timeout(20_000) });
  writers.push(writer);
  return writer;
}

const nameOf = (table: TableId): string => table.parts.at(-1) ?? '';
const insert = (table: TableId, id: number, n = id): DataChangeEvent => ({
  type: 'insert',
  table,
  after: [id, n],
});
const give = async (writer: SinkWriter, events: readonly DataChangeEvent[]): Promise<void> =>
  writer.write(events, { upsertInserts: false, schemaOf: () => SCHEMA });
const idsOf = async (table: TableId): Promise<readonly unknown[]> =>
  (await db.dst(`SELECT id FROM ${table.parts.join('.')} ORDER BY id`)).map(({ id }) => id);

/** How the commits end that `begin` begins while nothing can be written to the table. */
async function whileBlocked(
  table: TableId,
  begin: () => Promise<readonly Promise<void>[]>,
): Promise<readonly PromiseSettledResult<void>[]> {
  await db.dst(`BEGIN; LOCK TABLE ${table.parts.join('.')} IN ACCESS EXCLUSIVE MODE`);
  const outcomes = Promise.allSettled(await begin());
  await db.dst('COMMIT');
  return outcomes;
}

test('behind a commit that the server refuses nothing is committed, and all are told its reason', async () => {
  const table = await freshTable();
  const writer = await open('refused');
  await give(writer, [insert(table, 1)]);
  await writer.commit({ at: 1 });
  const outcomes = await whileBlocked(table, async () => {
    await give(writer, [insert(table, 2, 500)]);
    const second = writer.commit({ at: 2 });
    await give(writer, [insert(table, 3)]);
    const third = writer.commit({ at: 3 });
    return [second, third];
  });
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected' });
    expect(String(outcome.status === 'rejected' && outcome.reason)).toContain(`${nameOf(table)}_n_check`);
  }
  await expect(give(writer, [insert(table, 4)]).then(async () => writer.commit({ at: 4 }))).rejects.toThrow(
    `${nameOf(table)}_n_check`,
  );
  expect(await idsOf(table)).toEqual([1]);
  expect((await open('refused')).committed).toEqual({ at: 1 });
});

test('a writer that was taken over from commits neither the commit under way nor the one behind it', async () => {
  const table = await freshTable();
  const old = await open('taken-over');
  await give(old, [insert(table, 1)]);
  await old.commit({ at: 1 });
  const outcomes = await whileBlocked(table, async () => {
    await give(old, [insert(table, 2)]);
    const second = old.commit({ at: 2 });
    await give(old, [insert(table, 3)]);
    const third = old.commit({ at: 3 });
    const young = await open('taken-over');
    expect(young.committed).toEqual({ at: 1 });
    return [second, third];
  });
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'sink-fenced' } });
  expect(await idsOf(table)).toEqual([1]);
});

test('a session that ends at any moment leaves the rows of the position that is kept, whatever was under way', async () => {
  let interrupted = 0;
  for (let round = 0; round < 12; round += 1) {
    const table = await freshTable();
    const runId = `ended-${round}`;
    const writer = await open(runId);
    const ended = sleep(round * 4).then(async () =>
      db.dst(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'dst' AND application_name = 'tailrace'",
      ),
    );
    let commits: Promise<void>[] = [];
    for (let at = 1; at <= 200; at += 1) {
      try {
        await give(writer, [insert(table, at, 0)]);
        if (commits.length === 2) await commits[0];
        const commit = writer.commit({ at });
        commit.catch(() => undefined);
        commits = [...commits.slice(-1), commit];
      } catch {
        break;
      }
    }
    const outcomes = await Promise.allSettled(commits);
    if (outcomes.some(({ status }) => status === 'rejected')) interrupted += 1;
    await ended;
    const again = await open(runId);
    const { at } = (again.committed ?? { at: 0 }) as { at: number };
    expect(await idsOf(table)).toEqual(Array.from({ length: at }, (_, index) => index + 1));
    await again.close();
    writers.pop();
  }
  expect(interrupted).toBeGreaterThan(0);
});

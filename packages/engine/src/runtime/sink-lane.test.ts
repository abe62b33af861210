// What is told to whom, and when, while a commit is under way.
import { tableId } from '@tailrace/core/table';
import type { JsonValue } from '@tailrace/core/value';
import { expect, test } from 'vitest';
import type { Offset, SinkWriter } from '../api/index.ts';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import { checkpointFromJson } from '../checkpoint/run-checkpoint.ts';
import { createCounters } from './run-counters.ts';
import { SinkLane } from './sink-lane.ts';

interface Going {
  readonly position: JsonValue;
  land(): void;
  fail(error: Error): void;
}

function laneOf(takesWhileCommitting: boolean) {
  const told: string[] = [];
  const going: Going[] = [];
  let elapsed = 0;
  const writer: SinkWriter = {
    committed: undefined,
    keepsPosition: true,
    takesWhileCommitting,
    applySchemaChange: () => Promise.reject(new Error('no schema changes here')),
    write: async (events) => void told.push(`write ${events.length}`),
    commit: async (position) =>
      new Promise((resolve, reject) => {
        told.push('commit');
        going.push({ position, land: resolve, fail: reject });
      }),
    close: async () => undefined,
  };
  const store: CheckpointStore = {
    load: async () => undefined,
    save: async ({ source }) => void told.push(`disk ${String(source.offset)}`),
  };
  const lane = new SinkLane({
    writer,
    reader: {
      acknowledge: (offset) => void told.push(`acknowledge ${String(offset)}`),
      compareOffsets: (a, b) => Math.sign(Number(a) - Number(b)) as -1 | 0 | 1,
    },
    chain: { saveState: () => null, sinkSchema: () => undefined },
    store,
    counters: createCounters(),
    clock: { now: () => 0, elapsed: () => elapsed++ * 10_000, sleep: async () => undefined },
    limits: { rows: 10, bytes: 1000, ageMs: 200 },
    checkpoint: {
      generation: 0,
      fingerprint: 'f',
      source: { offset: '0' as Offset },
      tables: [],
      chain: null,
    },
    snapshotRepeats: false,
  });
  const take = (offset: string): void => {
    const from = lane.pending.rows.length;
    lane.pending.rows.push({ type: 'insert', table: tableId('s', 't'), after: [1] });
    lane.pending.note(from);
    lane.advance({ offset: offset as Offset });
  };
  return { lane, told, going, take };
}

test('what comes while a commit is under way waits for the next, and is acknowledged with it', async () => {
  const { lane, told, going, take } = laneOf(true);
  take('1');
  await lane.beginCommit();
  expect(lane.dirty).toBeUndefined();
  take('2');
  expect(lane.dirty).toBe('rows');
  const second = lane.commit();
  await expect.poll(() => going.length).toBe(2);
  expect(told).toEqual(['write 1', 'commit', 'write 1', 'commit']);
  expect(lane.checkpoint.source.offset).toBe('0');
  going[0]?.land();
  await expect.poll(() => told.length).toBe(6);
  expect(told.slice(4)).toEqual(['disk 1', 'acknowledge 1']);
  expect(lane.checkpoint.source.offset).toBe('1');
  going[1]?.land();
  await second;
  expect(told.slice(6)).toEqual(['disk 2', 'acknowledge 2']);
  const positions = going.map(({ position }) => checkpointFromJson(position, 'here'));
  expect(positions.map(({ source }) => source.offset)).toEqual(['1', '2']);
  expect(positions.map(({ generation }) => generation)).toEqual([1, 2]);
});

test('no more than two commits are begun, and their ends are taken in their order', async () => {
  const { lane, told, going, take } = laneOf(true);
  for (const offset of ['1', '2']) {
    take(offset);
    await lane.beginCommit();
  }
  take('3');
  const third = lane.beginCommit();
  going[1]?.land();
  await new Promise((resolve) => setImmediate(resolve));
  expect(going).toHaveLength(2);
  expect(lane.checkpoint.source.offset).toBe('0');
  going[0]?.land();
  await third;
  going[2]?.land();
  await lane.committed();
  expect(told.filter((each) => each.startsWith('acknowledge'))).toEqual([
    'acknowledge 1',
    'acknowledge 2',
    'acknowledge 3',
  ]);
});

test('how long a commit takes does not count its wait for the one before it', async () => {
  const { lane, told, going, take } = laneOf(true);
  for (const offset of ['1', '2']) {
    take(offset);
    await lane.beginCommit();
  }
  // Ten seconds pass with each look at the clock.
  const first = lane.committingMs;
  expect(lane.committingMs).toBe(first + 10_000);
  going[0]?.land();
  await expect.poll(() => told).toContain('acknowledge 1');
  expect(lane.committingMs).toBe(10_000);
  going[1]?.land();
  await lane.committed();
  expect(lane.committingMs).toBe(0);
});

test('a commit that fails tells the source nothing, and whoever waits for it what went wrong', async () => {
  const { lane, told, going, take } = laneOf(true);
  take('1');
  await lane.beginCommit();
  take('2');
  const second = lane.commit();
  await expect.poll(() => going.length).toBe(2);
  for (const commit of going) commit.fail(new Error('disk full at the sink'));
  await expect(second).rejects.toThrow('disk full at the sink');
  take('3');
  await expect(lane.commit()).rejects.toThrow('disk full at the sink');
  await lane.abandon();
  expect(told.filter((each) => each.startsWith('acknowledge') || each.startsWith('disk'))).toEqual([]);
  expect(lane.checkpoint.source.offset).toBe('0');
});

test('a commit that is given up on is over before the run goes on', async () => {
  const { lane, told, going, take } = laneOf(true);
  take('1');
  await lane.beginCommit();
  const abandoned = lane.abandon().then(() => told.push('abandoned'));
  going[0]?.land();
  await abandoned;
  expect(told).toEqual(['write 1', 'commit', 'disk 1', 'acknowledge 1', 'abandoned']);
});

test('a sink that takes nothing meanwhile is waited for', async () => {
  const { lane, told, going, take } = laneOf(false);
  take('1');
  const begun = lane.beginCommit();
  await expect.poll(() => going.length).toBe(1);
  expect(lane.committing).toBeUndefined();
  going[0]?.land();
  await begun;
  expect(told).toEqual(['write 1', 'commit', 'disk 1', 'acknowledge 1']);
});

import { formatTableId } from '@tailrace/core/table';
import { createTableImage } from '@tailrace/engine/testing';
import type { RunEvent, RunState } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createChangeLog } from './change-log.ts';
import { madeTables } from './made-tables.ts';
import {
  createTrial,
  lostConnection,
  until,
  type Breaker,
  type Trial,
  type TrialOptions,
} from './testing/trial.ts';

const ROWS = 120;
const document = (
  options: { readonly rate?: number; readonly rows?: number; readonly rest?: string } = {},
) => `
source:
  type: values
  tables: shop.orders, shop.products
  rows: ${options.rows ?? ROWS}
  rows-per-second: ${options.rate ?? 4000}
  seed: 7
sink:
  type: values
pipeline:
  name: trial
${options.rest ?? ''}`;

const trials: Trial[] = [];
const trial = (options: TrialOptions): Trial => {
  const made = createTrial(options);
  trials.push(made);
  return made;
};
afterEach(() => {
  for (const made of trials.splice(0)) made.remove();
});

/** The tables as they are after `position` changes, by way of the log itself and not of the engine. */
function expectedAt(position: number, name: string) {
  const tables = madeTables('').filter(({ table }) =>
    ['shop.orders', 'shop.products'].includes(formatTableId(table)),
  );
  const made = tables.find(({ table }) => formatTableId(table) === name);
  if (made === undefined) throw new Error(`no table ${name}`);
  const image = createTableImage(made.schema);
  for (let key = 1; key <= ROWS; key += 1) image.insert(made.row(key, 0, 7));
  const log = createChangeLog({ tables, rows: ROWS, seed: 7 }, 0);
  while (log.position < position) {
    const event = log.next();
    if (formatTableId(event.table) === name) image.apply(event);
  }
  return image.rows();
}

const byId = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  [...rows].toSorted((a, b) => Number(a['id']) - Number(b['id']));

function committedPosition({ memory }: Trial): number {
  const { committed } = memory;
  if (typeof committed !== 'object' || committed === null || !('offset' in committed)) return -1;
  return 'finishedSplits' in committed ? -1 : Number(committed['offset']);
}

function expectExact(made: Trial): void {
  const position = committedPosition(made);
  for (const name of ['shop.orders', 'shop.products']) {
    expect(byId(made.memory.rows(name))).toEqual(byId(expectedAt(position, name)));
  }
}

const states = (events: readonly RunEvent[]): RunState[] =>
  events.flatMap((event) => (event.type === 'state' ? [event.state] : []));

describe('a run', () => {
  test('copies, follows, and stops at a checkpoint with exactly the rows of its position', async () => {
    const made = trial({ text: document() });
    const handle = made.start();
    await until(handle, made, () => committedPosition(made) > 200);
    expect(await handle.stop()).toEqual({ state: 'stopped' });
    expect(states(made.events)).toEqual(['starting', 'snapshotting', 'streaming', 'stopping', 'stopped']);
    expectExact(made);
    const { tables, ...metrics } = handle.metrics();
    expect(metrics.rowsRead).toBe(metrics.rowsWritten);
    expect(metrics.rowsRead).toBe(2 * ROWS + committedPosition(made));
    const counted = (of: { readonly counts: readonly number[] } | undefined): number =>
      (of?.counts ?? []).reduce((sum, count) => sum + count, 0);
    // Each table was made, and each change of the log committed with others or by itself, after the snapshot's two.
    expect(counted(metrics.durations?.schema)).toBe(2);
    expect(metrics.schemaChanges).toEqual({ applied: 2 });
    expect(counted(metrics.durations?.commit)).toBeGreaterThanOrEqual(3);
    expect(counted(metrics.durations?.write)).toBeGreaterThanOrEqual(3);
    expect(counted(metrics.lag)).toBeGreaterThan(0);
    expect(tables['shop.orders']).toMatchObject({
      phase: 'stream',
      snapshotRows: ROWS,
      snapshotEstimate: ROWS,
    });
  });

  test('goes on where it stopped, in the same folder, without a second snapshot', async () => {
    const made = trial({ text: document() });
    const first = made.start();
    await until(first, made, () => committedPosition(made) > 50);
    await first.stop();
    const before = committedPosition(made);
    made.events.length = 0;
    const second = made.start();
    await until(second, made, () => committedPosition(made) > before + 50);
    await second.stop();
    expect(states(made.events)).not.toContain('snapshotting');
    expectExact(made);
  });

  test('pauses with nothing open, and resumes', async () => {
    const made = trial({ text: document() });
    const handle = made.start();
    await until(handle, made, () => committedPosition(made) > 20);
    await handle.pause();
    expect(handle.state()).toBe('paused');
    const paused = committedPosition(made);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(committedPosition(made)).toBe(paused);
    handle.resume();
    await until(handle, made, () => committedPosition(made) > paused + 20);
    await handle.stop();
    expect(states(made.events)).toEqual([
      'starting',
      'snapshotting',
      'streaming',
      'pausing',
      'paused',
      'starting',
      'streaming',
      'stopping',
      'stopped',
    ]);
    expectExact(made);
  });

  test('ends after the snapshot in BATCH, and at the position of the beginning with caught-up', async () => {
    const batch = trial({ text: document({ rest: '  execution.runtime-mode: BATCH\n' }) });
    expect(await batch.start().done).toEqual({ state: 'finished' });
    expect(states(batch.events)).toEqual(['starting', 'snapshotting', 'finished']);
    expect(batch.memory.rows('shop.orders')).toHaveLength(ROWS);
    // Done is done: nothing is opened or copied again.
    expect(await batch.start().done).toEqual({ state: 'finished' });
    expect(batch.memory.log.filter(({ type }) => type === 'insert')).toHaveLength(2 * ROWS);
    const caught = trial({ text: document() });
    expect(await caught.start({ until: 'caught-up' }).done).toEqual({ state: 'finished' });
    expectExact(caught);
  });

  test('filters and counts by rule', async () => {
    const rest =
      'transform:\n  - source-table: shop.orders\n    filter: id > 100\n    projection: id, total\nroute:\n  - source-table: shop.orders\n    sink-table: ods.orders\n';
    const made = trial({ text: document({ rate: 0, rest: `  execution.runtime-mode: BATCH\n${rest}` }) });
    const handle = made.start();
    expect(await handle.done).toEqual({ state: 'finished' });
    expect(made.memory.rows('ods.orders').map((row) => row['id'])).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 101),
    );
    expect(handle.metrics()).toMatchObject({
      rowsDropped: 100,
      rules: { 'transform:0': { in: ROWS, out: 20 }, 'route:0': { in: 20, out: 20 } },
    });
  });
});

describe('law 4: nothing is lost', () => {
  test('whatever breaks wherever, the sink has exactly the rows of its position, and no acknowledgement runs ahead', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat({ max: 99 })),
        fc.integer({ min: 2, max: 30 }),
        async (dice, percent) => {
          let calm = false;
          const breaker: Breaker = () => {
            const rolled = dice.next();
            if (!calm && rolled.done !== true && rolled.value < percent) throw lostConnection();
          };
          const made = trial({ text: document({ rate: 20_000 }), breaker });
          const handle = made.start();
          setTimeout(() => {
            calm = true;
          }, 60);
          await until(handle, made, () => calm && committedPosition(made) > 100);
          await handle.stop();
          expectExact(made);
          for (const { offset, committed } of made.acknowledged) expect(committed).toMatchObject({ offset });
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);

  test('a sink that keeps no position goes on from the disk, and takes repeated inserts as upserts until it is past them', async () => {
    let commits = 0;
    let furthest = 0;
    const made: Trial = trial({
      text: document({ rate: 2000 }),
      forgetful: true,
      // After the sink has it and before the disk does: the rows come again.
      breaker: (step) => {
        if (step !== 'committed') return;
        furthest = Math.max(furthest, committedPosition(made));
        if ((commits += 1) % 4 === 0) throw lostConnection();
      },
    });
    const handle = made.start();
    // Not in the midst of a repetition, when the sink has rows from beyond its position.
    await until(
      handle,
      made,
      () => commits > 10 && committedPosition(made) > 60 && committedPosition(made) >= furthest,
    );
    await handle.stop();
    expectExact(made);
    expect(made.upserts).toContain(true);
    expect(handle.metrics().restarts).toBeGreaterThan(0);
  });

  test('a failure that trying again cannot mend ends the run with its code', async () => {
    const made = trial({
      text: document(),
      breaker: (step) => {
        if (step === 'write')
          throw new TailraceError('permission-denied', 'No right to write.', { data: { table: 't' } });
      },
    });
    const outcome = await made.start().done;
    expect(outcome).toEqual({
      state: 'failed',
      error: { code: 'permission-denied', message: 'No right to write.', data: { table: 't' } },
    });
    expect(made.events.at(-1)).toMatchObject({
      type: 'state',
      state: 'failed',
      error: { code: 'permission-denied' },
    });
    expect(made.memory.rows('shop.orders')).toEqual([]);
  });

  test('a server that stays away is tried again with longer pauses, then given up', async () => {
    const waits: number[] = [];
    let now = 1000;
    const made = trial({
      text: document(),
      breaker: (step) => {
        if (step === 'open') throw lostConnection();
      },
    });
    const outcome = await made.start({
      retry: { initialMs: 100, maxMs: 350, attempts: 5, jitter: 0 },
      clock: {
        now: () => now,
        elapsed: () => now,
        sleep: async (ms, signal) => {
          // The ticker of the metrics sleeps too; only the pauses between attempts move the clock.
          if (ms === 500 || signal?.aborted === true) {
            await new Promise((resolve) => setTimeout(resolve, 1));
            return;
          }
          waits.push(ms);
          now += ms;
        },
      },
    }).done;
    expect(waits).toEqual([100, 200, 350, 350]);
    expect(outcome).toMatchObject({ state: 'failed', error: { code: 'connection-lost' } });
    const retries = made.events.flatMap((event) =>
      event.type === 'state' && event.retryAtMs !== undefined ? [event.retryAtMs] : [],
    );
    expect(retries).toEqual([1100, 1300, 1650, 2000]);
  });

  test('a sink that has forgotten what the disk knows of is not written to', async () => {
    const made = trial({ text: document() });
    const handle = made.start();
    await until(handle, made, () => committedPosition(made) > 10);
    await handle.stop();
    const other = trial({ text: document() });
    const outcome = await other.start({ stateDir: made.folder }).done;
    expect(outcome).toMatchObject({ state: 'failed', error: { code: 'sink-position-missing' } });
    expect(other.memory.log).toEqual([]);
  });

  test('rules that changed since do not go on from the checkpoint of the old ones', async () => {
    const made = trial({ text: document() });
    const handle = made.start();
    await until(handle, made, () => committedPosition(made) > 10);
    await handle.stop();
    const changed = document({ rest: 'transform:\n  - source-table: shop.orders\n    filter: id > 1\n' });
    expect(await made.start({ text: changed }).done).toMatchObject({
      state: 'failed',
      error: { code: 'checkpoint-other-pipeline' },
    });
    const renamed = made.start({ text: `# a comment\n${document().replace('name: trial', 'name: other')}` });
    await until(renamed, made, () => renamed.state() === 'streaming');
    expect(await renamed.stop()).toEqual({ state: 'stopped' });
  });

  test('a pattern that captures nothing fails the run instead of looking healthy', async () => {
    const made = trial({ text: document().replace('shop.orders, shop.products', 'shop.nothing\\.*') });
    expect(await made.start().done).toMatchObject({ state: 'failed', error: { code: 'no-tables-captured' } });
  });
});

import type { ChangeEvent } from '@tailrace/core/event';
import { tableId, type TableSchema } from '@tailrace/core/table';
import { MAX_LENGTH, type DataType } from '@tailrace/core/types';
import { systemClock } from '@tailrace/engine';
import type { SchemaChangeRecord } from '@tailrace/engine/api';
import { afterEach, describe, expect, test } from 'vitest';
import { scriptedSource, type Script } from './testing/scripted-source.ts';
import { createTrial, lostConnection, type Breaker, type Trial } from './testing/trial.ts';

const INT: DataType = { kind: 'INT', nullable: true };
const STRING: DataType = { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true };
const T = tableId('s', 't');
const SCHEMA: TableSchema = {
  columns: [
    { name: 'id', type: { kind: 'INT', nullable: false } },
    { name: 'a', type: INT },
  ],
  primaryKeys: ['id'],
  partitionKeys: [],
  options: {},
};
const insert = (...after: (number | string | null)[]): ChangeEvent => ({ type: 'insert', table: T, after });
const addNote: ChangeEvent = {
  type: 'add.column',
  table: T,
  columns: [{ column: { name: 'note', type: STRING, comment: 'why' }, position: 'last' }],
};
const dropA: ChangeEvent = { type: 'drop.column', table: T, columns: ['a'] };

const script = (...batches: ChangeEvent[][]): Script => ({
  tables: [{ table: T, schema: SCHEMA }],
  batches: batches.map((events) => ({ events, commitTimeMs: 1000 })),
});

const document = (behavior: string, more = '') => `source:
  type: values
sink:
  type: values
${more}pipeline:
  schema.change.behavior: ${behavior}
`;

const trials: Trial[] = [];
afterEach(() => {
  for (const made of trials.splice(0)) made.remove();
});

async function play(
  text: string,
  played: Script,
  breaker?: Breaker,
): Promise<{
  readonly made: Trial;
  readonly outcome: unknown;
  readonly changes: readonly SchemaChangeRecord[];
}> {
  const made = createTrial({
    text,
    source: () => scriptedSource(played),
    ...(breaker === undefined ? {} : { breaker }),
  });
  trials.push(made);
  const outcome = await made.start({ until: 'caught-up' }).done;
  const changes = made.events.flatMap((event) => (event.type === 'schema-change' ? [event.change] : []));
  return { made, outcome, changes };
}

describe('a schema change in the stream', () => {
  const mixed = script([insert(1, 10), addNote, insert(2, 20, 'new')], [insert(3, 30, null)]);

  test('parts the rows before it from those after it, and is told with what the sink did', async () => {
    const { made, outcome, changes } = await play(document('EVOLVE'), {
      ...mixed,
      batches: mixed.batches.map((batch, at) =>
        at === 0 ? { ...batch, statements: new Map([[1, 'ALTER TABLE t ADD note text']]) } : batch,
      ),
    });
    expect(outcome).toEqual({ state: 'finished' });
    expect(made.memory.rows('s.t')).toEqual([
      { id: 1, a: 10, note: null },
      { id: 2, a: 20, note: 'new' },
      { id: 3, a: 30, note: null },
    ]);
    expect(made.memory.log.map(({ type }) => type)).toEqual([
      'create.table',
      'insert',
      'add.column',
      'insert',
      'insert',
    ]);
    expect(changes.map(({ kind }) => kind)).toEqual(['create.table', 'add.column']);
    expect(changes[1]).toMatchObject({
      sourceTable: 's.t',
      statement: 'ALTER TABLE t ADD note text',
      offset: '1',
      committedAt: 1000,
      schema: [
        { name: 'id', type: 'INT NOT NULL', key: true },
        { name: 'a', type: 'INT', key: false },
        { name: 'note', type: 'STRING', comment: 'why', key: false },
      ],
      results: [{ sinkTable: 's.t', outcome: 'applied', events: [{ type: 'add.column' }] }],
    });
    expect(changes[1]?.results[0]?.schema).toHaveLength(3);
  });

  test('that the behaviour refuses fails the run, with the refusal on record and nothing of the batch in the sink', async () => {
    const { made, outcome, changes } = await play(document('EXCEPTION'), mixed);
    expect(outcome).toMatchObject({ state: 'failed', error: { code: 'schema-change-refused' } });
    expect(changes.at(-1)).toMatchObject({
      kind: 'add.column',
      results: [{ sinkTable: 's.t', outcome: 'refused' }],
    });
    expect(made.memory.rows('s.t')).toEqual([]);
  });

  test('that the behaviour ignores is on record as ignored, and rows go on in the old shape', async () => {
    const { made, outcome, changes } = await play(document('IGNORE'), mixed);
    expect(outcome).toEqual({ state: 'finished' });
    expect(changes.at(-1)?.results).toMatchObject([{ outcome: 'ignored', events: [] }]);
    expect(changes.at(-1)?.results[0]?.reason).toBeTruthy();
    expect(made.memory.rows('s.t').map((row) => Object.keys(row))).toEqual([
      ['id', 'a'],
      ['id', 'a'],
      ['id', 'a'],
    ]);
  });

  test('that LENIENT rewrites is on record with what the sink got instead', async () => {
    const { made, changes } = await play(document('LENIENT'), script([insert(1, 10), dropA], [insert(2)]));
    expect(changes.at(-1)).toMatchObject({
      kind: 'drop.column',
      results: [{ outcome: expect.stringMatching(/rewritten|ignored/u) as string }],
    });
    expect(changes.at(-1)?.results[0]?.reason).toBeTruthy();
    expect(made.memory.rows('s.t')).toEqual([
      { id: 1, a: 10 },
      { id: 2, a: null },
    ]);
  });

  test('that the sink cannot apply stops the run where rows would change their shape', async () => {
    const sink = '  error.on.schema.change: true\n';
    for (const behavior of ['EVOLVE', 'TRY_EVOLVE']) {
      const { outcome, changes } = await play(document(behavior, sink), mixed);
      expect(outcome).toMatchObject({
        state: 'failed',
        error: { code: 'schema-change-unsupported', data: { table: 's.t', change: 'add.column' } },
      });
      expect(changes.at(-1)?.results).toMatchObject([{ outcome: 'unsupported' }]);
    }
    const truncate = script([insert(1, 10)], [{ type: 'truncate.table', table: T }], [insert(2, 20)]);
    const tolerated = await play(document('TRY_EVOLVE', sink), truncate);
    expect(tolerated.outcome).toEqual({ state: 'finished' });
    expect(tolerated.made.memory.rows('s.t')).toHaveLength(2);
    expect(await play(document('EVOLVE', sink), truncate)).toMatchObject({ outcome: { state: 'failed' } });
  });

  test('that broke anywhere on its way is applied once when the run goes on', async () => {
    for (let broken = 1; broken <= 8; broken += 1) {
      let steps = 0;
      const { made, outcome } = await play(document('EVOLVE'), mixed, () => {
        if ((steps += 1) === broken + 2) throw lostConnection();
      });
      expect(outcome).toEqual({ state: 'finished' });
      expect(made.memory.rows('s.t')).toHaveLength(3);
      expect(made.memory.log.map(({ type }) => type)).toEqual([
        'create.table',
        'insert',
        'add.column',
        'insert',
        'insert',
      ]);
    }
  });

  test.each([
    ['rows that wait for more', { events: [insert(2, 20, 'late')], commitTimeMs: 1000, more: true }],
    ['a position alone', { events: [] }],
  ])(
    'a clock that somebody sets back holds nothing up (%s), and nothing takes less than no time',
    async (_, last) => {
      const first = script([insert(1, 10), addNote]);
      const made = createTrial({
        text: document('EVOLVE'),
        source: () => scriptedSource({ ...first, batches: [...first.batches, last] }),
      });
      trials.push(made);
      let now = Date.now();
      const handle = made.start({ clock: { ...systemClock, now: () => (now -= 3_600_000) } });
      await expect.poll(() => made.acknowledged.at(-1)?.offset, { timeout: 10_000 }).toBe('2');
      expect(await handle.stop()).toEqual({ state: 'stopped' });
      const results = made.events.flatMap((event) =>
        event.type === 'schema-change' ? event.change.results : [],
      );
      expect(results.length).toBeGreaterThan(0);
      for (const { durationMs } of results) expect(durationMs).toBeGreaterThanOrEqual(0);
      expect(handle.metrics().lagMs ?? 0).toBeGreaterThanOrEqual(0);
    },
  );
});

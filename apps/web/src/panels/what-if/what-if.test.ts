import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { createDocument } from '@tailrace/core/document';
import type { PreviewTable } from '@tailrace/server/router';
import { describe, expect, it } from 'vitest';
import { draftOf, eventOf, type Draft } from './draft.ts';
import { fromText } from './field-values.ts';
import { differs, keepTest, openTests, testFile } from './kept-tests.ts';
import { tryEvent, type TryContext } from './try-event.ts';

const TEXT = `source:
  type: values
transform:
  - source-table: public.orders_\\.*
    projection: id, status, UPPER(status) AS word, __table_name__ AS shard
    filter: status <> 'cancelled'
route:
  - source-table: public.orders_\\.*
    sink-table: ods.orders
sink:
  type: values
`;

const shard = (number: number): PreviewTable => ({
  table: `public.orders_${number}`,
  transform: 0,
  routes: [0],
  sinkTables: ['ods.orders'],
  source: [
    { name: 'id', type: 'BIGINT NOT NULL', key: true },
    { name: 'status', type: 'STRING', key: false },
  ],
  rows: [{ source: { id: number, status: 'new' }, sink: [] }],
});
const tables = [shard(1), shard(2)];

const contextOf = (text: string): TryContext => ({
  pipeline: createDocument(text, { catalog: connectorCatalog, checks: undefined }).pipeline,
  catalog: connectorCatalog,
  tables,
  timeZone: 'UTC',
  now: Date.UTC(2026, 0, 31),
});

function tried(change: Partial<Draft>, text = TEXT) {
  const [table] = tables;
  if (table === undefined) throw new Error('no table');
  const event = eventOf({ ...draftOf(table, change.kind ?? 'insert'), ...change }, table);
  return { event, outcome: tryEvent(contextOf(text), event), now: 0 };
}

describe('what if', () => {
  it('does not blame the filter for a change of columns that the projection names one by one', () => {
    const { outcome } = tried({ kind: 'add.column', newName: 'discount', type: 'STRING' });
    expect(outcome.sink).toEqual([]);
    expect(outcome.steps).toMatchObject([
      { kind: 'transform', rule: 0, result: undefined, filter: undefined },
    ]);
  });

  it('keeps what made the tables of the sink, for whoever plans a change of them', () => {
    const text = TEXT.replace(/transform:[^]*?route:/u, 'route:');
    const { outcome } = tried({ kind: 'add.column', newName: 'discount', type: 'STRING' }, text);
    expect(outcome.made[0]).toMatchObject({ type: 'create.table', table: 'ods.orders' });
    expect(outcome.sink.map(({ event }) => event.type)).toEqual(['add.column']);
  });

  it('sends a row through transform and route, as a run would', () => {
    const { outcome } = tried({ kind: 'insert' });
    expect(outcome.steps.map(({ kind }) => kind)).toEqual(['transform', 'route']);
    expect(outcome.sink.map(({ event }) => event)).toEqual([
      {
        type: 'insert',
        table: 'ods.orders',
        after: { id: 1, status: 'new', word: 'NEW', shard: 'orders_1' },
      },
    ]);
  });

  it('says which filter dropped a row, and that the sink is told nothing', () => {
    const { outcome } = tried({ kind: 'insert', after: { id: '1', status: 'cancelled' } });
    expect(outcome.steps).toEqual([
      { kind: 'transform', rule: 0, filter: "status <> 'cancelled'", result: undefined },
    ]);
    expect(outcome.sink).toEqual([]);
  });

  it('turns an update that leaves the filter into a delete', () => {
    const { outcome } = tried({ kind: 'update', after: { id: '1', status: 'cancelled' } });
    expect(outcome.sink.map(({ event }) => event.type)).toEqual(['delete']);
  });

  it.each([
    ['add.column', { newName: 'note', type: 'STRING' }],
    ['alter.column.type', { column: 'id', type: 'STRING' }],
    ['drop.column', { column: 'status' }],
    ['truncate.table', {}],
  ] as const)('tells what becomes of %s', (kind, fields) => {
    const { outcome } = tried({ kind, ...fields });
    expect(outcome.error === undefined ? outcome.steps.length + outcome.sink.length : 1).toBeGreaterThan(0);
  });

  it('answers a value that does not fit with a code', () => {
    const { outcome } = tried({ kind: 'insert', after: { id: 'x', status: 'new' } });
    expect(outcome.error?.code).toBe('event-value');
  });

  it('reads typed values by the type of their column', () => {
    expect(
      [
        ['INT', '7'],
        ['INT', ''],
        ['BIGINT', '9007199254740993'],
        ['BOOLEAN NOT NULL', 'true'],
        ['ARRAY<INT>', '[1]'],
        ['STRING', ''],
      ].map(([type, text]) => fromText(type ?? '', text ?? '')),
    ).toEqual([7, '', '9007199254740993', true, [1], '']);
  });
});

describe('kept tests', () => {
  it('hold while the rules say the same, and say what is different when they do not', () => {
    const [test] = keepTest([], tried({ kind: 'insert' }));
    if (test === undefined) throw new Error('not kept');
    expect(differs(test, tryEvent(contextOf(TEXT), test.event))).toBeUndefined();
    const changed = contextOf(TEXT.replace('UPPER', 'LOWER'));
    expect(differs(test, tryEvent(changed, test.event))).toBe('word was "NEW", and is "new".');
    const dropping = contextOf(TEXT.replace("status <> 'cancelled'", 'id > 5'));
    expect(differs(test, tryEvent(dropping, test.event))).toBe('The sink got 1 events, and gets 0.');
  });

  it('come back from the storage, each by a name of its own', () => {
    const kept = keepTest(keepTest([], tried({})), tried({}));
    const storage = new Map<string, string>();
    const local = {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => void storage.set(key, value),
    };
    openTests('p', local).setState(kept, true);
    expect(openTests('p', local).getState()).toEqual(kept);
    expect(openTests('q', local).getState()).toEqual([]);
    expect(new Set(kept.map(({ name }) => name)).size).toBe(2);
    expect(openTests('p', { ...local, getItem: () => '{broken' }).getState()).toEqual([]);
  });

  it('are a file that names its pipeline, the tables that each needs, and what is expected', () => {
    const lines = testFile(keepTest([], tried({ kind: 'insert' })), tables, 'p.yaml').split('\n');
    expect(lines.filter((line) => line.includes('"create.table"'))).toHaveLength(2);
    expect(lines).toContain(
      '      - {"type":"insert","table":"public.orders_1","after":{"id":"1","status":"new"}}',
    );
    expect(lines).toContain(
      '      - {"type":"insert","table":"ods.orders","after":{"id":1,"status":"new","word":"NEW","shard":"orders_1"}}',
    );
  });
});

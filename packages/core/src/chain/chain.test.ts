import { describe, expect, it } from 'vitest';
import { type ChangeEvent, isDataChange } from '../event/index.ts';
import { formatTableId } from '../table/index.ts';
import { type Row, UNSENT } from '../value/index.ts';
import { type ChainTrace } from './index.ts';
import { chainOf, send, create, insert, RULE, T, id } from './testing/chain-of.ts';

describe('a transform and its rows', () => {
  it('projects, filters, and makes keys NOT NULL', () => {
    const result = send(chainOf(RULE), T, insert('db.t', { id: 1 }), insert('db.t', { id: 2, name: 'x' }));
    expect(result).toEqual([
      create('db.t', { id: 'INT NOT NULL', shout: 'STRING', name: 'STRING' }, ['id']),
      insert('db.t', { id: 2, shout: 'X', name: 'x' }),
    ]);
  });

  it('turns updates that cross the filter into inserts and deletes', () => {
    const update = (before: number, after: number) => ({
      type: 'update',
      table: 'db.t',
      before: { id: before, name: 'a' },
      after: { id: after, name: 'b' },
    });
    const result = send(chainOf(RULE), T, update(1, 2), update(2, 1), update(0, 1), update(2, 3)).slice(1);
    expect(result).toMatchObject([
      { type: 'insert', after: { id: 2, shout: 'B' } },
      { type: 'delete', before: { id: 2, shout: 'A' } },
      { type: 'update', before: { id: 2 }, after: { id: 3 } },
    ]);
  });

  it('lets a filter read computed columns, dropped columns and metadata', () => {
    const chain = chainOf(`
transform:
  - source-table: db.t
    projection: id + 1 AS next
    filter: next > 2 AND name = 'x' AND op_ts = CAST(5 AS BIGINT)
`);
    const row = (row: object, ts: string) => ({ ...insert('db.t', row), meta: { op_ts: ts } });
    const result = send(
      chain,
      T,
      row({ id: 2, name: 'x' }, '5'),
      row({ id: 1, name: 'x' }, '5'),
      row({ id: 2, name: 'x' }, '4'),
    );
    expect(result.slice(1)).toMatchObject([{ after: { next: 3 } }]);
  });

  it('turns deletes into inserts with SOFT_DELETE', () => {
    const chain = chainOf(`
transform:
  - source-table: db.t
    projection: id, __data_event_type__ AS op
    converter-after-transform: SOFT_DELETE
`);
    const result = send(chain, T, { type: 'delete', table: 'db.t', before: { id: 1 } });
    expect(result[1]).toEqual(insert('db.t', { id: 1, op: '-D' }));
  });

  it('names table, rule and expression of a failure', () => {
    const broken = chainOf('transform:\n  - source-table: db.t\n    projection: nobody AS x\n');
    expect(() => send(broken, T)).toThrow(/projection of transform 1 for table db\.t: .*nobody/);
    const key = chainOf('transform:\n  - source-table: db.t\n    primary-keys: nobody\n');
    expect(() => send(key, T)).toThrow('names column nobody');
    expect(() => chainOf('transform:\n  - source-table: a.b.c.d\n')).toThrow('source-table of transform 1');
    expect(() => chainOf('route:\n  - source-table: "("\n    sink-table: x\n')).toThrow(
      'source-table of route 1',
    );
  });
});

describe('values that were not sent', () => {
  const update = (before: Row, after: Row): ChangeEvent => ({
    type: 'update',
    table: id('db.t'),
    before,
    after,
  });
  const process = (yaml: string, event: ChangeEvent) => {
    const chain = chainOf(yaml);
    send(chain, T);
    const out: ChangeEvent[] = [];
    chain.process(event, out);
    return out.filter(isDataChange);
  };

  it('are forwarded as they are', () => {
    const event = update([1, UNSENT, UNSENT], [1, UNSENT, 5]);
    expect(process('', event)).toEqual([event]);
    expect(process('route:\n  - source-table: db.t\n    sink-table: db.u\n', event)).toEqual([
      { ...event, table: id('db.u') },
    ]);
  });

  it('leave what is computed of them unsent in an old row, and fail in a new one', () => {
    const event = update([1, UNSENT, UNSENT], [2, 'x', null]);
    expect(process(RULE.replace('id > 1', 'TRUE'), event)).toMatchObject([
      { before: [1, UNSENT, UNSENT], after: [2, 'X', 'x'] },
    ]);
    const reversed = update([2, 'x', null], [2, UNSENT, null]);
    expect(() => process(RULE, reversed)).toThrow(expect.objectContaining({ code: 'value-not-sent' }));
  });

  it('fail a filter that needs them', () => {
    const event = update([UNSENT, 'x', null], [2, 'x', null]);
    expect(() => process(RULE, event)).toThrow(/REPLICA IDENTITY FULL/);
  });
});

describe('schema changes through a transform', () => {
  const STAR = `
transform:
  - source-table: db.t
    projection: "*, UPPER(name) AS shout"
pipeline:
  schema.change.behavior: evolve
`;
  const added = (...columns: [string, string, object][]) => ({
    type: 'add.column',
    table: 'db.t',
    columns: columns.map(([name, type, place]) => ({ column: { name, type }, ...place })),
  });

  it('keep computed columns behind, and rows in the same places', () => {
    const chain = chainOf(STAR);
    const result = send(
      chain,
      create('db.t', { id: 'INT', name: 'STRING' }),
      added(['a', 'INT', {}], ['b', 'INT', {}], ['c', 'INT', { position: 'first' }]),
      insert('db.t', { c: 3, id: 1, name: 'x', a: 1, b: 2 }),
    );
    expect(result.slice(1)).toEqual([
      added(
        ['a', 'INT', { position: 'after', existing: 'name' }],
        ['b', 'INT', { position: 'after', existing: 'a' }],
        ['c', 'INT', { position: 'before', existing: 'id' }],
      ),
      insert('db.t', { c: 3, id: 1, name: 'x', a: 1, b: 2, shout: 'X' }),
    ]);
    const names = chain.sinkSchema(id('db.t'))?.columns.map((column) => column.name);
    expect(names).toEqual(['c', 'id', 'name', 'a', 'b', 'shout']);
    expect(chain.transformedSchema(id('db.t'))?.columns.map((column) => column.name)).toEqual(names);
  });

  it('are swallowed without a star, but for the types of forwarded columns', () => {
    const chain = chainOf(`${RULE}\npipeline:\n  schema.change.behavior: evolve\n`);
    const alter = { type: 'alter.column.type', table: 'db.t', types: { name: 'VARCHAR(9)', extra: 'INT' } };
    const result = send(
      chain,
      T,
      added(['a', 'INT', {}]),
      { type: 'drop.column', table: 'db.t', columns: ['a'] },
      alter,
    );
    expect(result.slice(1)).toEqual([
      { ...alter, types: { name: 'VARCHAR(9)' }, oldTypes: { name: 'STRING' } },
    ]);
  });

  it('leave copies under another name with the type they were created with, and their values', () => {
    const chain = chainOf(`
transform:
  - source-table: db.t
    projection: id AS copy, id + 1 AS next
pipeline:
  schema.change.behavior: evolve
`);
    const alter = { type: 'alter.column.type', table: 'db.t', types: { id: 'BIGINT' } };
    const result = send(chain, T, alter, insert('db.t', { id: 7 }));
    expect(result.slice(1)).toEqual([insert('db.t', { copy: 7, next: 8 })]);
    expect(chain.bulkPlan(id('db.t'))?.usedColumns).toEqual([0]);
  });

  it('stop the stream where an expression loses its column', () => {
    const rename = { type: 'rename.column', table: 'db.t', names: { name: 'label' } };
    expect(() => send(chainOf(STAR), T, rename)).toThrow(/for table db\.t: .*name/);
  });

  it('place added columns beside others for tables without a rule too', () => {
    const chain = chainOf(STAR);
    const result = send(chain, create('db.u', { id: 'INT' }), { ...added(['a', 'INT', {}]), table: 'db.u' });
    expect(result[1]).toMatchObject({ columns: [{ position: 'after', existing: 'id' }] });
  });
});

it('shows a trace what became of each event', () => {
  const seen: string[] = [];
  const trace: ChainTrace = {
    transformed: ({ event, rule, result }) => seen.push(`${event.type} by ${rule}: ${result?.type}`),
    routed: ({ route, result }) => seen.push(`${result.type} by ${route} to ${formatTableId(result.table)}`),
    evolved: ({ source, applied, reason }) => seen.push(`${source.type}: ${applied.length} ${reason ?? ''}`),
  };
  const chain = chainOf(`${RULE}route:\n  - source-table: db.t\n    sink-table: db.u\n`, { trace });
  send(chain, T, insert('db.t', { id: 1 }), insert('db.t', { id: 2 }), { type: 'drop.table', table: 'db.t' });
  expect(seen).toEqual([
    'create.table by 0: create.table',
    'create.table: 1 ',
    'insert by 0: undefined',
    'insert by 0: insert',
    'insert by 0 to db.u',
    'drop.table by 0: drop.table',
    "drop.table: 0 the sink's include and exclude lists leave out drop.table",
  ]);
});

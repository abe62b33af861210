import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import { type ChangeEvent, eventFromJson, eventToJson, isDataChange } from '../event/index.ts';
import { createCatalog } from '../descriptor/index.ts';
import { parsePipeline } from '../pipeline/index.ts';
import { type TableId, formatTableId, parseTableId } from '../table/index.ts';
import { type JsonValue, type Row, UNSENT } from '../value/index.ts';
import { parseYaml } from '../yaml/index.ts';
import { type ChainTrace, type OperatorChain, createOperatorChain } from './index.ts';

const id = (text: string): TableId => must(parseTableId(text), text);

function chainOf(
  yaml: string,
  more: { state?: JsonValue; trace?: ChainTrace; now?: () => number } = {},
): OperatorChain {
  const { pipeline } = parsePipeline(
    parseYaml(`source:\n  type: x\nsink:\n  type: x\n${yaml}`),
    createCatalog([]),
  );
  return createOperatorChain({
    pipeline,
    defaultTimeZone: 'UTC',
    now: more.now ?? (() => 0),
    metadataColumns: [{ key: 'op_ts', type: 'BIGINT NOT NULL', description: 'time' }],
    ...more,
  });
}

/** Sends events given as JSON, and gives what comes out as JSON. */
function send(chain: OperatorChain, ...events: object[]): unknown[] {
  const out: ChangeEvent[] = [];
  const result: unknown[] = [];
  for (const json of events) {
    const event = eventFromJson(json, (table) => chain.sourceSchema(table));
    if (!event.ok) throw new Error(event.message);
    chain.process(event.value, out);
    result.push(...out.map((each) => eventToJson(each, chain.sinkSchema(each.table))));
    out.length = 0;
  }
  return result;
}

const create = (table: string, columns: Record<string, string>, primaryKeys: string[] = []) => ({
  type: 'create.table',
  table,
  schema: {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    primaryKeys,
    partitionKeys: [],
    options: {},
  },
});
const insert = (table: string, after: object) => ({ type: 'insert', table, after });

const RULE = `
transform:
  - source-table: db.t
    projection: "id, UPPER(name) AS shout, name"
    filter: id > 1
    primary-keys: id
`;
const T = create('db.t', { id: 'INT', name: 'STRING', extra: 'DATE' });

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

const MERGED = `
route:
  - source-table: db.part_\\.*
    sink-table: db.all
pipeline:
  schema.change.behavior: evolve
`;

describe('tables that come again', () => {
  it('[SE7] pass silently alike, and fail otherwise', () => {
    const chain = chainOf('');
    const more = { type: 'add.column', table: 'db.t', columns: [{ column: { name: 'z', type: 'INT' } }] };
    expect(send(chain, T, more, more, T, insert('db.t', { id: 1, z: 2 }))).toHaveLength(3);
    expect(() => send(chain, create('db.t', { id: 'INT' }))).toThrow('with other columns');
  });

  it('[SE18] are made anew after they were dropped', () => {
    const chain = chainOf('pipeline:\n  schema.change.behavior: evolve\n');
    const other = create('db.t', { key: 'STRING' });
    const result = send(chain, T, { type: 'drop.table', table: 'db.t' }, other, insert('db.t', { key: 'k' }));
    expect(result).toEqual([T, { type: 'drop.table', table: 'db.t' }, other, insert('db.t', { key: 'k' })]);
  });

  it('[SE4] go on with the schema they had while they are dropped', () => {
    const chain = chainOf('pipeline:\n  schema.change.behavior: evolve\n');
    const more = {
      type: 'add.column',
      table: 'db.t',
      columns: [{ column: { name: 'z', type: 'INT' }, position: 'last' }],
    };
    const result = send(
      chain,
      T,
      { type: 'drop.table', table: 'db.t' },
      more,
      insert('db.t', { id: 1, z: 2 }),
    );
    expect(result.slice(2)).toEqual([more, insert('db.t', { id: 1, name: null, extra: null, z: 2 })]);
  });

  it('[SE18] widen a sink table that was never dropped', () => {
    const chain = chainOf(MERGED.replace('evolve', 'lenient'));
    const result = send(
      chain,
      create('db.part_1', { id: 'INT' }),
      { type: 'drop.table', table: 'db.part_1' },
      create('db.part_1', { id: 'BIGINT', b: 'INT' }),
      insert('db.part_1', { id: 7, b: 1 }),
    );
    expect(result.map((event) => (event as { type: string }).type)).toEqual([
      'create.table',
      'add.column',
      'alter.column.type',
      'insert',
    ]);
    expect(result.at(-1)).toEqual(insert('db.all', { id: 7, b: 1 }));
  });

  it('fail where no create.table came', () => {
    const chain = chainOf('');
    const event: ChangeEvent = { type: 'delete', table: id('db.t'), before: [] };
    expect(() => chain.process(event, [])).toThrow(expect.objectContaining({ code: 'event-table' }));
  });

  it('fail where the sink was never told of the table', () => {
    const told = `sink:\n  type: x\n  exclude.schema.changes: [create.table]\n`;
    const { pipeline } = parsePipeline(parseYaml(`source:\n  type: x\n${told}`), createCatalog([]));
    const silent = createOperatorChain({
      pipeline,
      defaultTimeZone: 'UTC',
      now: () => 0,
      metadataColumns: [],
    });
    expect(send(silent, T)).toEqual([]);
    expect(() => send(silent, insert('db.t', { id: 1 }))).toThrow('never told to create');
  });
});

describe('the state of a chain', () => {
  it('goes on after a restart as if there had been none', () => {
    const yaml = `${RULE.replace('"id, UPPER(name) AS shout, name"', '"*, UPPER(name) AS shout"').replace('db.t', 'db.part_1')}${MERGED}`;
    const before = [
      create('db.part_1', { id: 'INT', name: 'STRING' }),
      create('db.part_2', { id: 'BIGINT', x: 'INT' }),
      {
        type: 'add.column',
        table: 'db.part_1',
        columns: [{ column: { name: 'z', type: 'INT' }, position: 'first' }],
      },
    ];
    const after = [
      insert('db.part_1', { id: 5, name: 'a', z: 1 }),
      insert('db.part_2', { id: 6, x: 2 }),
      { type: 'alter.column.type', table: 'db.part_2', types: { x: 'DOUBLE' } },
      create('db.part_1', { id: 'INT', name: 'STRING' }),
    ];
    const straight = chainOf(yaml);
    send(straight, ...before);
    const first = chainOf(yaml);
    send(first, ...before);
    const state = JSON.parse(JSON.stringify(first.saveState())) as JsonValue;
    const second = chainOf(yaml, { state });
    expect(second.saveState()).toEqual(first.saveState());
    expect(send(second, ...after)).toEqual(send(straight, ...after));
  });

  it('is refused when it is no state, or of another document', () => {
    expect(() => chainOf('', { state: { version: 2 } })).toThrow(
      expect.objectContaining({ code: 'chain-state' }),
    );
    const chain = chainOf(RULE);
    send(chain, T);
    const other = RULE.replace('"id, UPPER(name) AS shout, name"', 'id');
    expect(() => chainOf(other, { state: chain.saveState() })).toThrow('other columns');
  });
});

describe('the bulk way', () => {
  const plan = (yaml: string, ...events: object[]) => {
    const chain = chainOf(yaml);
    send(chain, ...events);
    return chain.bulkPlan(id(formatTableId(id('db.t'))));
  };

  it('forwards columns, computes the others and filters, reading no more than it has to', () => {
    const bulk = must(plan(RULE, T), 'a plan');
    expect(bulk.usedColumns).toEqual([0, 1]);
    const row: Row = [2, 'x', UNSENT];
    expect(bulk.filter?.(row)).toBe(true);
    expect(bulk.filter?.([1, ...row.slice(1)])).toBe(false);
    const [outputs] = bulk.targets.map((target) => target.outputs);
    expect(outputs?.map((output) => output.kind)).toEqual(['forward', 'compute', 'forward']);
    const computed = outputs?.[1];
    expect(computed?.kind === 'compute' && computed.evaluate(row)).toBe('X');
    expect(outputs?.[2]).toEqual({ kind: 'forward', column: 1 });
  });

  it('computes what may fail before the filter, as events do', () => {
    const bulk = must(plan(RULE.replace('UPPER(name)', '10 / (id - 1)'), T), 'a plan');
    expect(bulk.filter?.([3, 'x', UNSENT])).toBe(true);
    expect(() => bulk.filter?.([1, 'x', UNSENT])).toThrow('division by zero');
  });

  it('gives NULL for columns of other tables, and each route its target', () => {
    const yaml =
      'route:\n  - source-table: db.\\.*\n    sink-table: a.all\n  - source-table: db.t\n    sink-table: b.t\n';
    const bulk = must(plan(yaml, create('db.s', { other: 'INT' }), T), 'a plan');
    expect(
      bulk.targets.map((target) => [
        formatTableId(target.sinkTable),
        target.outputs.map((output) => output.kind),
      ]),
    ).toEqual([
      ['a.all', ['null', 'forward', 'forward', 'forward']],
      ['b.t', ['forward', 'forward', 'forward']],
    ]);
    expect(bulk.usedColumns).toEqual([]);
    expect(bulk.filter).toBeUndefined();
  });

  it('is not there where values are converted, or metadata of the event is read', () => {
    expect(plan(MERGED.replace('part_\\.*', '\\.*'), create('db.s', { id: 'BIGINT' }), T)).toBeUndefined();
    expect(plan(RULE.replace('UPPER(name)', 'op_ts'), T)).toBeUndefined();
    expect(plan('')).toBeUndefined();
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

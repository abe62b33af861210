import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import type { AddedColumn, SchemaChangeEvent, SchemaChangeType } from '../event/index.ts';
import { SCHEMA_CHANGE_TYPES } from '../event/index.ts';
import { type Column, type TableSchema, tableId } from '../table/index.ts';
import { type DataType, formatDataType, parseDataType } from '../types/index.ts';
import {
  type Behavior,
  applySchemaChange,
  evolve,
  isRepetition,
  mergeSchemas,
  schemaDifference,
} from './index.ts';

const table = tableId('db', 't');
const type = (text: string): DataType => must(parseDataType(text), text);
/** `a INT` as a column. */
const column = (text: string): Column => {
  const [name = '', ...rest] = text.split(' ');
  return { name, type: type(rest.join(' ')) };
};
const schema = (...columns: string[]): TableSchema => ({
  columns: columns.map(column),
  primaryKeys: ['id'],
  partitionKeys: [],
  options: { bucket: '1' },
  comment: 'first',
});
const shown = (result: TableSchema | undefined) =>
  result?.columns.map(({ name, type: of }) => `${name} ${formatDataType(of)}`) ?? [];

const add = (...columns: AddedColumn[]): SchemaChangeEvent => ({ type: 'add.column', table, columns });
const last = (text: string): AddedColumn => ({ column: column(text), position: 'last' });
const first = (text: string): AddedColumn => ({ column: column(text), position: 'first' });
const after = (existing: string, text: string): AddedColumn => ({
  column: column(text),
  position: 'after',
  existing,
});
const before = (existing: string, text: string): AddedColumn => ({
  column: column(text),
  position: 'before',
  existing,
});
const drop = (...columns: string[]): SchemaChangeEvent => ({ type: 'drop.column', table, columns });
const rename = (names: Record<string, string>): SchemaChangeEvent => ({
  type: 'rename.column',
  table,
  names,
});
const alter = (types: Record<string, string>): SchemaChangeEvent => ({
  type: 'alter.column.type',
  table,
  types: Object.fromEntries(Object.entries(types).map(([name, text]) => [name, type(text)])),
});

describe('one change, one schema', () => {
  const base = schema('id INT', 'a INT', 'b STRING');
  it.each<[string, SchemaChangeEvent, string[]]>([
    ['[SE1] last', add(last('c INT'), last('d INT')), ['id INT', 'a INT', 'b STRING', 'c INT', 'd INT']],
    [
      '[SE1] first, one before the other',
      add(first('c INT'), first('d INT')),
      ['d INT', 'c INT', 'id INT', 'a INT', 'b STRING'],
    ],
    [
      '[SE1] beside',
      add(after('a', 'c INT'), before('a', 'd INT')),
      ['id INT', 'd INT', 'a INT', 'c INT', 'b STRING'],
    ],
    [
      '[SE1] beside one of the same change',
      add(last('c INT'), before('c', 'd INT')),
      ['id INT', 'a INT', 'b STRING', 'd INT', 'c INT'],
    ],
    ['[SE1] twice', add(last('a INT'), last('c INT')), ['id INT', 'a INT', 'b STRING', 'c INT']],
    ['[SE2] drop', drop('a', 'nobody'), ['id INT', 'b STRING']],
    ['[SE2] rename', rename({ a: 'z', nobody: 'y' }), ['id INT', 'z INT', 'b STRING']],
    ['[SE2] swap', rename({ a: 'b', b: 'a' }), ['id INT', 'b INT', 'a STRING']],
    ['[SE3] alter', alter({ a: 'BIGINT', nobody: 'INT' }), ['id INT', 'a BIGINT', 'b STRING']],
    ['[SE4] truncate', { type: 'truncate.table', table }, ['id INT', 'a INT', 'b STRING']],
    ['[SE6] names of JavaScript', rename({ constructor: 'x' }), ['id INT', 'a INT', 'b STRING']],
  ])('%s', (_rule, event, expected) => {
    expect(shown(applySchemaChange(base, event))).toEqual(expected);
  });

  it('[SE1] fails beside a column that is not there, and for another type', () => {
    expect(() => applySchemaChange(base, add(after('nobody', 'c INT')))).toThrow(
      'nobody, which does not exist',
    );
    expect(() => applySchemaChange(base, add(last('a STRING')))).toThrow('column a is there already');
  });

  it('[SE2] fails for a rename to a name that is taken', () => {
    expect(() => applySchemaChange(base, rename({ a: 'b' }))).toThrow('renamed to b, which is there already');
  });

  it('[SE2] leaves key lists alone, [SE4] replaces the comment', () => {
    expect(applySchemaChange(base, rename({ id: 'key' })).primaryKeys).toEqual(['id']);
    expect(applySchemaChange(base, { type: 'alter.table.comment', table, comment: 'x' }).comment).toBe('x');
  });
});

describe('repetitions', () => {
  const base = schema('id INT', 'a INT');
  it.each<[string, SchemaChangeEvent, boolean]>([
    ['added', add(last('a INT')), true],
    ['added in part', add(last('a INT'), last('b INT')), false],
    [
      'added with another comment',
      add({ column: { ...column('a INT'), comment: 'x' }, position: 'last' }),
      false,
    ],
    ['dropped', drop('b', 'c'), true],
    ['dropped in part', drop('a', 'c'), false],
    ['renamed', rename({ z: 'a' }), true],
    ['not renamed', rename({ a: 'z' }), false],
    ['altered', alter({ a: 'INT' }), true],
    ['not altered', alter({ a: 'BIGINT' }), false],
    ['created alike', { type: 'create.table', table, schema: schema('id INT', 'a INT') }, true],
    ['created otherwise', { type: 'create.table', table, schema: schema('id INT') }, false],
    ['truncated', { type: 'truncate.table', table }, false],
  ])('[SE7] %s', (_name, event, expected) => {
    expect(isRepetition(base, event)).toBe(expected);
  });
});

describe('several tables into one', () => {
  it('[SE9] [SE11] widens, appends, and keeps what came first', () => {
    const merged = mergeSchemas(schema('id INT', 'a INT NOT NULL', 'gone INT'), {
      ...schema('b DATE', 'a BIGINT', 'id INT'),
      primaryKeys: ['b'],
      comment: 'second',
    });
    expect(shown(merged)).toEqual(['id INT', 'a BIGINT', 'gone INT', 'b DATE']);
    expect(merged).toMatchObject({ primaryKeys: ['id'], comment: 'first' });
  });

  it('[SE9] stays the same object when it holds everything', () => {
    const current = schema('id BIGINT', 'a STRING');
    expect(mergeSchemas(current, schema('a INT', 'id INT NOT NULL'))).toBe(current);
  });

  it('[SE10] tells the difference in two events', () => {
    const current = schema('a INT');
    const merged = mergeSchemas(mergeSchemas(current, schema('a BIGINT', 'b INT')), schema('c INT'));
    expect(schemaDifference(table, current, merged)).toEqual([
      add(after('a', 'b INT'), after('b', 'c INT')),
      { ...alter({ a: 'BIGINT' }), oldTypes: { a: type('INT') } },
    ]);
    expect(schemaDifference(table, undefined, merged)).toEqual([
      { type: 'create.table', table, schema: merged },
    ]);
    expect(schemaDifference(table, merged, merged)).toEqual([]);
  });
});

describe('what the sink is told', () => {
  const ALL = new Set<SchemaChangeType>(SCHEMA_CHANGE_TYPES);
  const sink = schema('id INT NOT NULL', 'a INT', 'b STRING NOT NULL');
  const tell = (behavior: Behavior, events: SchemaChangeEvent[], accepted = ALL) =>
    evolve(table, events, sink, { behavior, accepted });

  it('[SE13] LENIENT adds nullable columns last', () => {
    const result = tell('LENIENT', [add(first('c INT NOT NULL'), after('a', 'd INT'))]);
    expect(result.events).toEqual([add(last('c INT'), last('d INT'))]);
    expect(shown(result.schema)).toEqual(['id INT NOT NULL', 'a INT', 'b STRING NOT NULL', 'c INT', 'd INT']);
  });

  it('[SE14] LENIENT keeps dropped columns', () => {
    const result = tell('LENIENT', [drop('a', 'b')]);
    expect(result.events).toEqual([{ ...alter({ b: 'STRING' }), oldTypes: { b: type('STRING NOT NULL') } }]);
    expect(tell('LENIENT', [drop('a')]).events).toEqual([]);
    expect(tell('LENIENT', [drop('a')]).reason).toContain('keeps dropped columns');
  });

  it('[SE15] LENIENT adds the new name', () => {
    const result = tell('LENIENT', [rename({ b: 'c' })]);
    expect(result.events).toEqual([
      add(last('c STRING')),
      { ...alter({ b: 'STRING' }), oldTypes: { b: type('STRING NOT NULL') } },
    ]);
    expect(() => tell('LENIENT', [rename({ nobody: 'c' })])).toThrow('no column nobody');
  });

  it('[SE16] IGNORE passes create.table only, EVOLVE everything', () => {
    expect(tell('IGNORE', [drop('a'), rename({ b: 'c' })]).events).toEqual([]);
    expect(tell('EVOLVE', [drop('a'), rename({ b: 'c' })]).events).toHaveLength(2);
    expect(tell('TRY_EVOLVE', [drop('a')]).events).toHaveLength(1);
  });

  it('[SE16] EXCEPTION fails for what the sink would be told', () => {
    expect(() => tell('EXCEPTION', [drop('a')])).toThrow('table db.t: drop.column came');
    const accepted = new Set<SchemaChangeType>(['create.table']);
    expect(tell('EXCEPTION', [drop('a')], accepted).events).toEqual([]);
  });

  it('[SE12] fills in old types as the sink has them, and filters after rewriting', () => {
    expect(tell('EVOLVE', [alter({ a: 'BIGINT' })]).events).toEqual([
      { ...alter({ a: 'BIGINT' }), oldTypes: { a: type('INT') } },
    ]);
    const accepted = new Set<SchemaChangeType>(['alter.column.type']);
    const result = tell('LENIENT', [rename({ b: 'c' })], accepted);
    expect(result.events.map((event) => event.type)).toEqual(['alter.column.type']);
    expect(result.reason).toContain('leave out add.column');
  });

  it('[SE17] tells again of a column that was kept, and widens it for another type', () => {
    const again = tell('LENIENT', [add(last('a INT'))]);
    expect(again.events).toEqual([add(last('a INT'))]);
    expect(shown(again.schema)).toEqual(shown(sink));
    const other = tell('LENIENT', [add(last('a DATE'), last('c INT'))]);
    expect(other.events.map((event) => event.type)).toEqual(['add.column', 'alter.column.type']);
    expect(shown(other.schema)).toEqual(['id INT NOT NULL', 'a STRING', 'b STRING NOT NULL', 'c INT']);
  });

  it('[SE19] fails for a change beside one that was withheld', () => {
    const accepted = new Set<SchemaChangeType>(['add.column']);
    expect(() => tell('EVOLVE', [rename({ a: 'z' }), add(after('z', 'c INT'))], accepted)).toThrow(
      'which does not exist',
    );
  });
});

const names = fc.constantFrom('a', 'b', 'c', 'd', 'constructor', '__proto__');
const types = fc.constantFrom(
  'INT',
  'BIGINT',
  'STRING',
  'DATE',
  'DECIMAL(10, 2)',
  'DOUBLE',
  'TIMESTAMP(3) NOT NULL',
);
const schemas = fc
  .uniqueArray(names, { minLength: 1 })
  .chain((list) => fc.tuple(...list.map((name) => types.map((text) => `${name} ${text}`))))
  .map((columns) => schema(...columns));

describe('laws', () => {
  it('[SE5] changes one by one are the whole difference', () => {
    fc.assert(
      fc.property(schemas, schemas, (one, other) => {
        const merged = mergeSchemas(one, other);
        const changes = schemaDifference(table, one, merged);
        expect(changes.reduce(applySchemaChange, one)).toEqual(merged);
        const single = changes.flatMap((event): SchemaChangeEvent[] =>
          event.type === 'add.column'
            ? event.columns.map((item) => ({ ...event, columns: [item] }))
            : [event],
        );
        expect(single.reduce(applySchemaChange, one)).toEqual(merged);
      }),
    );
  });

  it('[SE7] what has been applied is a repetition', () => {
    fc.assert(
      fc.property(schemas, schemas, (one, other) => {
        const merged = mergeSchemas(one, other);
        for (const event of schemaDifference(table, one, merged))
          expect(isRepetition(merged, event)).toBe(true);
      }),
    );
  });

  it('[SE9] merging gives the same columns in any order of the tables', () => {
    const sorted = (result: TableSchema) => shown(result).toSorted();
    fc.assert(
      fc.property(schemas, schemas, schemas, (a, b, c) => {
        expect(sorted(mergeSchemas(a, b))).toEqual(sorted(mergeSchemas(b, a)));
        expect(mergeSchemas(mergeSchemas(a, b), c)).toEqual(mergeSchemas(a, mergeSchemas(b, c)));
        expect(mergeSchemas(a, a)).toBe(a);
      }),
    );
  });

  it('no behaviour takes a column from a sink under LENIENT', () => {
    const events = fc.oneof(
      fc.uniqueArray(names, { minLength: 1 }).map((list) => drop(...list)),
      fc.tuple(names, types).map(([name, text]) => add(last(`${name} ${text}`))),
      fc.tuple(names, types).map(([name, text]) => alter({ [name]: text })),
    );
    fc.assert(
      fc.property(schemas, events, (sink, event) => {
        const result = evolve(table, [event], sink, {
          behavior: 'LENIENT',
          accepted: new Set(SCHEMA_CHANGE_TYPES),
        });
        const kept = new Set(result.schema?.columns.map((item) => item.name));
        expect(sink.columns.every((item) => kept.has(item.name))).toBe(true);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import { type TableSchema, tableId } from '../table/index.ts';
import { type DataType, parseDataType } from '../types/index.ts';
import { UNSENT, type Value } from '../value/index.ts';
import { type ChangeEvent, decodeEvent, encodeEvent, encodeRow } from './index.ts';

const type = (text: string): DataType => must(parseDataType(text), text);
const schemaOf = (...columns: [string, string][]): TableSchema => ({
  columns: columns.map(([name, text]) => ({ name, type: type(text) })),
  primaryKeys: [],
  partitionKeys: [],
  options: {},
});
const table = tableId('app', 't');
const decode = (line: string, schema?: TableSchema) => decodeEvent(line, () => schema);
const read = (json: object, schema?: TableSchema): ChangeEvent => {
  const result = decode(JSON.stringify(json), schema);
  if (!result.ok) throw new Error(result.message);
  return result.value;
};

/** One text form of each value, in and out. */
const VALUES: [string, unknown, unknown?][] = [
  ['BOOLEAN', true],
  ['TINYINT', -128],
  ['INT', 2147483647],
  ['BIGINT', 9007199254740991],
  ['BIGINT', '9007199254740993'],
  ['BIGINT', '12', 12],
  ['BIGINT', '-9223372036854775808'],
  ['FLOAT', 0.1],
  ['FLOAT', 12345.678],
  ['FLOAT', 3.4028235e38],
  ['DOUBLE', 'NaN'],
  ['DOUBLE', '-Infinity'],
  ['STRING', 'a\ud800b', 'a?b'],
  ['DECIMAL(12, 2)', '9.90'],
  ['DECIMAL(12, 2)', 9.9, '9.90'],
  ['DECIMAL(3, 0)', '-7'],
  ['CHAR(2)', 'a😀'],
  ['STRING', ''],
  ['BYTES', '/w=='],
  ['DATE', '2024-02-29'],
  ['DATE', '+012026-01-31'],
  ['DATE', '-000044-03-15'],
  ['TIME(9)', '23:59:59.123456789'],
  ['TIME(0)', '00:00:00'],
  ['TIMESTAMP(0)', '2026-01-31T23:59:59.123456789'],
  ['TIMESTAMP(3)', '1969-12-31T23:59:59.5'],
  ['TIMESTAMP_LTZ(6)', '2026-01-31T23:59:59Z'],
  ['TIMESTAMP_LTZ(6)', '2026-01-31T23:59:59+01:00', '2026-01-31T22:59:59Z'],
  ['TIMESTAMP(6) WITH TIME ZONE', '2026-01-31T23:59:59+08:00'],
  ['TIMESTAMP(6) WITH TIME ZONE', '2026-01-31T23:59:59Z', '2026-01-31T23:59:59+00:00'],
  ['ARRAY<INT>', [1, null, 3]],
  [
    'MAP<STRING, ARRAY<BIGINT>>',
    [
      ['b', [1]],
      ['a', null],
    ],
  ],
  ['ROW<a INT, `b c` MAP<INT, BYTES>>', { a: 1, 'b c': [[1, 'AQI=']] }],
  ['VARIANT', { a: [1, 'x', null] }],
  ['VARIANT', 'text'],
];

describe('values', () => {
  it.each(VALUES)('%s %j', (text, json, written = json) => {
    const schema = schemaOf(['c', text]);
    const event = read({ type: 'insert', table: 'app.t', after: { c: json } }, schema);
    expect(JSON.parse(encodeEvent(event, schema))).toEqual({
      type: 'insert',
      table: 'app.t',
      after: { c: written },
    });
  });

  it.each(VALUES.map(([text]) => text))('null in %s', (text) => {
    const schema = schemaOf(['c', text]);
    const event = read({ type: 'delete', table: 'app.t', before: { c: null } }, schema);
    expect(event).toEqual({ type: 'delete', table, before: [null] });
  });

  it.each([
    ['BOOLEAN', 1],
    ['TINYINT', 128],
    ['INT', 1.5],
    ['INT', '1'],
    ['BIGINT', 9007199254740992],
    ['BIGINT', '9223372036854775808'],
    ['BIGINT', '1x'],
    ['DOUBLE', 'nan'],
    ['DECIMAL(3, 1)', '100.0'],
    ['STRING', 1],
    ['BYTES', '*'],
    ['DATE', '2023-02-29'],
    ['TIMESTAMP(3)', '2024-01-01T00:00:00Z'],
    ['ARRAY<INT>', { a: 1 }],
    ['ARRAY<INT>', ['x']],
    ['MAP<STRING, INT>', [['a']]],
    ['ROW<a INT>', { b: 1 }],
  ])('refuses %s %j and names the column', (text, json) => {
    const result = decode(
      JSON.stringify({ type: 'insert', table: 'app.t', after: { c: json } }),
      schemaOf(['c', text]),
    );
    expect(result).toMatchObject({ ok: false, code: 'event-value' });
    expect(result.ok ? '' : result.message).toContain('column c');
  });
});

describe('rows', () => {
  const schema = schemaOf(['id', 'INT NOT NULL'], ['__proto__', 'STRING'], ['constructor', 'STRING']);

  it('take a column that is left out as null, whatever it is called', () => {
    expect(read({ type: 'insert', table: 'app.t', after: { id: 1 } }, schema)).toMatchObject({
      after: [1, null, null],
    });
  });

  it('keep columns with the names of JavaScript', () => {
    const line = '{"type":"insert","table":"app.t","after":{"id":1,"__proto__":"p","constructor":"c"}}';
    const result = decode(line, schema);
    expect(result.ok && encodeEvent(result.value, schema)).toBe(line);
  });

  it('leave out what the source did not send', () => {
    expect(encodeRow([1, UNSENT, null], schema)).toEqual({ id: 1, constructor: null });
  });

  it('refuse a column that the table lacks', () => {
    const line = '{"type":"insert","table":"app.t","after":{"id":1,"nmae":"x"}}';
    expect(decode(line, schema)).toMatchObject({
      ok: false,
      code: 'event-column',
      message: expect.stringContaining('nmae'),
    });
  });
});

/** Events with everything that may be written. */
const EVENTS: object[] = [
  {
    type: 'create.table',
    table: 'app.t',
    schema: {
      columns: [
        { name: 'id', type: 'BIGINT NOT NULL', comment: 'key' },
        { name: 'total', type: 'DECIMAL(12, 2)', default: '0.00' },
      ],
      primaryKeys: ['id'],
      partitionKeys: ['total'],
      options: { bucket: '4' },
      comment: 'orders',
    },
  },
  {
    type: 'add.column',
    table: 'app.t',
    columns: [
      { column: { name: 'a', type: 'INT' }, position: 'first' },
      { column: { name: 'b', type: 'INT', comment: 'b' }, position: 'after', existing: 'a' },
    ],
  },
  { type: 'drop.column', table: 'app.t', columns: ['a'] },
  { type: 'rename.column', table: 'app.t', names: { a: 'constructor', toString: 'b' } },
  {
    type: 'alter.column.type',
    table: 'app.t',
    types: { a: 'BIGINT' },
    oldTypes: { a: 'INT' },
    comments: { a: 'x' },
  },
  { type: 'truncate.table', table: 'app.t' },
  { type: 'drop.table', table: 'app.`t.1`' },
  { type: 'alter.table.comment', table: 'app.t', comment: '' },
  { type: 'update', table: 'app.t', before: { c: 1 }, after: { c: 2 }, meta: { op_ts: '1' } },
  { type: 'replace', table: 'app.t', after: { c: 2 } },
];

describe('events', () => {
  it.each(EVENTS)('%j', (json) => {
    const schema = schemaOf(['c', 'INT']);
    expect(JSON.parse(encodeEvent(read(json, schema), schema))).toEqual(json);
  });

  it('take the last place as the default', () => {
    const event = read(
      { type: 'add.column', table: 't', columns: [{ column: { name: 'a', type: 'INT' } }] },
      schemaOf(),
    );
    expect(event).toMatchObject({ columns: [{ position: 'last' }] });
  });

  it.each([
    ['nonsense', 'event-syntax', 'not JSON'],
    ['[]', 'event-syntax', 'object'],
    ['{"type":"insert"}', 'event-syntax', 'table'],
    ['{"type":"upsert","table":"t"}', 'event-syntax', 'upsert'],
    ['{"type":"insert","table":"a.b.c.d"}', 'event-syntax', 'a.b.c.d'],
    ['{"type":"update","table":"t","after":{}}', 'event-syntax', 'before'],
    [
      '{"type":"create.table","table":"t","schema":{"columns":[{"name":"a","type":"NUMBER"}]}}',
      'event-syntax',
      'NUMBER',
    ],
    [
      '{"type":"create.table","table":"t","schema":{"columns":[{"name":"a","type":"INT"},{"name":"a","type":"INT"}]}}',
      'event-syntax',
      'twice',
    ],
    [
      '{"type":"add.column","table":"t","columns":[{"column":{"name":"a","type":"INT"},"position":"after"}]}',
      'event-syntax',
      'existing',
    ],
    ['{"type":"insert","table":"t","after":{},"meta":{"a":1}}', 'event-syntax', 'meta.a'],
  ])('refuses %s', (line, code, word) => {
    const result = decode(line, schemaOf());
    expect(result).toMatchObject({ ok: false, code });
    expect(result.ok ? '' : result.message).toContain(word);
  });

  it('refuses rows of a table that no create.table came for', () => {
    expect(decode('{"type":"insert","table":"t","after":{}}')).toMatchObject({
      ok: false,
      code: 'event-table',
    });
  });
});

const WRITABLE: { type: string; values: fc.Arbitrary<Value> }[] = [
  { type: 'BOOLEAN', values: fc.boolean() },
  { type: 'INT', values: fc.integer() },
  { type: 'BIGINT', values: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { type: 'DOUBLE', values: fc.double().map((value) => (value === 0 ? 0 : value)) },
  { type: 'FLOAT', values: fc.float().map((value) => (value === 0 ? 0 : value)) },
  {
    type: 'DECIMAL(38, 7)',
    values: fc
      .bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
      .map((unscaled) => ({ unscaled, scale: 7 })),
  },
  { type: 'STRING', values: fc.string({ unit: 'grapheme' }) },
  { type: 'BYTES', values: fc.uint8Array({ maxLength: 20 }) },
  { type: 'DATE', values: fc.integer({ min: -800_000, max: 5_000_000 }) },
  { type: 'TIME(9)', values: fc.integer({ min: 0, max: 86_400_000_000_000 - 1 }) },
  {
    type: 'TIMESTAMP_LTZ(9)',
    values: fc.record({
      ms: fc.integer({ min: -62_000_000_000_000, max: 300_000_000_000_000 }),
      nanos: fc.nat(999_999),
    }),
  },
];

it('writes and reads back every row', () => {
  const schema = schemaOf(...WRITABLE.map((entry, at): [string, string] => [`c${at}`, entry.type]));
  const rows = fc.tuple(...WRITABLE.map((entry) => fc.option(entry.values)));
  fc.assert(
    fc.property(rows, (row) => {
      const event: ChangeEvent = { type: 'insert', table, after: row };
      const result = decode(encodeEvent(event, schema), schema);
      expect(result).toEqual({ ok: true, value: event });
    }),
  );
});

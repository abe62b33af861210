import { describe, expect, it } from 'vitest';
import { createCatalog, type ConnectorDescriptor } from '../descriptor/index.ts';
import { parsePipeline } from '../pipeline/index.ts';
import { parseTableId } from '../table/index.ts';
import { parseDataType } from '../types/index.ts';
import { applyTextEdits, parseYaml } from '../yaml/index.ts';
import { tableTraps, type TrapTable } from './index.ts';

const like: Omit<ConnectorDescriptor, 'type'> = {
  role: 'source',
  title: '',
  summary: '',
  glyph: '',
  engines: ['flink', 'embedded'],
  tableIdParts: [2],
  checksKeys: true,
  example: {},
  options: [],
};
const catalog = createCatalog([
  {
    ...like,
    type: 'db',
    losses: [{ type: 'DECIMAL(38, 0)', what: 'loses' }],
    metadataColumns: [{ key: 'op_ts', type: 'BIGINT NOT NULL', description: '' }],
  },
  {
    ...like,
    type: 'keyed',
    role: 'sink',
    sink: {
      supportedSchemaChanges: [],
      honoursSchemaChangeFilter: true,
      needsPrimaryKey: true,
      delivery: '',
      losses: [{ kinds: ['TIMESTAMP'], above: 0, what: 'are cut to whole seconds' }],
    },
  },
]);

function table(
  name: string,
  columns: Readonly<Record<string, string>>,
  ...primaryKeys: readonly string[]
): TrapTable {
  const id = parseTableId(name);
  if (id === undefined) throw new Error(`no table ${name}`);
  const typed = Object.entries(columns).map(([column, text]) => {
    const type = parseDataType(text);
    if (type === undefined) throw new Error(`no type ${text}`);
    return { name: column, type };
  });
  return { table: id, schema: { columns: typed, primaryKeys, partitionKeys: [], options: {} } };
}

const orders = table(
  'shop.orders',
  {
    id: 'BIGINT NOT NULL',
    price: 'DECIMAL(10, 2)',
    wide: 'DECIMAL(30, 2)',
    note: 'STRING',
    day: 'DATE',
    hour: 'TIME(0)',
    seen: 'TIMESTAMP_LTZ(0)',
    open: 'BOOLEAN',
    n: 'INT',
  },
  'id',
);

function found(rules: string, ...tables: readonly TrapTable[]) {
  const text = `source:\n  type: db\nsink:\n  type: keyed\n${rules}`;
  const yaml = parseYaml(text);
  return tableTraps(yaml, parsePipeline(yaml, catalog).pipeline, catalog, tables).map((one) => ({
    code: one.code,
    at: text.slice(one.range.start, one.range.end),
    fixed: one.fixes?.map((fix) => applyTextEdits(text, fix.edits).slice(text.indexOf('transform'))),
  }));
}

const transform = (field: string, pattern = 'shop.orders') =>
  `transform:\n  - source-table: ${pattern}\n    ${field}\n`;

describe('traps that show with the tables', () => {
  it.each([
    ['filter: id = 1', 'never-equal', '1', 'filter: id = CAST(1 AS BIGINT)'],
    ["filter: 'price = 10.5'", 'never-equal', '10.5', "filter: 'price = CAST(''10.5'' AS DECIMAL(10, 2))'"],
    [
      'projection: id, price * 2 AS x',
      'fails-on-flink',
      '2',
      'projection: id, price * CAST(2 AS DECIMAL(1, 0)) AS x',
    ],
    ['projection: \\*, price / price AS x', 'decimal-quotient-cut', 'price / price', undefined],
    ['projection: id, ABS(wide) AS x', 'decimal-digits-lost', 'wide', undefined],
    ["projection: RIGHT(note, 'x') AS x", 'implicit-cast', "'x'", undefined],
    ['projection: RIGHT(note, note) AS x', 'implicit-cast', 'note', undefined],
    ['projection: LEFT(note, price) AS x', 'implicit-cast', 'price', undefined],
    [
      "projection: day + INTERVAL '3' HOUR AS x",
      'interval-without-effect',
      "day + INTERVAL '3' HOUR",
      undefined,
    ],
    [
      "projection: hour - INTERVAL '1' MONTH AS x",
      'interval-without-effect',
      "hour - INTERVAL '1' MONTH",
      undefined,
    ],
    [
      "projection: seen + INTERVAL '1' MONTH AS x",
      'interval-without-effect',
      "seen + INTERVAL '1' MONTH",
      undefined,
    ],
    ['filter: note SIMILAR TO note', 'pattern-from-rows', 'note', undefined],
    ['projection: IF(open IS NULL, n, open) AS x', 'fails-on-flink', 'IF(open IS NULL, n, open)', undefined],
  ])('%s: %s', (field, code, at, fixed) => {
    expect(found(transform(field), orders)).toEqual([
      { code, at, fixed: fixed === undefined ? undefined : [transform(fixed)] },
    ]);
  });

  it.each([
    "projection: RIGHT(note, n) AS x, UPPER(n) AS y, LPAD(note, 3, '0') AS z",
    "projection: day + INTERVAL '2' DAY AS a, day - INTERVAL '48' HOUR AS b, hour + INTERVAL '3' HOUR AS c, seen + INTERVAL '40' DAY AS d",
    "filter: note SIMILAR TO 'a%'",
  ])('are none in %s', (field) => {
    expect(found(transform(field), orders)).toEqual([]);
  });

  it('are two rules of which the first has no asterisk', () => {
    const rules = (first: string, second: string) =>
      `transform:\n  - source-table: shop.orders\n${first}  - source-table: shop.\\.*\n${second}`;
    const codes = (text: string) => found(text, orders).map(({ code }) => code);
    const [plain, star] = ['    projection: id, price\n', "    projection: '*, id AS x'\n"];
    expect(codes(rules(plain, star))).toEqual(['rule-never-applies', 'rules-mix-columns']);
    expect(codes(rules(plain, '    filter: n > 1\n'))).toEqual(['rule-never-applies', 'rules-mix-columns']);
    expect(codes(rules(star, star))).toEqual(['rule-never-applies']);
    expect(codes(rules(plain, plain))).toEqual(['rule-never-applies']);
  });

  it('are columns that do not merge well', () => {
    const one = table(
      'shop.a',
      { id: 'INT NOT NULL', sum: 'DECIMAL(38, 10)', tags: 'ARRAY<INT>', n: 'INT' },
      'id',
    );
    const two = table(
      'shop.b',
      { id: 'INT NOT NULL', sum: 'DECIMAL(37, 0)', tags: 'STRING', n: 'STRING' },
      'id',
    );
    const route = 'route:\n  - {source-table: shop.\\.*, sink-table: dw.all}\n';
    expect(found(route, one, two).map(({ code }) => code)).toEqual([
      'merged-digits-lost',
      'merged-into-text',
    ]);
    expect(found(route, one)).toEqual([]);
    const cast = 'transform:\n  - source-table: shop.\\.*\n    projection: id, CAST(n AS VARCHAR) AS n\n';
    expect(found(`${cast}${route}`, one, two)).toEqual([]);
  });

  it('are values that the source does not give whole', () => {
    const sums = table('shop.sums', { id: 'INT NOT NULL', sum: 'DECIMAL(38, 0)' }, 'id');
    expect(found('', sums)).toMatchObject([{ code: 'value-changed-by-source', at: 'db' }]);
  });

  it('are none where a column is passed on as it is', () => {
    expect(found(transform('projection: id, wide, price AS p'), orders)).toEqual([]);
  });

  it('have no fix where the tables want different ones', () => {
    const other = table('shop.orders_2', { id: 'DECIMAL(10, 0)' }, 'id');
    expect(found(transform('filter: id = 1', 'shop.\\.*'), orders, other)).toEqual([
      { code: 'never-equal', at: '1', fixed: undefined },
    ]);
  });

  it('are columns that hide metadata, and tables without a key', () => {
    const events = table('shop.events', { op_ts: 'BIGINT' });
    expect(
      found(transform("filter: ''", 'shop.\\.*'), orders, events).map(({ code, at }) => [code, at]),
    ).toEqual([
      ['column-hides-metadata', 'shop.\\.*'],
      ['table-without-key', 'keyed'],
    ]);
    expect(found(transform('primary-keys: a', 'shop.plain'), table('shop.plain', { a: 'INT' }))).toEqual([]);
  });

  it('are rules that some tables never get to', () => {
    const rules = '  - source-table: shop.o\\.*\n  - source-table: shop.\\.*\n';
    const other = table('shop.items', { a: 'INT' }, 'a');
    expect(found(`transform:\n${rules}`, orders, other)).toMatchObject([
      { code: 'rule-never-applies', at: 'shop.\\.*' },
    ]);
  });

  it('are routes that send a table twice to one target', () => {
    const routes =
      'route:\n  - {source-table: shop.or\\.*, sink-table: dw.orders}\n  - {source-table: (shop).(\\.*), sink-table: dw.$2}\n';
    expect(found(routes, orders)).toMatchObject([{ code: 'duplicate-route', at: '(shop).(\\.*)' }]);
    expect(found(`${routes}pipeline:\n  route-mode: FIRST_MATCH\n`, orders)).toEqual([]);
  });
});

describe('values that the sink changes', () => {
  const visits = table('shop.visits', { id: 'INT NOT NULL', at: 'TIMESTAMP(3)', day: 'TIMESTAMP(0)' }, 'id');

  it.each([
    ['as they are', '', 1],
    [
      'under a projection that keeps them',
      'transform:\n  - source-table: shop.visits\n    projection: id, at\n',
      1,
    ],
    ['by an asterisk', 'transform:\n  - source-table: shop.visits\n    projection: \\*, id + 1 AS next\n', 1],
    ['as a copy', 'transform:\n  - source-table: shop.visits\n    projection: id, at AS seen\n', 1],
    [
      'inside an expression of another type, beside a product',
      'transform:\n  - source-table: shop.visits\n    projection: id * 2 AS twice, CAST(at AS STRING) AS text, id\n',
      0,
    ],
    ['left out', 'transform:\n  - source-table: shop.visits\n    projection: id, day\n', 0],
  ])('%s', (_how, rules, count) => {
    const codes = found(rules, visits).filter(({ code }) => code === 'value-changed-by-sink');
    expect(codes).toHaveLength(count);
  });

  it('names the first column, and what becomes of it', () => {
    const yaml = parseYaml('source:\n  type: db\nsink:\n  type: keyed\n');
    const [one] = tableTraps(yaml, parsePipeline(yaml, catalog).pipeline, catalog, [visits]);
    expect(one?.message).toContain('Values of shop.visits.at are cut to whole seconds by the keyed sink');
  });
});

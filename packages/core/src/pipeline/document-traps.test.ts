import { describe, expect, it } from 'vitest';
import { createCatalog, type ConnectorDescriptor } from '../descriptor/index.ts';
import { SCHEMA_CHANGE_TYPES } from '../event/index.ts';
import { applyTextEdits, parseYaml } from '../yaml/index.ts';
import { parsePipeline } from './index.ts';

const like: Omit<ConnectorDescriptor, 'type'> = {
  role: 'sink',
  title: '',
  summary: '',
  glyph: '',
  engines: ['flink', 'embedded'],
  tableIdParts: [2],
  checksKeys: true,
  example: {},
  options: [],
};
const sink = { supportedSchemaChanges: SCHEMA_CHANGE_TYPES, needsPrimaryKey: false, delivery: '' };
const catalog = createCatalog([
  { ...like, type: 'db', role: 'source' },
  { ...like, type: 'out', sink: { ...sink, honoursSchemaChangeFilter: true } },
  { ...like, type: 'deaf', sink: { ...sink, honoursSchemaChangeFilter: false } },
]);

function found(text: string) {
  return parsePipeline(parseYaml(text), catalog).diagnostics.map((one) => ({
    code: one.code,
    at: text.slice(one.range.start, one.range.end),
    fixed: one.fixes?.map((fix) => applyTextEdits(text, fix.edits)),
  }));
}

const withRule = (field: string) =>
  `source:\n  type: db\nsink:\n  type: out\ntransform:\n  - source-table: a.b\n    ${field}\n`;

describe('traps of a document alone', () => {
  it.each([
    ['projection: a, NOW AS t', 'column-like-function', 'NOW', undefined],
    ['filter: o.a > 1', 'qualifier-ignored', 'o.a', 'filter: a > 1'],
    ['projection: CAST(a AS STRING) AS s', 'fails-on-flink', 'STRING', 'projection: CAST(a AS VARCHAR) AS s'],
    [
      'projection: a / n AS x\n    filter: n <> 0',
      'filter-does-not-guard',
      'n',
      'projection: a / NULLIF(n, 0) AS x\n    filter: n <> 0',
    ],
  ])('%s: %s', (field, code, at, fixed) => {
    expect(found(withRule(field))).toEqual([
      { code, at, fixed: fixed === undefined ? undefined : [withRule(fixed)] },
    ]);
  });

  it('parentheses that are lost, each with the form that keeps them', () => {
    const text = withRule('filter: p AND n * (m + 1) > 5 AND (TRUE AND (m IS NULL OR m > 2))');
    expect(found(text)).toEqual([
      {
        code: 'parentheses-lost',
        at: '(m + 1)',
        fixed: [text.replace('(m + 1)', 'CASE WHEN TRUE THEN m + 1 END')],
      },
      {
        code: 'parentheses-lost',
        at: '(m IS NULL OR m > 2)',
        fixed: [text.replace('(m IS NULL OR m > 2)', 'CAST(m IS NULL OR m > 2 AS BOOLEAN)')],
      },
    ]);
  });

  it.each([
    'filter: n * (m + 1) > 5 AND p',
    'filter: p AND n * CAST(m + 1 AS INT) > 5 AND (m IS NULL OR m > 2)',
    'projection: a, NOW() AS t',
    'projection: a, CASE WHEN n <> 0 THEN a / n END AS x\n    filter: n <> 0',
    'filter: CAST(a AS STRING) = s',
  ])('%s is none', (field) => {
    expect(found(withRule(field))).toEqual([]);
  });

  const withSink = (text: string, behavior: string) =>
    `source:\n  type: db\nsink:\n  ${text}\npipeline:\n  schema.change.behavior: ${behavior}\n`;
  it.each([
    ['type: deaf', 'LENIENT', [['schema-change-filter-ignored', 'deaf']]],
    ['type: deaf', 'EVOLVE', []],
    ['type: out', 'LENIENT', []],
    [
      'type: out\n  exclude.schema.changes: [add.column]',
      'LENIENT',
      [['withheld-change-counts', '[add.column]']],
    ],
    ['type: out\n  exclude.schema.changes: [add.column, rename]', 'LENIENT', []],
    ['type: out\n  exclude.schema.changes: [rename]', 'EVOLVE', [['withheld-change-counts', '[rename]']]],
  ])('%j under %s', (text, behavior, expected) => {
    expect(found(withSink(text, behavior)).map(({ code, at }) => [code, at])).toEqual(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import { createCatalog, type ConnectorCatalog } from '../descriptor/index.ts';
import { createDocument } from '../document/index.ts';
import { deepChecks } from '../pipeline/index.ts';
import { tableId } from '../table/index.ts';
import { parseDataType } from '../types/index.ts';
import { complete, hover, signatureHelp, type LanguageContext } from './index.ts';

const catalog: ConnectorCatalog = createCatalog([
  {
    type: 'db',
    role: 'source',
    title: 'Database',
    summary: 'A database.',
    glyph: 'D',
    engines: ['flink'],
    tableIdParts: [2],
    checksKeys: true,
    metadataColumns: [{ key: 'op_ts', type: 'BIGINT NOT NULL', description: 'When.' }],
    options: [
      { key: 'hostname', kind: 'string', required: true, description: 'The host.' },
      {
        key: 'mode',
        kind: 'enum',
        values: ['initial', 'snapshot'],
        default: 'initial',
        description: 'The mode.',
      },
      { key: 'fast', kind: 'boolean', default: false, advanced: true, description: 'Fast.' },
      {
        key: 'tables',
        kind: 'string',
        syntax: 'selectors',
        selector: { parts: 3, literalFirst: true },
        description: 'Tables.',
      },
      { key: 'x.', kind: 'string', prefix: true, description: 'More.' },
    ],
    example: {},
  },
  {
    type: 'out',
    role: 'sink',
    title: 'Out',
    summary: 'Out.',
    glyph: 'O',
    engines: ['flink'],
    tableIdParts: [2],
    checksKeys: true,
    options: [],
    example: {},
  },
]);
const column = (name: string, type: string) => ({ name, type: must(parseDataType(type), type) });
const table = (name: string, columns: ReturnType<typeof column>[]) => ({
  table: tableId('public', name),
  schema: { columns, primaryKeys: ['id'], partitionKeys: [], options: {} },
});
const context: LanguageContext = {
  catalog,
  tables: [
    table('orders', [column('id', 'BIGINT NOT NULL'), column('total', 'DECIMAL(10, 2)')]),
    table('people', [column('id', 'BIGINT NOT NULL'), column('name', 'STRING')]),
  ],
};

/** The document with `¦`, or else `|`, in the place of the caret. */
function at(text: string) {
  const offset = text.includes('¦') ? text.indexOf('¦') : text.indexOf('|');
  const plain = text.slice(0, offset) + text.slice(offset + 1);
  return { snapshot: createDocument(plain, { catalog, checks: deepChecks }), offset, plain };
}
const items = (text: string) => {
  const { snapshot, offset } = at(text);
  return complete(snapshot, offset, context);
};
const labels = (text: string) => items(text).map((item) => item.label);
/** The text after taking the completion with that label. */
function take(text: string, label: string): string {
  const { plain } = at(text);
  const item = must(
    items(text).find((one) => one.label === label),
    label,
  );
  return plain.slice(0, item.range.start) + item.insertText + plain.slice(item.range.end);
}
const rule = (field: string) =>
  `source:\n  type: db\ntransform:\n  - source-table: public.orders\n    ${field}\n`;

describe('completion', () => {
  it.each<[string, string, string[]]>([
    ['sections', '|', ['source', 'transform', 'route', 'sink', 'pipeline']],
    ['sections that are missing', 'sink:\n  type: out\n|\nroute: []\n', ['source', 'transform', 'pipeline']],
    ['connectors', 'source:\n  type: |\n', ['db']],
    ['connectors of a sink', 'sink:\n  type: o|\n', ['out']],
    [
      'options that are missing',
      'source:\n  type: db\n  |\n  mode: initial\n',
      ['name', 'hostname', 'fast', 'tables', 'x.*'],
    ],
    [
      'options of a half-typed key',
      'source:\n  type: db\n  ho|\nsink:\n  type: out\n',
      ['name', 'hostname', 'mode', 'fast', 'tables', 'x.*'],
    ],
    ['values', 'source:\n  type: db\n  mode: |\n', ['initial', 'snapshot']],
    ['booleans', 'source:\n  type: db\n  fast: t|\n', ['true', 'false']],
    [
      'keys of a rule',
      'route:\n  - source-table: a\n    |\n',
      ['sink-table', 'replace-symbol', 'description'],
    ],
    [
      'keys of a rule behind the dash',
      'route:\n  - |\n',
      ['source-table', 'sink-table', 'replace-symbol', 'description'],
    ],
    [
      'keys of a rule in a list without indent',
      'route:\n- source-table: a\n  |\n',
      ['sink-table', 'replace-symbol', 'description'],
    ],
    [
      'keys of a rule before another',
      'route:\n  - source-table: a\n    |\n  - sink-table: b\n',
      ['sink-table', 'replace-symbol', 'description'],
    ],
    ['settings', 'pipeline:\n  route-mode: |\n', ['ALL_MATCH', 'FIRST_MATCH']],
    [
      'keys of a function',
      'pipeline:\n  user-defined-function:\n    - name: f\n      |\n',
      ['classpath', 'options', 'python-code', 'python-executable', 'python-files'],
    ],
    [
      'tables of a source',
      'source:\n  type: db\n  tables: shop.public.orders, |\n',
      ['shop.public.orders', 'shop.public.people'],
    ],
    ['tables of a rule', 'transform:\n  - source-table: |\n', ['public.orders', 'public.people']],
    [
      'keys from the projection',
      `${rule('projection: id, total AS sum').trimEnd()}\n    primary-keys: |\n`,
      ['id', 'sum'],
    ],
    ['nothing in a comment', 'source:\n  # t|\n', []],
    ['nothing in a text of an expression', rule("filter: name = 'a|"), []],
  ])('%s', (_name, text, expected) => {
    expect(labels(text)).toEqual(expected);
  });

  it('schema changes in a list, in either style', () => {
    for (const text of [
      'sink:\n  type: out\n  include.schema.changes: [add.column, |]\n',
      'sink:\n  include.schema.changes:\n    - |\n',
    ]) {
      expect(labels(text)).toEqual(expect.arrayContaining(['drop.column', 'column', 'all']));
    }
  });

  it.each([
    ['filter: |'],
    ['filter: id > 1 AND |'],
    ['projection: |'],
    ['projection: |-\n      id,\n      UPPER(¦'],
    ['projection: id,\n      |'],
  ])('columns, metadata, functions and words in %j', (field) => {
    const found = items(rule(field));
    expect(found.filter((item) => item.kind === 'column').map((item) => [item.label, item.detail])).toEqual([
      ['id', 'BIGINT NOT NULL'],
      ['total', 'DECIMAL(10, 2)'],
    ]);
    expect(found.map((item) => item.label)).toEqual(
      expect.arrayContaining(['op_ts', '__table_name__', 'UPPER', 'AND']),
    );
  });

  it.each([
    ['|', 'source', 'source:\n  type: '],
    ['|', 'transform', 'transform:\n  - source-table: '],
    ['source:\n  type: db\n  host|\n', 'hostname', 'source:\n  type: db\n  hostname: \n'],
    ['source:\n  type: db\n  host|: x\n', 'hostname', 'source:\n  type: db\n  hostname: x\n'],
    ['source:\n  type: db\n  |\n', 'x.*', 'source:\n  type: db\n  x.\n'],
    [rule('filter: up| = 1'), 'UPPER', rule('filter: UPPER( = 1')],
    ['source:\n  type: db\n  mode: in|itial\n', 'snapshot', 'source:\n  type: db\n  mode: snapshot\n'],
  ])('in %j, %s gives %j', (text, label, expected) => {
    expect(take(text, label)).toBe(expected);
  });
});

describe('hover', () => {
  const words = (text: string) => {
    const { snapshot, offset, plain } = at(text);
    const found = hover(snapshot, offset, context);
    return found === undefined
      ? undefined
      : [plain.slice(found.range.start, found.range.end), found.contents];
  };
  it.each<[string, string, string]>([
    ['source:\n  type: db\n  host|name: x\n', 'hostname', 'The host.'],
    ['source:\n  type: d|b\n', 'db', 'A database.'],
    ['source:\n  type: db\n  x.y|: 1\n', 'x.y', 'More.'],
    ['pipe|line:\n', 'pipeline', 'Settings'],
    [rule('filter: to|tal > 1'), 'total', 'DECIMAL(10, 2)'],
    [rule('filter: upp|er(name) = 1'), 'upper', 'UPPER'],
    [rule('filter: op_t|s > 1'), 'op_ts', 'When.'],
  ])('in %j', (text, word, contents) => {
    const [found, markdown] = words(text) ?? [];
    expect(found).toBe(word);
    expect(markdown).toContain(contents);
  });

  it('is silent where there is nothing to say', () => {
    expect(words('nonsens|e: 1\n')).toBeUndefined();
    expect(words(rule("filter: a = 'upp|er'"))).toBeUndefined();
  });
});

describe('signature help', () => {
  it.each<[string, string | undefined, number]>([
    ['filter: LPAD(name, |', 'LPAD', 1],
    ["filter: LPAD(UPPER(a, b), ',', |", 'LPAD', 2],
    ['filter: UPPER(|', 'UPPER', 0],
    ['filter: UPPER(a) |', undefined, 0],
    ['filter: (a |', undefined, 0],
  ])('%s', (field, name, argument) => {
    const { snapshot, offset } = at(rule(field));
    const help = signatureHelp(snapshot, offset);
    expect(help?.signatures[0]?.label.split('(')[0]).toBe(name);
    expect(help?.activeParameter ?? 0).toBe(argument);
  });
});

import { describe, expect, it } from 'vitest';
import { createCatalog, type ConnectorDescriptor } from '../../descriptor/index.ts';
import { parseDataType } from '../../types/index.ts';
import { parseYaml } from '../../yaml/index.ts';
import { parsePipeline } from '../parse-pipeline.ts';
import { checkTarget, type Target } from './check-target.ts';
import type { KnownTable } from './rule-columns.ts';

const connector = (
  type: string,
  role: 'source' | 'sink',
  options: ConnectorDescriptor['options'],
): ConnectorDescriptor => ({
  type,
  role,
  title: '',
  summary: '',
  glyph: '',
  engines: ['flink'],
  tableIdParts: [2],
  checksKeys: true,
  options,
  example: {},
});
const catalog = createCatalog([
  connector('postgres', 'source', [
    { key: 'schema-change.enabled', kind: 'boolean', since: '3.6', description: '' },
    { key: 'scan.startup.mode', kind: 'string', description: '' },
  ]),
  connector('kafka', 'sink', []),
  connector('values', 'sink', [{ key: 'print.enabled', kind: 'boolean', description: '' }]),
]);

const table = (name: string, columns: Readonly<Record<string, string>>): KnownTable => ({
  table: { parts: ['public', name] },
  schema: {
    columns: Object.entries(columns).map(([column, text]) => {
      const type = parseDataType(text);
      if (type === undefined) throw new Error(`no type ${text}`);
      return { name: column, type };
    }),
  },
});
const ORDERS = table('orders', { id: 'BIGINT', note: 'STRING', placed_at: 'TIMESTAMP_LTZ(6)' });
const ITEMS = table('items', { id: 'BIGINT', made_at: 'TIMESTAMP(6)' });

interface Given {
  readonly source?: string;
  readonly sink?: string;
  readonly rule?: string;
  readonly target?: Target;
}

function findings({ source = '', sink = 'type: kafka', rule, target = '3.5' }: Given) {
  const transform =
    rule === undefined
      ? ''
      : `transform:\n  - source-table: public.orders\n    ${rule.replace('\n', '\n    ')}\n`;
  const text = `source:\n  type: postgres\n${source}sink:\n  ${sink.replace('\n', '\n  ')}\n${transform}`;
  const yaml = parseYaml(text);
  return checkTarget(yaml, parsePipeline(yaml, catalog).pipeline, catalog, {
    target,
    tables: [ORDERS, ITEMS],
  });
}

const once = { source: '  scan.startup.mode: snapshot\n' };

describe('timestamptz of PostgreSQL, which releases up to 3.6 cannot read', () => {
  const zoned = (given: Given) =>
    findings({ ...once, ...given }).map(({ code, path, message }) => [code, path.join('.'), message]);

  it.each([
    ['a star', 'projection: \\*, UPPER(note) AS big'],
    ['the column by name', 'projection: id, placed_at'],
    ['the column within an expression', "projection: id, DATE_FORMAT(placed_at, 'yyyy') AS year"],
    ['the filter', 'projection: id\nfilter: placed_at IS NOT NULL'],
    ['no projection', 'filter: id > 1'],
  ])('a rule that reads it fails: %s', (_, rule) => {
    expect(zoned({ rule })).toEqual([
      [
        'target-refuses',
        'transform.0.source-table',
        'Flink CDC 3.5 fails under this rule on the timestamptz column placed_at of public.orders, after the launch was accepted. Leave it out of the projection and the filter, or use the newest release.',
      ],
    ]);
  });

  it('a rule that leaves it behind does not fail', () => {
    expect(zoned({ rule: 'projection: id, UPPER(note) AS note\nfilter: id > 1' })).toEqual([]);
  });

  it('without a rule the sink fails, unless it looks at no cell', () => {
    expect(zoned({})).toMatchObject([
      ['target-refuses', 'sink.type', expect.stringContaining('in the sink')],
    ]);
    expect(zoned({ sink: 'type: values' })).toMatchObject([
      ['target-refuses', 'sink.type', expect.anything()],
    ]);
    expect(zoned({ sink: 'type: values\nprint.enabled: false' })).toEqual([]);
    expect(zoned({ target: 'newest' })).toEqual([]);
  });
});

describe('changes of columns of PostgreSQL', () => {
  const rule = 'projection: id';
  const told = (given: Given) => findings({ rule, ...given }).map(({ message }) => message);

  it('release 3.6 follows them when it is told to, which a fix does', () => {
    const [found] = findings({ rule, target: '3.6' });
    expect(found?.message).toContain('an added column ends the job');
    expect(found?.fixes).toMatchObject([{ title: 'Add schema-change.enabled: true' }]);
    expect(told({ target: '3.6', source: '  schema-change.enabled: true\n' })).toEqual([]);
  });

  it('release 3.5 does not: the switch is refused there, and not advised', () => {
    const [found] = findings({ rule });
    expect(found?.message).toContain('follows no change of PostgreSQL');
    expect(found?.fixes).toBeUndefined();
    expect(told({ source: '  schema-change.enabled: true\n' })).toEqual([
      expect.stringContaining('has no option schema-change.enabled'),
    ]);
  });

  it('what is read once sees none', () => {
    for (const target of ['3.5', '3.6'] as const) expect(told({ ...once, target })).toEqual([]);
  });
});

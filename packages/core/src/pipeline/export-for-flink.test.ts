import { describe, expect, it } from 'vitest';
import { createCatalog, type ConnectorDescriptor } from '../descriptor/index.ts';
import { applyTextEdits, parseYaml } from '../yaml/index.ts';
import { checkTarget, exportForFlink, parsePipeline, type Target } from './index.ts';

const like: Omit<ConnectorDescriptor, 'type' | 'options'> = {
  role: 'source',
  title: '',
  summary: '',
  glyph: '',
  engines: ['flink', 'embedded'],
  tableIdParts: [2],
  checksKeys: true,
  example: {},
};
const catalog = createCatalog([
  {
    ...like,
    type: 'db',
    since: '3.5',
    options: [
      { key: 'password', kind: 'string', secret: true, description: '' },
      { key: 'ours', kind: 'string', engine: 'embedded', description: '' },
      { key: 'late', kind: 'string', since: '3.6', description: '' },
    ],
  },
  { ...like, type: 'old', options: [] },
  {
    ...like,
    type: 'lax',
    checksKeys: false,
    options: [{ key: 'late', kind: 'string', since: '3.6', description: '' }],
  },
  { ...like, type: 'out', role: 'sink', options: [] },
  { ...like, type: 'here', role: 'sink', engines: ['embedded'], options: [] },
]);

function exported(text: string, target: Target = 'newest', rewrite = false) {
  const yaml = parseYaml(text);
  return exportForFlink(yaml, parsePipeline(yaml, catalog).pipeline, catalog, { target, rewrite });
}

describe('the export for Flink CDC', () => {
  it('changes only what Flink CDC would not take', () => {
    const { text, findings } = exported(
      "source:\n  type: db # ours\n  ours: x\n  password: '${secret.PW}-${env.E}'\n\nsink: {type: out}\n",
    );
    expect(text).toBe("source:\n  type: db # ours\n  password: '${PW}-${E}'\n\nsink: {type: out}\n");
    expect(findings.map((one) => one.code)).toEqual([
      'reference-not-resolved',
      'reference-not-resolved',
      'only-embedded',
    ]);
  });

  it('says what Flink CDC cannot do', () => {
    const { text, findings } = exported('source:\n  type: db\nsink:\n  type: here\n');
    expect(text).toBeUndefined();
    expect(findings.map((one) => [one.code, one.path])).toEqual([['not-on-flink', ['sink', 'type']]]);
  });
});

describe('what the parser of release 3.2 refuses', () => {
  const list =
    'source: {type: old}\nsink:\n  type: out\n  include.schema.changes: [create.table, drop.table]\n';
  it.each([
    ['schema changes that came later', `${list}pipeline: {parallelism: 2}\n`, 'no schema change drop.table'],
    [
      'a document without the section pipeline',
      'source: {type: old}\nsink: {type: out}\n',
      'without the section pipeline',
    ],
  ])('%s: said, and mended when it is asked for', (_, text, words) => {
    const plain = exported(text, '3.2');
    expect(plain.text).toBeUndefined();
    expect(plain.findings.map((one) => one.message).join()).toContain(words);
    const mended = exported(text, '3.2', true);
    expect(mended.findings.filter((one) => one.severity === 'error')).toEqual([]);
    expect(exported(mended.text ?? '', '3.2').text).toBe(mended.text);
  });

  it('keeps the words that are left, and does not touch what a newer release knows', () => {
    expect(exported(`${list}pipeline: {parallelism: 2}\n`, '3.2', true).text).toContain(
      'include.schema.changes: [create.table]',
    );
    expect(exported(list, '3.6').text).toBe(list);
  });
});

describe('a release as the target', () => {
  const findings = (body: string, target: Target) => {
    const text = `source:\n  type: db\nsink:\n  type: out\n${body}`;
    const yaml = parseYaml(text);
    return checkTarget(yaml, parsePipeline(yaml, catalog).pipeline, catalog, { target }).map((one) => [
      one.code,
      text.slice(one.range.start, one.range.end),
    ]);
  };
  const filter = (text: string) => `transform:\n  - source-table: a.b\n    filter: ${text}\n`;

  it.each<[string, Target, string[][]]>([
    ['', '3.6', []],
    ['', '3.4', [['target-refuses', 'db']]],
    [filter('a * (b + 1) > 2'), 'newest', []],
    [filter('a * (b + 1) > 2'), '3.6', [['target-differs', '(b + 1)']]],
    [filter('10 - (a - 1) > 2'), '3.6', [['target-differs', '(a - 1)']]],
    [
      filter('(a OR b) AND NOT (c AND d)'),
      '3.6',
      [
        ['target-differs', '(a OR b)'],
        ['target-differs', '(c AND d)'],
      ],
    ],
    [filter('(a + 1) + (b + 1) > (c * 2)'), '3.6', []],
    [filter('a * (b / 2) > a * (b * 2)'), '3.6', [['target-differs', '(b / 2)']]],
    [
      filter("s LIKE 'a%' ESCAPE '!' OR TRY_CAST(s AS INT) = 1"),
      '3.6',
      [
        ['target-refuses', "s LIKE 'a%' ESCAPE '!'"],
        ['target-refuses', 'TRY_CAST(s AS INT)'],
      ],
    ],
    [filter("UPPER(s) = 'A' AND LPAD(s, 3, 'x') = 'b'"), '3.6', [['target-refuses', "LPAD(s, 3, 'x')"]]],
    [
      'pipeline:\n  transform.decimal.precision.mode: UP_TO_38\n',
      '3.6',
      [['target-differs', 'transform.decimal.precision.mode']],
    ],
    ['pipeline:\n  model:\n    name: m\n    type: x\n', '3.6', [['target-refuses', 'model']]],
    ['pipeline:\n  model:\n    - model-name: m\n      class-name: C\n', '3.6', []],
    [
      'pipeline:\n  user-defined-function:\n    - name: f\n      python-code: x\n',
      '3.6',
      [['target-refuses', 'python-code']],
    ],
  ])('%j for %s', (body, target, expected) => {
    expect(findings(body, target)).toEqual(expected);
  });
});

describe('an option that came later', () => {
  const found = (type: string, target: Target) => {
    const text = `source:\n  type: ${type}\n  late: x\nsink:\n  type: out\n`;
    const yaml = parseYaml(text);
    return checkTarget(yaml, parsePipeline(yaml, catalog).pipeline, catalog, { target }).map(
      ({ code, message, fixes = [] }) => ({
        code,
        message,
        mended: fixes.map(({ edits }) => applyTextEdits(text, edits)),
      }),
    );
  };

  it('is refused by a connector that checks keys, and removed by the fix', () => {
    expect(found('db', '3.5')).toEqual([
      {
        code: 'target-refuses',
        message: 'The db source of Flink CDC 3.5 has no option late, which came with 3.6, and refuses it.',
        mended: ['source:\n  type: db\nsink:\n  type: out\n'],
      },
    ]);
  });

  it('is passed over by one that does not', () => {
    expect(found('lax', '3.5')).toMatchObject([{ code: 'target-differs' }]);
  });

  it('is nothing to tell where the release has it, or lacks the connector', () => {
    expect(found('db', '3.6')).toEqual([]);
    expect(found('db', '3.4').map((one) => one.message)).toEqual([
      'Flink CDC 3.4 has no db source; it came with 3.5.',
    ]);
  });
});

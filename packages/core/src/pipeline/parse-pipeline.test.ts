import { describe, expect, it } from 'vitest';
import { lineAndColumn } from '../diagnostics/index.ts';
import { applyTextEdits } from '../yaml/index.ts';
import { brief, db, parse, values } from './testing/small-catalog.ts';

describe('findings', () => {
  it.each<[string, string, string[][]]>([
    ['nothing wrong', values, []],
    ['no source', 'sink:\n  type: values\n', [['missing-section', 'source', '']]],
    ['a broken text', 'source: [\n', [['yaml-syntax', '', '[']]],
    ['a list for a document', '- a\n', [['wrong-shape', '', '- a']]],
    ['an unknown section', `${values}rout: []\n`, [['unknown-section', 'rout', 'rout']]],
    ['no type', 'source:\n  name: x\nsink:\n  type: values\n', [['missing-key', 'source.type', 'source']]],
    [
      'an unknown connector',
      'source:\n  type: valeus\nsink:\n  type: values\n',
      [['unknown-connector', 'source.type', 'valeus']],
    ],
    [
      'a sink for a source',
      'source:\n  type: deaf\nsink:\n  type: values\n',
      [['unknown-connector', 'source.type', 'deaf']],
    ],
    ['an unknown option', db('  hostnam: x\n'), [['unknown-option', 'source.hostnam', 'hostnam']]],
    ['a family of options', db('  x.y: 1\n'), []],
    [
      'a missing option',
      'source:\n  type: db\nsink:\n  type: values\n',
      [['missing-option', 'source.hostname', 'source']],
    ],
    [
      'an option without a value',
      'source:\n  type: db\n  hostname:\nsink:\n  type: values\n',
      [['missing-option', 'source.hostname', 'hostname']],
    ],
    [
      'an option that nests',
      db('  x:\n    y: 1\n'),
      [
        ['wrong-shape', 'source.x', 'x'],
        ['unknown-option', 'source.x', 'x'],
      ],
    ],
    ['a bad number', db('  port: 3306x\n'), [['invalid-value', 'source.port', '3306x']]],
    ['a number out of bounds', db('  port: 70000\n'), [['invalid-value', 'source.port', '70000']]],
    ['a bad duration', db('  wait: soon\n'), [['invalid-value', 'source.wait', 'soon']]],
    ['a bad boolean', db('  long: yes\n'), [['invalid-value', 'source.long', 'yes']]],
    ['an enum in capitals', db('  mode: SNAPSHOT\n'), []],
    ['a bad enum', db('  mode: snapshto\n'), [['invalid-value', 'source.mode', 'snapshto']]],
    ['a value by reference', db('  port: ${env.PORT}\n  password: ${secret.PW}\n'), []],
    ['a plain password', db('  password: pw\n'), [['plain-secret', 'source.password', 'pw']]],
    [
      'a stray reference',
      db('  hostname: ${HOST}\n').replace('  hostname: h\n', ''),
      [['unknown-reference', 'source.hostname', '${HOST}']],
    ],
    [
      'switches that exclude each other',
      db('  long: true\n  short: true\n'),
      [['option-conflict', 'source.long', 'long']],
    ],
    ['an option without effect', db('  at: 1\n'), [['option-without-effect', 'source.at', 'at']]],
    [
      'an unchecked option',
      'source:\n  type: values\nsink:\n  type: deaf\n  ulr: x\n',
      [['ignored-option', 'sink.ulr', 'ulr']],
    ],
    ['two parts of three', db('  tables: a.b\n'), [['invalid-selector', 'source.tables', 'a.b']]],
    ['two databases', db('  tables: a.b.c, b.b.c\n'), [['invalid-selector', 'source.tables', 'b.b.c']]],
    [
      'a database that is a pattern',
      db('  tables: a\\.*.b.c\n'),
      [['invalid-selector', 'source.tables', 'a\\.*.b.c']],
    ],
    ['words in brackets', db('  tables: a.b.[x|y]\n'), [['brackets-in-pattern', 'source.tables', '[x|y]']]],
    [
      'an unknown kind of change',
      values + '  include.schema.changes: [add.colum]\n',
      [['unknown-schema-change', 'sink.include.schema.changes.0', 'add.colum']],
    ],
    [
      'a mapping for a kind of change',
      values + '  include.schema.changes: [{a: 1}]\n',
      [['unknown-schema-change', 'sink.include.schema.changes.0', '{a: 1}']],
    ],
    [
      'a kind of change as a text',
      values + '  include.schema.changes: add.column\n',
      [['schema-changes-not-a-list', 'sink.include.schema.changes', 'add.column']],
    ],
    [
      'create.table left out',
      values + '  exclude.schema.changes: [create]\n',
      [['create-table-excluded', 'sink.exclude.schema.changes', '[create]']],
    ],
    [
      'a filter nobody reads',
      'source:\n  type: values\nsink:\n  type: deaf\n  exclude.schema.changes: []\n',
      [['schema-change-filter-ignored', 'sink.exclude.schema.changes', 'exclude.schema.changes']],
    ],
    [
      'changes a sink cannot do',
      'source:\n  type: values\nsink:\n  type: deaf\npipeline:\n  schema.change.behavior: evolve\n  sink.partitioning.strategy: TABLE_ID\n',
      [
        ['unsupported-schema-change', 'pipeline.schema.change.behavior', 'evolve'],
        ['partitioning-refused', 'pipeline.sink.partitioning.strategy', 'TABLE_ID'],
      ],
    ],
    [
      'an unknown setting',
      `${values}pipeline:\n  paralelism: 2\n`,
      [['unknown-pipeline-option', 'pipeline.paralelism', 'paralelism']],
    ],
    [
      'a bad setting',
      `${values}pipeline:\n  parallelism: 0\n`,
      [['invalid-value', 'pipeline.parallelism', '0']],
    ],
    [
      'a bad zone',
      `${values}pipeline:\n  local-time-zone: +08:00\n`,
      [['invalid-time-zone', 'pipeline.local-time-zone', '+08:00']],
    ],
    ['a list for settings', `${values}pipeline: []\n`, [['wrong-shape', 'pipeline', '[]']]],
    [
      'routes that are no list',
      `${values}route:\n  source-table: a\n`,
      [['wrong-shape', 'route', 'source-table: a']],
    ],
    ['a rule that is a text', `${values}transform:\n  - a\n`, [['wrong-shape', 'transform.0', 'a']]],
    [
      'an unknown key of a rule',
      `${values}route:\n  - source-table: a.b\n    sink-table: c.d\n    replace: x\n`,
      [['unknown-key', 'route.0.replace', 'replace']],
    ],
    [
      'a rule without tables',
      `${values}route:\n  - sink-table: a.b\n`,
      [['missing-key', 'route.0.source-table', '- sink-table: a.b']],
    ],
    [
      'a broken selector',
      `${values}transform:\n  - source-table: a.b, c.*\n`,
      [['invalid-selector', 'transform.0.source-table', 'c.*']],
    ],
    [
      'a broken route pattern',
      `${values}route:\n  - source-table: a.(b\n    sink-table: c\n`,
      [['invalid-route-pattern', 'route.0.source-table', 'a.(b']],
    ],
    [
      'a group that is not there',
      `${values}route:\n  - source-table: a.b\n    sink-table: c.$1\n`,
      [['invalid-route-target', 'route.0.sink-table', 'c.$1']],
    ],
    [
      'a table of four parts',
      `${values}route:\n  - source-table: a.b\n    sink-table: a.b.c.d\n`,
      [['invalid-route-target', 'route.0.sink-table', 'a.b.c.d']],
    ],
    [
      'a symbol that is not there',
      `${values}route:\n  - source-table: a.b\n    sink-table: c.d\n    replace-symbol: <>\n`,
      [['option-without-effect', 'route.0.replace-symbol', '<>']],
    ],
    [
      'a pattern that replaces twice',
      `${values}route:\n  - source-table: \\.*\n    sink-table: c.d\n`,
      [['route-pattern-rewrites', 'route.0.source-table', '\\.*']],
    ],
    [
      'a pattern inside the other',
      `${values}route:\n  - source-table: a.or, a.orders\n    sink-table: c.d\n`,
      [['route-pattern-rewrites', 'route.0.source-table', 'a.or, a.orders']],
    ],
    [
      'a route twice',
      `${values}route:\n  - source-table: a.b\n    sink-table: c.d\n  - source-table: a.b\n    sink-table: c.d\n`,
      [['duplicate-route', 'route.1.source-table', 'a.b']],
    ],
    [
      'the same tables, first match',
      `${values}route:\n  - source-table: a.b\n    sink-table: c.d\n  - source-table: a.b\n    sink-table: c.e\npipeline:\n  route-mode: FIRST_MATCH\n`,
      [['rule-never-applies', 'route.1.source-table', 'a.b']],
    ],
    [
      'the same tables, all matches',
      `${values}route:\n  - source-table: a.b\n    sink-table: c.d\n  - source-table: a.b\n    sink-table: c.e\n`,
      [],
    ],
    [
      'a transform twice',
      `${values}transform:\n  - source-table: a.b\n  - source-table: A.B\n`,
      [['rule-never-applies', 'transform.1.source-table', 'A.B']],
    ],
    [
      'a transform behind a wider one',
      `${values}transform:\n  - source-table: a.\\.*\n  - source-table: a.b, a.c\n  - source-table: b.c\n`,
      [['rule-never-applies', 'transform.1.source-table', 'a.b, a.c']],
    ],
    [
      'a transform that still gets some',
      `${values}transform:\n  - source-table: a.b\n  - source-table: a.b, a.c\n`,
      [],
    ],
    [
      'too many parts for a route',
      `${db('')}route:\n  - source-table: d.a.b\n    sink-table: c.d\n`,
      [['pattern-parts', 'route.0.source-table', 'd.a.b']],
    ],
    [
      'the right parts by an option',
      `${db('  long: true\n')}route:\n  - source-table: d.a.b\n    sink-table: c.d\n`,
      [],
    ],
    [
      'too few parts for a transform',
      `${db('')}transform:\n  - source-table: b\n`,
      [['pattern-parts', 'transform.0.source-table', 'b']],
    ],
    [
      'an unknown converter',
      `${values}transform:\n  - source-table: a.b\n    converter-after-transform: soft_delete\n`,
      [['unknown-converter', 'transform.0.converter-after-transform', 'soft_delete']],
    ],
    [
      'a bad table option',
      `${values}transform:\n  - source-table: a.b\n    table-options: a=1,b\n`,
      [['invalid-table-option', 'transform.0.table-options', 'b']],
    ],
    [
      'a filter that cannot be read',
      `${values}transform:\n  - source-table: a.b\n    filter: id > > 1\n`,
      [['expression-syntax', 'transform.0.filter', '>']],
    ],
    [
      'a computed column without a name',
      `${values}transform:\n  - source-table: a.b\n    projection: id, 1 + 1\n`,
      [['missing-alias', 'transform.0.projection', '1 + 1']],
    ],
    [
      'LIKE without ESCAPE',
      `${values}transform:\n  - source-table: a.b\n    filter: id > 1 AND s LIKE '%x'\n`,
      [['like-without-escape', 'transform.0.filter', "s LIKE '%x'"]],
    ],
    [
      'a model that is not declared',
      `${values}transform:\n  - source-table: a.b\n    projection: AI_EMBED('m', s) AS e\n`,
      [['unknown-model', 'transform.0.projection', "'m'"]],
    ],
    [
      'a key without a column',
      `${values}transform:\n  - source-table: a.b\n    projection: id AS i, x\n    primary-keys: id, x\n`,
      [['key-not-projected', 'transform.0.primary-keys', 'id, x']],
    ],
    [
      'a metadata column that is not listed',
      `${db('')}transform:\n  - source-table: a.b\n    filter: op_ts > 1\n`,
      [['metadata-not-listed', 'transform.0.filter', 'op_ts']],
    ],
    [
      'a function that nobody declared',
      `${values}transform:\n  - source-table: a.b\n    filter: uper(x) = 'A'\n`,
      [['unknown-function', 'transform.0.filter', 'uper']],
    ],
    [
      'an option that another one makes required',
      db('  mode: AT\n'),
      [['missing-option', 'source.from', 'source']],
    ],
    [
      'a name that is taken',
      `${values}transform:\n  - source-table: a.b\n    projection: id AS __table_name__, __schema_name__\n`,
      [['reserved-name', 'transform.0.projection', '__table_name__']],
    ],
    [
      'no engine for both',
      db('').replace('type: values', 'type: here'),
      [['no-common-engine', 'sink.type', 'here']],
    ],
  ])('%s', (_name, text, expected) => {
    expect(parse(text).diagnostics.map((diagnostic) => brief(text, diagnostic))).toEqual(expected);
  });

  it('say where, as the contract has it', () => {
    const text = 'source:\n  type: db\n  hostnam: localhost\n  hostname: h\nsink:\n  type: values\n';
    const [diagnostic] = parse(text.replace('  hostname: h\n', '')).diagnostics;
    expect(diagnostic).toMatchObject({
      code: 'unknown-option',
      suggestion: 'hostname',
      path: ['source', 'hostnam'],
    });
    expect(lineAndColumn(text, diagnostic?.range.start ?? 0)).toEqual({ line: 3, column: 3 });
    expect(lineAndColumn(text, diagnostic?.range.end ?? 0)).toEqual({ line: 3, column: 10 });
  });

  it.each([
    [db('  mode: snapshto\n'), 'mode: snapshot'],
    [db('  tables: a.b.t{1,3}\n'), 'tables: a.b.tt?t?'],
    [db('  tables: a.b.[x|y]\n'), 'tables: a.b.(x|y)'],
    [`${values}  include.schema.changes: add.column\n`, 'include.schema.changes: [add.column]'],
    [`${values}route:\n  - source-table: \\.*\n    sink-table: c.d\n`, 'source-table: \\.+'],
    [`${db('')}route:\n  - source-table: d.a.b\n    sink-table: c.d\n`, 'source-table: a.b'],
    [db('  password: pw\n'), "password: '${secret.SOURCE_PASSWORD}'"],
    [
      `${values}transform:\n  - source-table: a.b\n    filter: uper(x) = 'A'\n`,
      "filter: upper(x) = 'A'".replace('upper', 'UPPER'),
    ],
    [
      `${values}transform:\n  - source-table: a.b\n    filter: s LIKE '%!' OR a > 1\n`,
      "filter: s LIKE '%!' ESCAPE '~' OR a > 1",
    ],
  ])('mend %s', (text, expected) => {
    const fix = parse(text).diagnostics.flatMap((diagnostic) => diagnostic.fixes ?? [])[0];
    const mended = applyTextEdits(text, fix?.edits ?? []);
    expect(mended).toContain(expected);
    expect(parse(mended).diagnostics).toEqual([]);
  });
});

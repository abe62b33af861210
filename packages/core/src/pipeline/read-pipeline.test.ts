import { describe, expect, it } from 'vitest';
import { allChanges, parse, values } from './testing/small-catalog.ts';

describe('the model', () => {
  it('holds everything that a document says', () => {
    const { pipeline, diagnostics } = parse(`
source: { type: db, name: S, hostname: h, port: 0x10, x.a: 1.50 }
sink:
  type: values
  include.schema.changes: [column]
  exclude.schema.changes: [drop]
transform:
  - source-table: a.b
    projection: id, name
    filter: id > 1
    primary-keys: id, name
    table-options: a=1;b=x=y
    table-options.delimiter: ;
    converter-after-transform: SOFT_DELETE
    description: d
route:
  - source-table: a.b
    sink-table: c.<>
    replace-symbol: <>
pipeline:
  name: P
  parallelism: 2
  schema.change.behavior: try_evolve
  execution.runtime-mode: STREAMING
  route-mode: first_match
  local-time-zone: Asia/Tokyo
  transform.decimal.precision.mode: UP_TO_38
  user-defined-function:
    - name: f
      classpath: com.example.F
  model: { name: m, type: other, anything: 1 }
`);
    expect(diagnostics.map((one) => one.code)).toEqual(['invalid-value', 'only-on-flink', 'only-on-flink']);
    expect(pipeline).toEqual({
      source: {
        path: ['source'],
        type: 'db',
        name: 'S',
        options: { hostname: 'h', port: '0x10', 'x.a': '1.50' },
      },
      sink: {
        path: ['sink'],
        type: 'values',
        options: {},
        includeSchemaChanges: ['column'],
        excludeSchemaChanges: ['drop'],
        acceptedSchemaChanges: ['create.table', 'add.column', 'alter.column.type', 'rename.column'],
      },
      transforms: [
        {
          path: ['transform', 0],
          sourceTable: 'a.b',
          projection: 'id, name',
          filter: 'id > 1',
          primaryKeys: ['id', 'name'],
          tableOptions: { a: '1', b: 'x=y' },
          converter: 'SOFT_DELETE',
          description: 'd',
        },
      ],
      routes: [{ path: ['route', 0], sourceTable: 'a.b', sinkTable: 'c.<>', replaceSymbol: '<>' }],
      options: {
        name: 'P',
        parallelism: 2,
        schemaChangeBehavior: 'TRY_EVOLVE',
        runtimeMode: 'STREAMING',
        routeMode: 'FIRST_MATCH',
        localTimeZone: 'Asia/Tokyo',
        partitioningStrategy: 'SINK_DEFINED',
        decimalPrecisionMode: 'UP_TO_38',
        userDefinedFunctions: [{ name: 'f', path: ['pipeline', 'user-defined-function', 0] }],
        models: [{ name: 'm', path: ['pipeline', 'model'] }],
      },
    });
  });

  it.each<[string, string[]]>([
    ['', ['drop.table', 'truncate.table']],
    ['  exclude.schema.changes: []\n', []],
    [
      '  include.schema.changes: [add.column]\n',
      allChanges.filter((kind) => !['create.table', 'add.column'].includes(kind)),
    ],
    [
      '  include.schema.changes: [alter]\n  exclude.schema.changes: []\n',
      allChanges.filter((kind) => !['create.table', 'alter.column.type'].includes(kind)),
    ],
    [
      '  exclude.schema.changes: [table]\n',
      ['create.table', 'drop.table', 'truncate.table', 'alter.table.comment'],
    ],
  ])('leaves out of the schema changes with %j: %j', (filter, withheld) => {
    const accepted = parse(values + filter).pipeline.sink?.acceptedSchemaChanges ?? [];
    expect(allChanges.filter((kind) => !accepted.some((one) => one === kind))).toEqual(withheld);
  });

  it('keeps a rule for every item, whatever is wrong with it', () => {
    const { pipeline } = parse(`${values}transform:\n  -\n  - a\n  - source-table: x\n`);
    expect(pipeline.transforms.map((rule) => rule.sourceTable)).toEqual(['', '', 'x']);
  });
});

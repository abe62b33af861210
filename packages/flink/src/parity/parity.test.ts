import { parseDataType, type DataType } from '@tailrace/core/types';
import { decimal, type Value } from '@tailrace/core/value';
import { describe, expect, test } from 'vitest';
import { spellPrinted, spellValue } from './cell-text.ts';
import { compareTables, type TableHere } from './compare-tables.ts';
import { parityDocuments } from './parity-document.ts';
import { readPrinted } from './printed-tables.ts';

const type = (text: string): DataType => {
  const parsed = parseDataType(text);
  if (parsed === undefined) throw new Error(`no type: ${text}`);
  return parsed;
};

describe('one spelling for a cell of both engines', () => {
  test.each<[string, Value, string]>([
    ['INT', 7, '7'],
    ['BIGINT', 9_007_199_254_740_993n, '9007199254740993'],
    ['BOOLEAN', true, 'true'],
    ['DECIMAL(10, 2)', decimal(500n, 2), '5.00'],
    ['DECIMAL(10, 2)', decimal(500n, 2), '5'],
    ['DECIMAL(10, 0)', decimal(100n, 0), '100'],
    ['DOUBLE', 1e10, '1.0E10'],
    ['FLOAT', Math.fround(0.1), '0.1'],
    ['DATE', 20_454, '20454'],
    ['DATE', 20_454, '2026-01-01'],
    ['TIME(3)', 3_661_002_000_000, '3661002'],
    ['TIME(3)', 3_661_002_000_000, '01:01:01.002'],
    ['TIMESTAMP(3)', { ms: Date.UTC(2026, 0, 1, 0, 1), nanos: 0 }, '2026-01-01T00:01'],
    ['TIMESTAMP(6)', { ms: Date.UTC(2026, 0, 1, 0, 1), nanos: 5000 }, '2026-01-01T00:01:00.000005'],
    ['TIMESTAMP_LTZ(3)', { ms: Date.UTC(2026, 0, 1, 0, 1, 2), nanos: 0 }, '2026-01-01T00:01:02Z'],
    ['STRING', 'a, b', 'a, b'],
    ['STRING', null, 'null'],
    ['BYTES', new Uint8Array([1]), '[B@1b2c3d'],
  ])('%s %s is %s', (name, value, printed) => {
    expect(spellPrinted(printed, type(name))).toBe(spellValue(value, type(name)));
  });

  test.each<[string, Value, string]>([
    ['INT', 7, '8'],
    ['DECIMAL(10, 2)', decimal(501n, 2), '5.00'],
    ['DATE', 20_454, '2026-01-02'],
    ['TIMESTAMP(3)', { ms: Date.UTC(2026, 0, 1, 0, 1), nanos: 0 }, '2026-01-01T00:02'],
    ['STRING', null, ''],
  ])('%s %s is not %s', (name, value, printed) => {
    expect(spellPrinted(printed, type(name))).not.toBe(spellValue(value, type(name)));
  });
});

const OUTPUT = `something else
1> CreateTableEvent{tableId=ods.a, schema=columns={\`id\` BIGINT NOT NULL,\`item\` VARCHAR(40) 'a, {b}',\`qty\` INT}, primaryKeys=id, options=()}
0> CreateTableEvent{tableId=ods.a, schema=columns={\`id\` BIGINT NOT NULL,\`item\` VARCHAR(40) 'a, {b}',\`qty\` INT}, primaryKeys=id, options=()}
1> DataChangeEvent{tableId=ods.a, before=[], after=[1, pen, 1], op=INSERT, meta=()}
0> DataChangeEvent{tableId=ods.a, before=[], after=[2, one, two, 2], op=INSERT, meta=()}
DataChangeEvent{tableId=ods.a, before=[], after=[3, two
lines, null], op=INSERT, meta=({op_ts=0})}
DropColumnEvent{tableId=ods.a, droppedColumnNames=[x]}
`;

const here = (rows: readonly (readonly Value[])[]): TableHere => ({
  columns: [
    { name: 'id', type: type('BIGINT') },
    { name: 'item', type: type('STRING') },
    { name: 'qty', type: type('INT') },
  ],
  primaryKeys: ['id'],
  rows,
});

describe('a comparison of cells', () => {
  const printed = readPrinted(OUTPUT);

  test('what was printed is read by table, cells with line breaks too', () => {
    expect(printed.tables.get('ods.a')).toEqual({
      columns: ['id', 'item', 'qty'],
      rows: ['1, pen, 1', '2, one, two, 2', '3, two\nlines, null'],
    });
    expect(printed.otherEvents).toBe(1);
  });

  test('equal in any order, also where a cell holds the separator', () => {
    const rows = [
      [3n, 'two\nlines', null],
      [2n, 'one, two', 2],
      [1n, 'pen', 1],
    ];
    expect(compareTables('ods.a', here(rows), printed.tables.get('ods.a'))).toMatchObject({
      rowsHere: 3,
      rowsOnFlink: 3,
      cells: 9,
      differing: 0,
    });
  });

  test('a cell, a row here and a row there that differ', () => {
    const rows = [
      [1n, 'pen', 9],
      [2n, 'one, two', 2],
      [4n, 'more', 4],
    ];
    const { differing, differences } = compareTables('ods.a', here(rows), printed.tables.get('ods.a'));
    expect(differing).toBe(3);
    expect(differences).toEqual([
      { key: '1', column: 'qty', here: '9', onFlink: '1' },
      { key: '4', column: undefined, here: '4, more, 4', onFlink: undefined },
      { key: '3', column: undefined, here: undefined, onFlink: '3, two\nlines, null' },
    ]);
  });

  test('a table that one side does not have, and no more differences than were asked for', () => {
    expect(compareTables('x', undefined, printed.tables.get('ods.a'), 2)).toMatchObject({
      rowsHere: 0,
      rowsOnFlink: 3,
      differing: 3 + 3,
      differences: { length: 2 },
    });
    expect(compareTables('x', here([[1n, 'a', 1]]), undefined).differing).toBe(1);
  });
});

test('the documents of a comparison read once, into the values sink, and leave the rest as it is', () => {
  const { here: embedded, onFlink } = parityDocuments(`# Orders
source:
  type: postgres
  password: \${secret.X}
  scan.startup.mode: initial # at first
  slot.name: live
  schema-change.enabled: true
sink:
  type: doris
  password: \${secret.Y}
transform:
  - source-table: a.b # all
    filter: id > 1
`);
  expect(onFlink).toContain('scan.startup.mode: snapshot # at first');
  expect(onFlink).toContain('slot.name: tailrace_parity');
  expect(onFlink).toContain('  - source-table: a.b # all\n    filter: id > 1\n');
  expect(onFlink).not.toMatch(/doris|secret\.Y|runtime-mode|schema-change/);
  expect(onFlink).toMatch(/type: values\n\s+print\.enabled: true/);
  expect(embedded).toMatch(/print\.enabled: false/);
  expect(embedded).toContain('execution.runtime-mode: BATCH');
});

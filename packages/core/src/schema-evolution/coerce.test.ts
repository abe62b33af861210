import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import type { TableSchema } from '../table/index.ts';
import { decodeEvent, encodeRow } from '../event/index.ts';
import { parseDataType } from '../types/index.ts';
import { UNSENT, findTimeZone } from '../value/index.ts';
import { compileCoercion } from './index.ts';

const schema = (columns: Record<string, string>): TableSchema => ({
  columns: Object.entries(columns).map(([name, text]) => ({ name, type: must(parseDataType(text), text) })),
  primaryKeys: [],
  partitionKeys: [],
  options: {},
});
const zone = must(findTimeZone('Asia/Tokyo'), 'a zone');

/** A JSON value of the first type as it stands in a column of the second. */
function coerced(from: string, to: string, json: unknown): unknown {
  const [source, sink] = [schema({ c: from }), schema({ c: to })];
  const line = JSON.stringify({ type: 'insert', table: 't', after: { c: json } });
  const event = decodeEvent(line, () => source);
  if (!event.ok || event.value.type !== 'insert') throw new Error('not an insert');
  return encodeRow(compileCoercion(source, sink, zone).apply(event.value.after), sink)['c'];
}

describe('values', () => {
  it.each([
    ['TINYINT', 'BIGINT', 3, 3],
    ['BIGINT', 'INT', 3, null],
    ['INT', 'DECIMAL(5, 2)', 7, '7.00'],
    ['INT', 'DECIMAL(5, 2)', 1000, null],
    ['DECIMAL(6, 3)', 'DECIMAL(5, 1)', '1.250', '1.3'],
    ['DECIMAL(6, 3)', 'DOUBLE', '1.250', 1.25],
    ['BIGINT', 'DOUBLE', 5, 5],
    ['DOUBLE', 'FLOAT', 1.5, null],
    ['DOUBLE', 'STRING', 7, '7.0'],
    ['DOUBLE', 'STRING', 1e10, '1.0E10'],
    ['BOOLEAN', 'STRING', true, 'true'],
    ['INT', 'BOOLEAN', 1, false],
    ['STRING', 'BOOLEAN', 'TRUE', true],
    ['BYTES', 'STRING', 'AQI=', 'AQI='],
    ['STRING', 'BYTES', 'abc', 'YWJj'],
    ['CHAR(3)', 'VARCHAR(1)', 'abc', 'abc'],
    ['DATE', 'STRING', '2024-02-29', '2024-02-29'],
    ['DATE', 'TIMESTAMP(9)', '2024-02-29', '2024-02-29T00:00:00'],
    ['TIMESTAMP(3)', 'DATE', '2024-02-29T00:00:00', null],
    ['TIMESTAMP(3)', 'TIMESTAMP(0)', '2024-02-29T00:00:00.123', '2024-02-29T00:00:00.123'],
    ['TIMESTAMP(3)', 'TIMESTAMP_LTZ(3)', '2024-02-29T00:00:00', '2024-02-29T00:00:00Z'],
    ['TIMESTAMP_LTZ(3)', 'TIMESTAMP(3)', '2024-02-29T00:00:00Z', '2024-02-29T09:00:00'],
    ['TIMESTAMP(3)', 'TIMESTAMP(3) WITH TIME ZONE', '2024-02-29T00:00:00', '2024-02-29T09:00:00+09:00'],
    ['ARRAY<INT>', 'STRING', [1, null], '[1, null]'],
    ['MAP<STRING, INT>', 'STRING', [['a', 1]], '{a=1}'],
    ['ROW<a INT, b STRING>', 'STRING', { a: 42, b: 'Alice' }, '[42, Alice]'],
    ['VARIANT', 'STRING', { b: 1, a: [] }, '{"a":[],"b":1}'],
    ['ARRAY<INT>', 'ARRAY<BIGINT>', [1], null],
  ])('[SE21] %s in %s: %j is %j', (from, to, json, expected) => {
    expect(coerced(from, to, json)).toEqual(expected);
  });
});

describe('rows', () => {
  const source = schema({ a: 'INT', b: 'STRING', gone: 'INT' });
  const sink = schema({ b: 'STRING', extra: 'INT', a: 'BIGINT' });

  it('[SE20] go by name, with NULL for what the source lacks', () => {
    expect(compileCoercion(source, sink, zone).apply([1, 'x', 2])).toEqual(['x', null, 1n]);
  });

  it('[SE20] pass untouched where nothing differs', () => {
    const row = [1, 'x', 2];
    const same = compileCoercion(source, schema({ a: 'INT NOT NULL', b: 'STRING', gone: 'INT' }), zone);
    expect(same.identity).toBe(true);
    expect(same.apply(row)).toBe(row);
  });

  it('[SE22] keep what was not sent', () => {
    expect(compileCoercion(source, sink, zone).apply([UNSENT, UNSENT, null])).toEqual([UNSENT, null, UNSENT]);
  });

  it('say when values are only moved', () => {
    expect(compileCoercion(source, sink, zone).movesOnly).toBe(false);
    expect(compileCoercion(source, schema({ b: 'STRING', extra: 'INT' }), zone).movesOnly).toBe(true);
  });
});

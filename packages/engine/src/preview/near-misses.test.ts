import { parseTableId, type TableId } from '@tailrace/core/table';
import { describe, expect, test } from 'vitest';
import { nearMisses } from './near-misses.ts';

const ids = (text: string): TableId[] =>
  text.split(' ').flatMap((name) => {
    const id = parseTableId(name);
    return id === undefined ? [] : [id];
  });

describe('nearMisses', () => {
  const cases: readonly [
    what: string,
    patterns: string,
    tables: string,
    captured: string,
    expected: unknown,
  ][] = [
    [
      'a table beside a numbered range',
      'shop.orders_eu_[1-3]',
      'shop.orders_eu_1 shop.orders_eu_4 shop.orders shop.people',
      'shop.orders_eu_1',
      [{ pattern: 'shop.orders_eu_[1-3]', tables: ['shop.orders_eu_4'] }],
    ],
    [
      'one digit where two are asked for',
      'app.order_\\d\\d',
      'app.order_1 app.order_22 app.orderly',
      'app.order_22',
      [{ pattern: 'app.order_\\d\\d', tables: ['app.order_1'] }],
    ],
    ['another schema is no near miss', 'a.order_\\d\\d', 'b.order_1', '', []],
    ['two letters say nothing', 'app.o_[1]', 'app.o_2', '', []],
    ['everything caught', 'app.order_\\.*', 'app.order_1 app.order_2', 'app.order_1 app.order_2', []],
    ['a pattern that cannot be read', 'app.order_[', 'app.order_1', '', []],
  ];
  test.each(cases)('%s', (...[, patterns, tables, captured, expected]) => {
    expect(nearMisses(patterns, ids(tables), new Set(captured.split(' ')))).toEqual(expected);
  });
});

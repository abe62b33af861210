import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import { formatTableId, parseTableId } from '../table/index.ts';
import { compileRoute, createRouter } from './index.ts';

const id = (text: string) => must(parseTableId(text), text);

/** The sink table, the words of the failure, or undefined where the route does not match. */
function target(
  sourceTable: string,
  sinkTable: string,
  table: string,
  replaceSymbol?: string,
): string | undefined {
  const route = compileRoute({
    sourceTable,
    sinkTable,
    ...(replaceSymbol === undefined ? {} : { replaceSymbol }),
  });
  if (!route.ok) return route.message;
  const found = route.target(id(table));
  expect(route.matches(id(table))).toBe(found !== undefined);
  return found === undefined || !found.ok ? found?.message : formatTableId(found.table);
}

describe('one route', () => {
  it.each([
    ['[RT1] a plain dot is a dot', 'shop.orders', 'dw.t', 'shop.orders', 'dw.t'],
    ['[RT1] and nothing else', 'shop.orders', 'dw.t', '`shopXorders`', undefined],
    ['[RT1] an escaped dot is any character', 'shop.\\.*', 'dw.t', 'shop.orders', 'dw.t'],
    ['[RT1] also the separator', 'mydb\\.*', 'dw.t', 'mydb.web_1', 'dw.t'],
    ['[RT1] commas are alternatives', 'a.b , c.d', 'dw.t', 'c.d', 'dw.t'],
    ['[RT2] case counts', 'shop.orders', 'dw.t', 'shop.Orders', undefined],
    ['[RT2] the whole name counts', 'shop.orders', 'dw.t', 'shop.orders_2', undefined],
    ['[RT2] all of its parts', 'public.orders', 'dw.t', 'db.public.orders', undefined],
    ['[RT3] groups', '(\\.*).(\\.*)_([0-9]+)', '$1.$2', 'shop.orders_07', 'shop.orders'],
    ['[RT3] the same group twice', 're_\\d+.t_(\\.*)', 'd.x_$1$1', 're_1.t_7', 'd.x_77'],
    ['[RT3] the whole name', 'shop.(\\.*)', 'dw.$0', 'shop.orders', 'dw.shop.orders'],
    ['[RT3] as many digits as name a group', 'shop.(\\.*)', 'dw.a$12', 'shop.x', 'dw.ax2'],
    ['[RT3] named groups', 'shop.(?<t>\\.*)', 'dw.${t}', 'shop.x', 'dw.x'],
    ['[RT3] an escaped dollar', 'shop.(\\.*)', 'dw.\\$1', 'shop.x', 'dw.$1'],
    ['[RT3] filled in once: everything', '\\.*', 'dw.t', 'shop.orders', 'dw.t'],
    [
      '[RT3] filled in once: a shorter alternative first',
      'shop.or, shop.orders',
      'dw.t',
      'shop.orders',
      'dw.t',
    ],
    ['[RT3] filled in once: a lazy quantifier', 'shop.\\.*?', 'dw.t', 'shop.abc', 'dw.t'],
  ])('%s', (_rule, ...route) => {
    const [sourceTable = '', sinkTable = '', table = '', expected] = route;
    expect(target(sourceTable, sinkTable, table)).toBe(expected);
  });

  it.each([
    ['shop.\\.*', 'dw.ods_<>', 'shop.orders', 'dw.ods_orders'],
    ['shop.\\.*', '<>.<>', 'db.shop.orders', undefined],
    ['db.shop.\\.*', '<>.<>', 'db.shop.orders', 'orders.orders'],
    ['shop.(\\.*)', 'dw.<>_$1', 'shop.$x', 'dw.$x_$1'],
  ])('[RT4] %s to %s', (sourceTable, sinkTable, table, expected) => {
    expect(target(sourceTable, sinkTable, table, '<>')).toBe(expected);
  });

  it.each([
    ['', 'dw.t', 'at least one'],
    ['*.orders', 'dw.t', 'missing argument'],
    ['shop.t{1,2}', 'dw.t', 'comma'],
    ['shop.(?=x)', 'dw.t', 'looking ahead'],
    ['shop.(a)', 'dw.$2', 'no group 2'],
    ['shop.a', 'dw.$', '$ stands before'],
    ['shop.a', 'dw.a\\', 'backslash'],
  ])('[RT8] refuses %s to %s', (sourceTable, sinkTable, word) => {
    expect(target(sourceTable, sinkTable, 'x.y')).toContain(word);
  });

  it('[RT8] refuses a name that is no table', () => {
    expect(target('(\\.*)', 'a.b.$1', 'shop.orders')).toContain('a.b.shop.orders');
  });
});

describe('several routes', () => {
  const routes = [
    { sourceTable: 'db.order_\\.*', sinkTable: 'ods.orders' },
    { sourceTable: 'db.\\.*', sinkTable: 'ods.<>', replaceSymbol: '<>' },
    { sourceTable: 'db.order_1', sinkTable: 'ods.orders' },
  ];
  const names = (mode: 'ALL_MATCH' | 'FIRST_MATCH', table: string) =>
    createRouter(routes, mode)(id(table)).map((routed) => [routed.route, formatTableId(routed.table)]);

  it('[RT5] every match counts, the same target twice stays twice', () => {
    expect(names('ALL_MATCH', 'db.order_1')).toEqual([
      [0, 'ods.orders'],
      [1, 'ods.order_1'],
      [2, 'ods.orders'],
    ]);
  });

  it('[RT6] only the first match counts', () => {
    expect(names('FIRST_MATCH', 'db.order_1')).toEqual([[0, 'ods.orders']]);
  });

  it('[RT7] a table that nothing matches keeps its name', () => {
    expect(names('ALL_MATCH', 'crm.users')).toEqual([[undefined, 'crm.users']]);
  });

  it('[RT8] a route that cannot work is refused with its number', () => {
    const build = () => createRouter([...routes, { sourceTable: '(', sinkTable: 'a' }], 'ALL_MATCH');
    expect(build).toThrow('source-table of route 4');
  });
});

import { describe, expect, it } from 'vitest';
import { whereTo } from './route-tester.tsx';

const routes = [
  { sourceTable: 'shop.orders_\\.*', sinkTable: 'ods.orders' },
  { sourceTable: 'shop.\\.*', sinkTable: 'copy.<>', replaceSymbol: '<>' },
];

describe('whereTo', () => {
  it('names every target with the route that decided it', () => {
    expect(whereTo('shop.orders_1', routes, 'ALL_MATCH')).toEqual({
      ok: true,
      targets: [
        { route: 0, table: 'ods.orders' },
        { route: 1, table: 'copy.orders_1' },
      ],
    });
  });

  it('stops at the first in FIRST_MATCH', () => {
    expect(whereTo('shop.orders_1', routes, 'FIRST_MATCH')).toEqual({
      ok: true,
      targets: [{ route: 0, table: 'ods.orders' }],
    });
  });

  it('says that a table nobody takes keeps its name', () => {
    expect(whereTo('hr.people', routes, 'ALL_MATCH')).toEqual({
      ok: true,
      targets: [{ table: 'hr.people' }],
    });
  });

  it('gives the reason for what is no table', () => {
    expect(whereTo('a..b', routes, 'ALL_MATCH').ok).toBe(false);
  });
});

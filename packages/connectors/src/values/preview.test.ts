import {
  createCatalogCache,
  discoverTables,
  preflightPipeline,
  previewPipeline,
  type PreviewRequest,
} from '@tailrace/engine';
import { describe, expect, test } from 'vitest';
import { connectorRegistry } from '../registry.ts';

const document = (
  parts: { readonly tables?: string; readonly rest?: string; readonly sink?: string } = {},
) => `source:
  type: values
  tables: ${parts.tables ?? 'shop.orders, shop.customers'}
  rows: 50
${parts.sink ?? 'sink:\n  type: values\n'}pipeline:
  name: look
${parts.rest ?? ''}`;

const look = (text: string, more: Partial<PreviewRequest> = {}): PreviewRequest => ({
  text,
  rows: 4,
  registry: connectorRegistry,
  resolveReference: () => undefined,
  signal: new AbortController().signal,
  timeZone: 'UTC',
  ...more,
});

const RULES = `transform:
  - source-table: shop.orders
    projection: id, total, total * 2 AS twice
    filter: id > 2
route:
  - source-table: shop.orders
    sink-table: ods.orders
`;

describe('preview', () => {
  test('shows rows at every step, with what the filter dropped', async () => {
    const result = await previewPipeline(look(document({ rest: RULES })));
    const orders = result.tables.find(({ table }) => table === 'shop.orders');
    expect(orders).toMatchObject({ transform: 0, routes: [0], sinkTables: ['ods.orders'] });
    expect(orders?.source.map(({ name, key }) => [name, key]).slice(0, 2)).toEqual([
      ['id', true],
      ['customer_id', false],
    ]);
    expect(orders?.transformed?.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id BIGINT NOT NULL',
      'total DECIMAL(12, 2)',
      'twice DECIMAL(19, 2)',
    ]);
    expect(orders?.rows.map(({ droppedBy }) => droppedBy)).toEqual([
      'id > 2',
      'id > 2',
      undefined,
      undefined,
    ]);
    const third = orders?.rows[2];
    expect(third?.source['note']).toBe('note 0 of 3');
    expect(Object.keys(third?.transformed ?? {})).toEqual(['id', 'total', 'twice']);
    expect(third?.sink).toEqual([{ table: 'ods.orders', row: third?.transformed }]);
    expect(Number(third?.transformed?.['twice'])).toBeCloseTo(2 * Number(third?.source['total']), 6);
    expect(orders?.rows[0]).not.toHaveProperty('transformed');
    expect(orders?.rows[0]?.sink).toEqual([]);
  });

  test('says what each sink table is made of and with', async () => {
    const rest = `route:
  - source-table: shop.\\.*
    sink-table: ods.all
`;
    const { sinkTables } = await previewPipeline(look(document({ rest, tables: 'a.t1, a.t2' })));
    expect(sinkTables.map(({ table, sourceTables }) => ({ table, sourceTables }))).toEqual([
      { table: 'a.t1', sourceTables: ['a.t1'] },
      { table: 'a.t2', sourceTables: ['a.t2'] },
    ]);
    expect(sinkTables[0]?.ddl).toHaveLength(1);
    expect(JSON.parse(sinkTables[0]?.ddl[0] ?? '')).toMatchObject({ type: 'create.table', table: 'a.t1' });
  });

  test('merged tables are one sink table', async () => {
    const rest = `route:
  - source-table: a\\.t\\d
    sink-table: ods.all
`;
    const { sinkTables } = await previewPipeline(look(document({ rest, tables: 'a.t1, a.t2' })));
    expect(sinkTables.map(({ table, sourceTables }) => ({ table, sourceTables }))).toEqual([
      { table: 'ods.all', sourceTables: ['a.t1', 'a.t2'] },
    ]);
  });

  test('a rule that fails on one table says so there, and the others are shown', async () => {
    const rest = `transform:
  - source-table: shop.orders
    projection: id, amuont
`;
    const result = await previewPipeline(look(document({ rest })));
    const [customers, orders] = result.tables;
    expect(customers?.rows).toHaveLength(4);
    expect(customers).not.toHaveProperty('error');
    expect(orders?.rows).toEqual([]);
    expect(orders?.error?.message).toContain('amuont');
    expect(result.diagnostics).toMatchObject([
      { code: 'rule-fails-on-table', severity: 'error', path: ['transform', 0] },
    ]);
  });

  test('an expression that fails on a row says so on that row', async () => {
    const rest = `transform:
  - source-table: shop.orders
    projection: id, 10 / (id - 2) AS q
`;
    const { tables } = await previewPipeline(look(document({ rest, tables: 'shop.orders' })));
    const errors = tables[0]?.rows.map(({ error }) => error !== undefined);
    expect(errors).toEqual([false, true, false, false]);
  });

  test('finds what only the live tables can tell', async () => {
    const rest = `transform:
  - source-table: shop.odrers
    filter: id > 1
`;
    const tables = 'shop.order[s], shop.nothing_\\d, app.order_1\\d, app.order_1, app.order_2';
    const { diagnostics, unmatched, discovered } = await previewPipeline(look(document({ rest, tables })));
    expect(unmatched).toEqual({
      patterns: ['shop.nothing_\\d', 'app.order_1\\d'],
      transforms: [0],
      routes: [],
    });
    expect(diagnostics.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['pattern-without-table', 'source.tables'],
      ['pattern-without-table', 'source.tables'],
      ['rule-without-table', 'transform.0.source-table'],
    ]);
    expect(diagnostics.at(-1)?.suggestion).toBe('shop.orders');
    expect(discovered).toContainEqual({ table: 'shop.customers', captured: false, rowEstimate: 50 });
  });

  test('samples only the tables asked for, and refuses one that is not captured', async () => {
    const result = await previewPipeline(look(document(), { tables: ['shop.orders'] }));
    expect(result.tables.map(({ table, rows }) => [table, rows.length])).toEqual([
      ['shop.customers', 0],
      ['shop.orders', 4],
    ]);
    await expect(previewPipeline(look(document(), { tables: ['shop.products'] }))).rejects.toMatchObject({
      code: 'table-not-captured',
      message: expect.stringContaining('shop.customers, shop.orders') as string,
    });
  });

  test('works without a sink, and says where the document is wrong otherwise', async () => {
    const { tables, sinkTables } = await previewPipeline(
      look(document({ sink: 'sink:\n  type: nonsense\n' })),
    );
    expect(tables[0]?.rows).toHaveLength(4);
    expect(sinkTables[0]?.ddl).toEqual([]);
    const wrong = document({ rest: 'transform:\n  - source-table: shop.orders\n    filter: id >\n' });
    await expect(previewPipeline(look(wrong))).rejects.toMatchObject({
      code: 'pipeline-invalid',
      data: { line: 11 },
    });
  });
});

describe('other looks', () => {
  test('preflight counts what there is to copy and shows what would be made', async () => {
    const result = await preflightPipeline(look(document({ rest: RULES })));
    expect(result.estimate).toEqual({ tables: 2, rows: 100 });
    expect(result.creates.map(({ table }) => table)).toEqual(['shop.customers', 'ods.orders']);
    expect(result.checks.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    const nothing = await preflightPipeline(look(document({ tables: 'shop.none\\d' })));
    expect(nothing.checks[0]).toMatchObject({ name: 'tables', status: 'failed' });
  });

  test('the list of tables says which are captured and by what', async () => {
    const tables = await discoverTables(look(document({ tables: 'shop.o\\.*' })));
    expect(tables.map(({ table, captured, pattern }) => [table, captured, pattern])).toEqual([
      ['shop.customers', false, undefined],
      ['shop.orders', true, 'shop.o\\.*'],
      ['shop.products', false, undefined],
    ]);
  });

  test('a kept catalogue is asked once while it is young, and again after a failure', async () => {
    let now = 0;
    let loads = 0;
    const cache = createCatalogCache({ maxAgeMs: 100, maxConnections: 2, now: () => now });
    const load = async () => {
      loads += 1;
      if (loads === 3) throw new Error('gone');
      return [];
    };
    await Promise.all([cache.get({ a: '1' }, load), cache.get({ a: '1' }, load)]);
    expect(loads).toBe(1);
    await cache.get({ a: '2' }, load);
    expect(loads).toBe(2);
    now = 150;
    await expect(cache.get({ a: '1' }, load)).rejects.toThrow('gone');
    await cache.get({ a: '1' }, load);
    expect(loads).toBe(4);
  });
});

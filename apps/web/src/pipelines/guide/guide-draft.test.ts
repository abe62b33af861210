import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { createDocument } from '@tailrace/core/document';
import { deepChecks } from '@tailrace/core/pipeline';
import { describe, expect, it } from 'vitest';
import { connectorsFor, endOf, FIRST_DRAFT, missing, patternsOf, textOf } from './guide-draft.ts';

const done = {
  ...FIRST_DRAFT,
  name: 'shop',
  database: 'shop',
  source: { type: 'postgres', values: { ...FIRST_DRAFT.source.values, password: '${secret.A}' } },
  sink: { type: 'postgres', values: { ...FIRST_DRAFT.sink.values, password: '${secret.B}' } },
};

describe('guided start', () => {
  it('writes a document without findings', () => {
    const text = textOf({ ...done, tables: ['public.orders', 'public.odd[1]'] });
    expect(text).toContain('  tables: shop.public.orders, shop.public.odd\\[1\\]\n');
    const { diagnostics } = createDocument(text, { catalog: connectorCatalog, checks: deepChecks });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('takes all tables where none are chosen, also later ones', () => {
    expect(patternsOf(done)).toBe('shop.\\.*.\\.*');
    expect(patternsOf({ ...done, source: endOf('source', 'mysql') })).toBe('\\.*.\\.*');
  });

  it('says what is missing before it can be tried', () => {
    expect(missing('source', FIRST_DRAFT.source, '')).toEqual(['password', 'database']);
    expect(missing('source', done.source, 'shop')).toEqual([]);
  });

  it.each(['source', 'sink'] as const)('has a form for every %s, those of this machine first', (role) => {
    const connectors = connectorsFor(role);
    expect(connectors[0]?.engines).toContain('embedded');
    for (const { type } of connectors) expect(endOf(role, type).type).toBe(type);
  });
});

import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { createDocument } from '@tailrace/core/document';
import { describe, expect, it } from 'vitest';
import { toSchema } from '../document/live-tables.ts';
import { signatureAt, suggest } from './suggestions.ts';

const context = {
  catalog: connectorCatalog,
  tables: [
    {
      table: { parts: ['public', 'orders'] },
      schema: toSchema([
        { name: 'id', type: 'INT NOT NULL', key: true },
        { name: 'upper_bound', type: 'INT', key: false },
      ]),
    },
  ],
};

/** A field of a rule, in any of the notations that YAML has; `|` is the caret. */
function at(written: (value: string) => string, marked: string) {
  const value = marked.replace('|', '');
  const text = `transform:\n  - source-table: public.orders\n    filter: ${written(value)}\n`;
  const snapshot = createDocument(text, { catalog: connectorCatalog, checks: undefined });
  const field = { path: ['transform', 0, 'filter'], value, caret: marked.indexOf('|') };
  return { snapshot, field };
}

const NOTATIONS = [
  ['plain', (value: string) => value],
  ['in quotes', (value: string) => JSON.stringify(value)],
  ['in single quotes', (value: string) => `'${value.replaceAll("'", "''")}'`],
  ['folded', (value: string) => `>-\n      ${value}`],
] as const;

describe('suggest', () => {
  it.each(NOTATIONS)('offers what begins as it was typed first, %s', (_, written) => {
    const { snapshot, field } = at(written, "status <> 'a, b' AND id > upp|");
    const { items, word } = suggest(snapshot, field, context);
    expect(items.slice(0, 2).map(({ label }) => label)).toEqual(['upper_bound', 'UPPER']);
    expect(field.value.slice(word.start, word.end)).toBe('upp');
  });

  it('offers nothing for a field that has no value', () => {
    const { snapshot } = at((value) => value, '|x');
    expect(
      suggest(snapshot, { path: ['transform', 0, 'projection'], value: '', caret: 0 }, context).items,
    ).toEqual([]);
  });
});

describe('signatureAt', () => {
  it.each(NOTATIONS)('marks the parameter that is next, %s', (_, written) => {
    const { snapshot, field } = at(written, "SUBSTRING('a,b', |2) = 'x'");
    const signature = signatureAt(snapshot, field.path, field.caret);
    expect(signature).toBeDefined();
    const parameters = `${signature?.before}${signature?.parameter}${signature?.after}`;
    expect(parameters).toMatch(/^SUBSTR/u);
    expect(signature?.before).toMatch(/\(.+,\s*\[?$|\(.+ FROM $/u);
  });
});

import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import { createCatalog } from '../descriptor/index.ts';
import { createDocument } from '../document/index.ts';
import { deepChecks } from '../pipeline/index.ts';
import { tableId } from '../table/index.ts';
import { parseDataType } from '../types/index.ts';
import type { Row } from '../value/index.ts';
import { hover, valueAt, type LanguageContext } from './index.ts';

const catalog = createCatalog([]);
const column = (name: string, type: string) => ({ name, type: must(parseDataType(type), type) });
const table = (name: string, rows: readonly Row[]) => ({
  table: tableId('shop', name),
  schema: {
    columns: [column('id', 'BIGINT NOT NULL'), column('name', 'STRING'), column('n', 'INT')],
    primaryKeys: ['id'],
    partitionKeys: [],
    options: {},
  },
  rows,
});
const context: LanguageContext = {
  catalog,
  nowMs: 1_769_817_600_000,
  tables: [table('empty', []), table('orders', [[7n, 'Ana', 3], [8n, null, 0]]), table('other', [[1n, 'x', 1]])],
}; // prettier-ignore

/** The caret stands where the text has `‸`. */
function at(fields: string, given: LanguageContext = context) {
  const marked = `source:\n  type: db\nsink:\n  type: out\ntransform:\n  - source-table: shop.o\\.*\n${fields}\n`;
  const offset = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const snapshot = createDocument(text, { catalog, checks: deepChecks });
  const found = valueAt(snapshot, offset, given);
  return {
    found,
    at: found && text.slice(found.range.start, found.range.end),
    values: found?.values.map(({ value, failure }) => value ?? failure),
    hover: hover(snapshot, offset, given)?.contents,
  };
}

describe('the value at the caret', () => {
  it.each([
    ['    projection: id, UPPER(na‸me) AS x', 'name', ['"Ana"', 'NULL']],
    ['    projection: id, UP‸PER(name) AS x', 'UPPER(name)', ['"ANA"', 'NULL']],
    ['    projection: id, (n + 1) ‸* 2 AS x', '(n + 1) * 2', ['8', '2']],
    ['    projection: \\*, n + ‸1 AS x', 'n + 1', ['4', '1']],
    ["    projection: >-\n      id,\n      UPPER(name)\n        ‸|| '-' || id AS x", "UPPER(name)\n        || '-'", ['"ANA-"', '"null-"']],
    ["    projection: 'id, name || ''‸!'' AS x'", "name || ''!''", ['"Ana!"', '"null!"']],
    ['    filter: n‸ > 1 AND id > 3', 'n', ['3', '0']],
    ['    filter: n > 1 AN‸D id > 3', 'n > 1 AND id > 3', ['true', 'false']],
    ['    filter: dou‸ble > 1\n    projection: id, n * 2 AS double', 'double', ['6', '0']],
    ['    projection: id, __tab‸le_name__ AS t', '__table_name__', ['"orders"', '"orders"']],
    ['    projection: id, CURRENT_DA‸TE AS d', 'CURRENT_DATE', ['"2026-01-31"', '"2026-01-31"']],
  ])('%s', (fields, written, values) => {
    const { at: place, values: got } = at(fields);
    expect({ place, got }).toEqual({ place: written, got: values });
  }); // prettier-ignore

  it('says on which rows, of which type', () => {
    expect(at('    filter: n‸ > 1').found).toMatchObject({
      type: 'INT',
      table: 'shop.orders',
      values: [{ row: 'id 7' }, { row: 'id 8' }],
    });
  });

  it('says why a row fails', () => {
    expect(at('    projection: id, 6 ‸/ n AS x').values).toEqual([
      '2',
      'The expression `6 / n` failed on a row of shop.orders: division by zero.',
    ]);
  });

  it.each([
    ['outside of expressions', '    primary-keys: i‸d', context],
    ['where it does not compile', '    projection: id, nowhere‸ + 1 AS x', context],
    ['where it does not parse', '    projection: id, n + ‸ AS', context],
    ['without rows', '    projection: id, n‸ AS x', { ...context, tables: [table('orders', [])] }],
    ['without tables', '    projection: id, n‸ AS x', { catalog }],
  ])('is not there %s', (_why, fields, given) => {
    expect(at(fields, given).found).toBeUndefined();
  });

  it('stands in the hover below what the word means', () => {
    expect(at('    projection: id, UP‸PER(name) AS x').hover).toMatch(
      /UPPER\(.*---\n\n`UPPER\(name\)` STRING, on rows of shop\.orders:\n\n- id 7: `"ANA"`\n- id 8: `NULL`$/su,
    );
  });
});

import { expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import { createCatalog } from '../descriptor/index.ts';
import { parsePipeline } from '../pipeline/index.ts';
import { type TableSchema, tableId } from '../table/index.ts';
import { parseDataType } from '../types/index.ts';
import { parseYaml } from '../yaml/index.ts';
import { createOperatorChain } from './index.ts';

const table = tableId('db', 't');
const column = (name: string, type: string) => ({ name, type: must(parseDataType(type), type) });
const schema: TableSchema = {
  columns: [column('id', 'INT NOT NULL'), column('name', 'STRING'), column('qty', 'INT')],
  primaryKeys: ['id'],
  partitionKeys: [],
  options: {},
};

function needs(rule: string) {
  const text = `source:\n  type: a\nsink:\n  type: b\n${rule === '' ? '' : `transform:\n  - source-table: db.t\n${rule}`}`;
  const { pipeline } = parsePipeline(parseYaml(text), createCatalog([]));
  const chain = createOperatorChain({
    pipeline,
    defaultTimeZone: 'UTC',
    now: () => 0,
    metadataColumns: [],
  });
  chain.process({ type: 'create.table', table, schema }, []);
  return chain.imageNeeds(table);
}

it.each([
  ['no rule', '', { rule: undefined, filter: [], key: [], softDelete: [], computed: [] }],
  ['a filter on the key', '    filter: id > 3\n', { filter: ['id'], key: ['id'], computed: [] }],
  ['a filter on others', '    filter: qty > 3 AND name IS NOT NULL\n', { filter: ['name', 'qty'] }],
  [
    'a filter on a computed column',
    '    projection: id, qty + 1 AS more\n    filter: more > 3\n',
    { filter: ['qty'], computed: ['qty'] },
  ],
  ['another key', "    projection: id, name\n    primary-keys: 'name'\n", { key: ['name'], computed: [] }],
  [
    'soft delete',
    '    projection: id, UPPER(name) AS n\n    converter-after-transform: SOFT_DELETE\n',
    { softDelete: ['id', 'name'], computed: ['name'] },
  ],
])('%s', (_, rule, expected) => {
  expect(needs(rule)).toMatchObject(expected);
});

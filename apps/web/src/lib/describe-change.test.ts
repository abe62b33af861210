import { expect, it } from 'vitest';
import { describeChange } from './describe-change.ts';

const said = (kind: string, event: unknown): string =>
  describeChange(kind, event)
    .map(({ sign, words }) => `${sign} ${words}`)
    .join('; ');

it.each([
  [
    'add.column',
    {
      columns: [
        { column: { name: 'discount', type: 'DECIMAL(10, 2)' } },
        { column: { name: 'note', type: 'STRING' }, position: 'after', existing: 'total' },
        { column: { name: 'a', type: 'INT' }, position: 'first' },
      ],
    },
    '+ discount DECIMAL(10, 2); + note STRING after total; + a INT first',
  ],
  ['drop.column', { columns: ['note', 'a'] }, '− note; − a'],
  ['rename.column', { names: { note: 'remark' } }, '~ note → remark'],
  ['alter.column.type', { types: { qty: 'BIGINT' }, oldTypes: { qty: 'INT' } }, '~ qty INT → BIGINT'],
  ['alter.column.type', { types: { qty: 'BIGINT' } }, '~ qty BIGINT'],
  ['create.table', { schema: { columns: [{ name: 'id', type: 'INT' }] } }, '+ table with 1 column'],
  ['truncate.table', {}, '− all rows (truncated)'],
  ['something.new', {}, '• something.new'],
  ['add.column', null, '• add.column'],
])('%s %j is told as %s', (kind, event, expected) => {
  expect(said(kind, event)).toBe(expected);
});

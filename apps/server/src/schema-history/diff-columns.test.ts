import { describe, expect, it } from 'vitest';
import type { SchemaColumn } from '../contract/index.ts';
import { diffColumns } from './diff-columns.ts';
import { recordedColumns } from './recorded-columns.ts';

const column = (name: string, type = 'INT', more: Partial<SchemaColumn> = {}): SchemaColumn => ({
  name,
  type,
  key: false,
  ...more,
});

const words = (before: SchemaColumn[], after: SchemaColumn[]) =>
  diffColumns(before, after).map((difference) => `${difference.column} ${difference.change}`);

describe('the difference of two column lists', () => {
  it.each([
    ['nothing', [], [], []],
    ['a first sight', [], [column('a')], ['a added']],
    ['the same', [column('a')], [column('a')], ['a same']],
    ['a type', [column('a')], [column('a', 'BIGINT')], ['a changed']],
    ['a comment', [column('a')], [column('a', 'INT', { comment: 'x' })], ['a changed']],
    ['a key', [column('a')], [column('a', 'INT', { key: true })], ['a changed']],
    [
      'a column gone from the middle',
      [column('a'), column('b'), column('c')],
      [column('a'), column('c')],
      ['a same', 'b removed', 'c same'],
    ],
    [
      'the first two gone, one new',
      [column('a'), column('b'), column('c')],
      [column('c'), column('d')],
      ['a removed', 'b removed', 'c same', 'd added'],
    ],
  ])('%s', (_what, before, after, expected) => {
    expect(words(before, after)).toEqual(expected);
  });
});

it('reads columns from both forms that a record may hold', () => {
  const columns = [{ name: 'id', type: 'BIGINT NOT NULL' }];
  const expected = [{ name: 'id', type: 'BIGINT NOT NULL', key: true }];
  expect(recordedColumns({ columns, primaryKeys: ['id'] })).toEqual(expected);
  expect(recordedColumns([{ name: 'id', type: 'BIGINT NOT NULL', key: true }])).toEqual(expected);
  expect(recordedColumns(undefined)).toBeUndefined();
});

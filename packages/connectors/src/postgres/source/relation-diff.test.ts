import { describe, expect, it } from 'vitest';
import { tableId } from '@tailrace/core/table';
import type { DataType } from '@tailrace/core/types';
import { diffRelation, type CatalogColumn } from './relation-diff.ts';

const INT: DataType = { kind: 'INT', nullable: true };
const BIGINT: DataType = { kind: 'BIGINT', nullable: true };
const table = tableId('public', 't');

const known = (names: string): { name: string; type: DataType; attnum: number }[] =>
  names.split('').map((name, at) => ({ name, type: INT, attnum: at + 1 }));
const now = (names: string): { name: string; type: DataType }[] =>
  names.split('').map((name) => ({ name, type: INT }));
/** "a1 b2 -3": columns by number, dropped ones with a minus. */
const catalog = (text: string): CatalogColumn[] =>
  text
    .split(' ')
    .map((item) => ({ name: item[0] ?? '', attnum: Number(item.slice(1)), dropped: item.startsWith('-') }));

describe('what a Relation message means', () => {
  it.each([
    ['nothing', 'abc', 'abc', 'a1 b2 c3', []],
    [
      'an added column',
      'ab',
      'abc',
      'a1 b2 c3',
      [{ type: 'add.column', table, columns: [{ column: { name: 'c', type: INT }, position: 'last' }] }],
    ],
    ['a dropped column', 'abc', 'ac', 'a1 -2 c3', [{ type: 'drop.column', table, columns: ['b'] }]],
    ['a renamed column', 'abc', 'axc', 'a1 x2 c3', [{ type: 'rename.column', table, names: { b: 'x' } }]],
    [
      'a column dropped and another one of the same type added',
      'abc',
      'acx',
      'a1 -2 c3 x4',
      [
        { type: 'drop.column', table, columns: ['b'] },
        { type: 'add.column', table, columns: [{ column: { name: 'x', type: INT }, position: 'last' }] },
      ],
    ],
    [
      'a column dropped and made anew under its old name',
      'ab',
      'ab',
      'a1 -2 b3',
      [
        { type: 'drop.column', table, columns: ['b'] },
        { type: 'add.column', table, columns: [{ column: { name: 'b', type: INT }, position: 'last' }] },
      ],
    ],
    [
      'two names exchanged',
      'abc',
      'bac',
      'b1 a2 c3',
      [{ type: 'rename.column', table, names: { a: 'b', b: 'a' } }],
    ],
    [
      'a rename that the catalogue has gone beyond',
      'abc',
      'axc',
      'a1 y2 c3',
      [{ type: 'rename.column', table, names: { b: 'x' } }],
    ],
    [
      'an added column that is gone again by now',
      'ab',
      'abx',
      'a1 b2 -3',
      [{ type: 'add.column', table, columns: [{ column: { name: 'x', type: INT }, position: 'last' }] }],
    ],
  ])('%s', (...row) => {
    const [, before, after, attributes, events] = row;
    expect(
      diffRelation(table, known(before), { now: now(after), catalog: catalog(attributes) }).events,
    ).toEqual(events);
  });

  it('a changed type, with the old one', () => {
    const change = { now: [{ name: 'a', type: BIGINT }], catalog: catalog('a1') };
    expect(diffRelation(table, known('a'), change).events).toEqual([
      { type: 'alter.column.type', table, types: { a: BIGINT }, oldTypes: { a: INT } },
    ]);
  });

  it('a default that filled the rows that were there', () => {
    const attributes = [...catalog('a1'), { name: 'b', attnum: 2, dropped: false, missingValue: "'7'" }];
    const { events } = diffRelation(table, known('a'), { now: now('ab'), catalog: attributes });
    expect(events).toEqual([
      {
        type: 'add.column',
        table,
        columns: [{ column: { name: 'b', type: INT, default: "'7'" }, position: 'last' }],
      },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { SchemaColumn } from '../contract/index.ts';
import { changesBetween } from './schema-differences.ts';

const column = (name: string, type = 'INT', key = false): SchemaColumn => ({ name, type, key });
const id = column('id', 'BIGINT NOT NULL', true);

describe('changes between two readings of a table', () => {
  it('are none where nothing changed', () => {
    expect(changesBetween('t', [id, column('a')], [id, column('a')])).toEqual([]);
  });

  it('are a new table where nothing was known', () => {
    expect(changesBetween('shop.t', undefined, [id])).toEqual([
      {
        kind: 'create.table',
        event: {
          type: 'create.table',
          table: 'shop.t',
          schema: { columns: [{ name: 'id', type: 'BIGINT NOT NULL' }], primaryKeys: ['id'] },
        },
      },
    ]);
  });

  it('are columns added where they stand, several in one event', () => {
    expect(changesBetween('t', [id, column('z')], [column('a'), id, column('b'), column('z')])).toEqual([
      {
        kind: 'add.column',
        event: {
          type: 'add.column',
          table: 't',
          columns: [
            { column: { name: 'a', type: 'INT' }, position: 'first' },
            { column: { name: 'b', type: 'INT' }, position: 'after', existing: 'id' },
          ],
        },
      },
    ]);
  });

  it('are what went, what came, and what has another type, each of its kind', () => {
    const before = [id, column('old'), column('n', 'INT')];
    const now = [id, column('n', 'BIGINT'), column('new')];
    expect(changesBetween('t', before, now).map(({ kind }) => kind)).toEqual([
      'drop.column',
      'add.column',
      'alter.column.type',
    ]);
    expect(changesBetween('t', before, now)[2]?.event).toMatchObject({
      types: { n: 'BIGINT' },
      oldTypes: { n: 'INT' },
    });
  });
});

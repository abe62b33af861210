import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import type { SchemaChangeEvent } from '../event/index.ts';
import { type TableSchema, tableId } from '../table/index.ts';
import { formatDataType, parseDataType } from '../types/index.ts';
import { type TransformSettings, type TransformSpec, createTableTransform } from './index.ts';

const table = tableId('db', 't');
const type = (text: string) => must(parseDataType(text), text);
const settings: TransformSettings = {
  metadata: [{ name: 'op_ts', type: type('BIGINT NOT NULL') }],
  decimalPrecision: 19,
  timeZone: 'UTC',
  userFunctions: [],
  models: [],
};
const source: TableSchema = {
  columns: [
    { name: 'id', type: type('INT NOT NULL'), comment: 'key' },
    { name: 'name', type: type('VARCHAR(9)'), default: 'x' },
    { name: 'age', type: type('SMALLINT') },
  ],
  primaryKeys: ['id'],
  partitionKeys: [],
  options: { bucket: '1' },
  comment: 'people',
};
const bind = (spec: Omit<TransformSpec, 'sourceTable'>) =>
  createTableTransform({ sourceTable: 'db.t', ...spec }, settings, { rule: 0, table }, source);
const shown = (schema: TableSchema) =>
  schema.columns.map((column) => `${column.name} ${formatDataType(column.type)}`);

describe('projections', () => {
  it.each<[string, string | undefined, string[]]>([
    ['nothing', undefined, ['id INT NOT NULL', 'name VARCHAR(9)', 'age SMALLINT']],
    ['a blank', '  ', ['id INT NOT NULL', 'name VARCHAR(9)', 'age SMALLINT']],
    ['an escaped star', '\\*', ['id INT NOT NULL', 'name VARCHAR(9)', 'age SMALLINT']],
    ['columns', 'age, id', ['age SMALLINT', 'id INT NOT NULL']],
    ['another name', 'id, name AS label', ['id INT NOT NULL', 'label VARCHAR(9)']],
    ['computed columns, nullable', 'id, id + 1 AS next', ['id INT NOT NULL', 'next INT']],
    [
      'texts of any length',
      "id, UPPER(name) AS shout, 'x' AS tag",
      ['id INT NOT NULL', 'shout STRING', 'tag STRING'],
    ],
    [
      'a later item in the place of an earlier one',
      "id * 2 AS twice, *, 'x' AS tag, UPPER(name) AS name",
      ['twice INT', 'id INT NOT NULL', 'name STRING', 'age SMALLINT', 'tag STRING'],
    ],
    ['a column twice', 'id, age, id', ['id INT NOT NULL', 'age SMALLINT']],
    ['a star twice', '*, *', ['id INT NOT NULL', 'name VARCHAR(9)', 'age SMALLINT']],
    [
      'metadata',
      'id, __table_name__, op_ts AS at_',
      ['id INT NOT NULL', '__table_name__ STRING NOT NULL', 'at_ BIGINT NOT NULL'],
    ],
  ])('%s', (_name, projection, columns) => {
    const transform = bind(projection === undefined ? {} : { projection });
    expect(shown(transform.schema)).toEqual(columns);
  });

  it('keep comment and default of forwarded columns, and not of computed ones', () => {
    const { columns } = bind({ projection: "id, name AS label, UPPER(name) AS name, '' AS age" }).schema;
    expect(columns.map(({ comment, default: value }) => [comment, value])).toEqual([
      ['key', undefined],
      [undefined, 'x'],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it.each([
    ['id,', 'expression-syntax'],
    ['id + 1', 'missing-alias'],
    ['nobody', 'unknown-column'],
    ['id, NOPE(id) AS x', 'unknown-function'],
    ['id AS __table_name__', 'expression-syntax'],
    ['id AS op_ts', 'expression-syntax'],
    ['name', 'unknown-column'],
  ])('refuse %s', (projection, code) => {
    expect(() => bind({ projection })).toThrow(expect.objectContaining({ code }));
  });
});

describe('keys and options', () => {
  it('take the place of the table’s, whose comment is lost', () => {
    const { schema } = bind({ primaryKeys: ['name'], partitionKeys: ['age'], tableOptions: { a: '1' } });
    expect(schema).toMatchObject({ primaryKeys: ['name'], partitionKeys: ['age'], options: { a: '1' } });
    expect(schema.comment).toBeUndefined();
    expect(shown(schema)).toContain('name VARCHAR(9) NOT NULL');
  });

  it('stay where the rule has none', () => {
    expect(bind({}).schema).toMatchObject({
      primaryKeys: ['id'],
      partitionKeys: [],
      options: { bucket: '1' },
    });
  });
});

describe('rows', () => {
  it('pass as they are where the rule changes nothing', () => {
    expect(bind({ filter: 'id > 1' }).identity).toBe(true);
    expect(bind({ projection: 'id, age, name' }).identity).toBe(false);
  });

  it('are filtered without putting images together where the filter reads source columns only', () => {
    expect(
      bind({ projection: 'id, name AS label', filter: "label = 'x' AND age > CAST(1 AS SMALLINT)" }).filter,
    ).toMatchObject({
      needsProjection: false,
      usedColumns: [1, 2],
    });
    expect(bind({ projection: 'id, id + 1 AS next', filter: 'next > 1' }).filter).toMatchObject({
      needsProjection: true,
      usedColumns: [0],
    });
    expect(bind({ projection: 'id, id AS other', filter: 'id = other' }).filter?.needsProjection).toBe(true);
  });

  it.each<[string, boolean]>([
    ['id, UPPER(name) AS shout, id * 2 + 1 AS more, CASE WHEN id > 3 THEN name ELSE NULL END AS x', true],
    ['id, 10 / id AS part', false],
    ['id, id % 2 AS part', false],
    ['id, CAST(name AS INT) AS number', false],
    ['id, name || CAST(10 / id AS VARCHAR) AS text', false],
  ])('of %s may be filtered before they are projected: %s', (projection, may) => {
    const transform = bind({ projection, filter: 'id > 0' });
    expect(transform.filterFirst).toBe(may);
    const over = bind({ projection: `${projection}, id AS again`, filter: 'again > 0 AND id > 0' });
    expect(over.filterFirst).toBe(false);
  });

  it('that the filter drops fail all the same where the projection may', () => {
    const transform = bind({ projection: 'id, 10 / id AS part', filter: 'id > 0' });
    const insert = (number: number) =>
      transform.apply({ type: 'insert', table, after: [number, 'a', null] }, 0)?.type;
    expect([insert(-1), insert(1)]).toEqual([undefined, 'insert']);
    expect(() => insert(0)).toThrow('division by zero');
  });

  it('keep whole texts whole, and have a question mark where a pair was cut', () => {
    const transform = bind({
      projection: "id, UPPER(name) AS a, SUBSTRING(name, 2, 1) AS b, name || 'x' AS c",
    });
    const after = [1, 'é😀', null];
    expect(transform.apply({ type: 'insert', table, after }, 0)).toMatchObject({
      after: [1, 'É😀', '?', 'é😀x'],
    });
  });

  it('see the result’s column where a source column has the same name', () => {
    const transform = bind({ projection: 'id, age AS name', filter: 'name = CAST(3 AS SMALLINT)' });
    const insert = (age: number) => transform.apply({ type: 'insert', table, after: [1, 'x', age] }, 0);
    expect(insert(3)).toMatchObject({ after: [1, 3] });
    expect(insert(4)).toBeUndefined();
  });

  it('take a replace for an insert', () => {
    const transform = bind({ projection: 'id, __data_event_type__ AS op' });
    expect(transform.apply({ type: 'replace', table, after: [1, 'x', 3] }, 0)).toEqual({
      type: 'replace',
      table,
      after: [1, '+I'],
    });
  });
});

describe('schema changes that the event alone would misplace', () => {
  const columns = (projection: string, event: SchemaChangeEvent) => {
    const { transform, events } = bind({ projection }).change(event);
    return { columns: transform.schema.columns.map((column) => column.name), events };
  };

  it('are put where the rows have them', () => {
    const event: SchemaChangeEvent = {
      type: 'add.column',
      table,
      columns: [{ column: { name: 'new', type: type('INT') }, position: 'before', existing: 'name' }],
    };
    // `name` stands first in the result, the star follows: the new column is between id and age, not before name.
    expect(columns('name, *', event)).toEqual({
      columns: ['name', 'id', 'new', 'age'],
      events: [
        {
          type: 'add.column',
          table,
          columns: [{ column: { name: 'new', type: type('INT') }, position: 'after', existing: 'id' }],
        },
      ],
    });
  });

  it('keep a computed column whose namesake is dropped', () => {
    const event: SchemaChangeEvent = { type: 'drop.column', table, columns: ['age'] };
    const result = columns("*, 'x' AS age", event);
    expect(result.columns).toEqual(['id', 'name', 'age']);
    expect(result.events).toEqual([]);
  });
});

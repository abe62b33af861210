import { describe, expect, test } from 'vitest';
import { createCatalog } from '../descriptor/index.ts';
import { createDocument } from '../document/index.ts';
import { deepChecks } from '../pipeline/index.ts';
import { parseDataType } from '../types/index.ts';
import { answerAt } from './answer.ts';

const typeOf = (text: string) => {
  const type = parseDataType(text);
  if (type === undefined) throw new Error(text);
  return type;
};
const catalog = createCatalog([]);
const context = {
  catalog,
  table: { parts: ['app', 'orders'] },
  schema: {
    columns: [
      { name: 'id', type: typeOf('INT NOT NULL') },
      { name: 'name', type: typeOf('STRING') },
    ],
    primaryKeys: ['id'],
    partitionKeys: [],
    options: {},
  },
  row: [7, 'ann'],
  timeZone: 'UTC',
  nowMs: 0,
} as const;

/** `|` marks the caret, or the two ends of what is marked. */
function answer(field: 'projection' | 'filter', marked: string, others = '') {
  const text = marked.replaceAll('|', '');
  const start = marked.indexOf('|');
  const end = Math.max(start, marked.lastIndexOf('|') - 1);
  const snapshot = createDocument(
    `transform:\n  - source-table: app.orders\n${others}    ${field}: ${JSON.stringify(text)}\n`,
    {
      catalog,
      checks: deepChecks,
    },
  );
  return answerAt(snapshot, { rule: 0, field, selection: { start, end } }, context);
}

describe('answerAt', () => {
  test.each([
    ['the item around the caret', 'projection', 'id, UPPER(na|me) AS n', { text: 'UPPER(name)', type: 'STRING', value: 'ANN' }],
    ['a column', 'projection', '|id', { text: 'id', type: 'INT', value: 7 }],
    ['an item behind an escaped star', 'projection', '\\*, id + 1| AS next', { text: 'id + 1', type: 'INT', value: 8 }],
    ['a part that is marked', 'projection', 'UPPER(CONCAT(|name, name|)) AS n', { text: 'CONCAT(name, name)', type: 'STRING', value: 'annann' }],
    ['a filter', 'filter', "id > 3 AND name = 'b|ob'", { text: "id > 3 AND name = 'bob'", type: 'BOOLEAN', value: false }],
  ] as const)('[A1] %s', (_, field, text, wanted) => {
    expect(answer(field, text)).toEqual(wanted);
  }); // prettier-ignore

  test('[A2] a filter sees what the projection made', () => {
    expect(answer('filter', 'twice = 14|', '    projection: id, id * 2 AS twice\n')?.value).toBe(true);
  });

  test('[A3] a star and a text that does not compile have no answer', () => {
    expect(answer('projection', '|*')).toBeUndefined();
    expect(answer('projection', 'UPPER(nothing)| AS n')).toBeUndefined();
    expect(answer('filter', 'id >|')).toBeUndefined();
  });

  test('[A4] a row that makes it fail is told with its type', () => {
    expect(answer('projection', 'id / 0| AS n')).toMatchObject({
      type: 'INT',
      failure: expect.any(String) as string,
    });
  });
});

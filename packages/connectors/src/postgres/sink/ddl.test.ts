import { expect, it } from 'vitest';
import type { SchemaChangeEvent } from '@tailrace/core/event';
import { tableId } from '@tailrace/core/table';
import { parseDataType, type DataType } from '@tailrace/core/types';
import { constantDefault } from '../../constant-default.ts';
import { planStatements } from './ddl.ts';

const options = { schema: 'public', createSchemas: true };
const type = (text: string): DataType => {
  const parsed = parseDataType(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};
const table = tableId('ods', 'o"dd. table');
const target = '"ods"."o""dd. table"';

const CASES: readonly (readonly [SchemaChangeEvent, readonly string[]])[] = [
  [
    {
      type: 'create.table',
      table,
      schema: {
        columns: [
          { name: 'id', type: type('BIGINT NOT NULL') },
          { name: 'na"me', type: type('STRING'), comment: "it's" },
        ],
        primaryKeys: ['id'],
        partitionKeys: [],
        options: {},
        comment: 'c:\\x',
      },
    },
    [
      'CREATE SCHEMA IF NOT EXISTS "ods"',
      `CREATE TABLE IF NOT EXISTS ${target} (\n  "id" bigint NOT NULL,\n  "na""me" text,\n  PRIMARY KEY ("id")\n)`,
      `COMMENT ON TABLE ${target} IS  E'c:\\\\x'`,
      `COMMENT ON COLUMN ${target}."na""me" IS 'it''s'`,
    ],
  ],
  [
    {
      type: 'add.column',
      table,
      columns: [{ column: { name: 'a', type: type('INT NOT NULL') }, position: 'last' }],
    },
    [`ALTER TABLE ${target} ADD COLUMN IF NOT EXISTS "a" integer`],
  ],
  [
    {
      type: 'add.column',
      table,
      columns: [
        { column: { name: 'a', type: type('INT NOT NULL'), default: "'7'::integer" }, position: 'first' },
      ],
    },
    [
      `ALTER TABLE ${target} ADD COLUMN IF NOT EXISTS "a" integer DEFAULT '7' NOT NULL`,
      `ALTER TABLE ${target} ALTER COLUMN "a" DROP DEFAULT`,
    ],
  ],
  [
    { type: 'rename.column', table, names: { a: 'b', b: 'a' } },
    [
      `ALTER TABLE ${target} RENAME COLUMN "a" TO "__tailrace_rename_0"`,
      `ALTER TABLE ${target} RENAME COLUMN "b" TO "__tailrace_rename_1"`,
      `ALTER TABLE ${target} RENAME COLUMN "__tailrace_rename_0" TO "b"`,
      `ALTER TABLE ${target} RENAME COLUMN "__tailrace_rename_1" TO "a"`,
    ],
  ],
  [
    { type: 'alter.column.type', table, types: { a: type('BIGINT') }, oldTypes: { a: type('INT NOT NULL') } },
    [
      `ALTER TABLE ${target} ALTER COLUMN "a" TYPE bigint USING "a"::bigint`,
      `ALTER TABLE ${target} ALTER COLUMN "a" DROP NOT NULL`,
    ],
  ],
  [{ type: 'truncate.table', table }, [`TRUNCATE TABLE ${target}`]],
];

it.each(CASES)('%o', (event, statements) => {
  expect(planStatements(event, undefined, options)).toEqual(statements);
});

it.each([
  ['7', '7'],
  ["'a''b'::character varying(3)", "'a''b'"],
  ['-1.5', '-1.5'],
  ['true', 'true'],
  ["nextval('s'::regclass)", undefined],
  ['now()', undefined],
  ["'a'; DROP TABLE t", undefined],
  ["'a'::text || 'b'", undefined],
])('takes %s for the constant %s', (expression, constant) => {
  expect(constantDefault(expression)).toBe(constant);
});

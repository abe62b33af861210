// `||`, CONCAT and CONCAT_WS.
import { textConverter } from '../cast/to-text.ts';
import { textCell } from '../compile/cells.ts';
import { STRING } from '../compile/data-types.ts';
import type { Evaluate } from '../compile/environment.ts';
import type { Typed } from '../compile/typed.ts';
import { overloads, type FunctionDef, type Overload } from './function-def.ts';
import { NOTHING } from './text-arguments.ts';

/** `||` and CONCAT: any type as its text, NULL as the four letters null. */
export function concatenation(args: readonly Typed[]): Evaluate {
  const parts = args.map((arg) => ({ evaluate: arg.evaluate, convert: textConverter(arg.type) }));
  return (row, context) => {
    let result = '';
    for (const part of parts) {
      const value = part.evaluate(row, context);
      result += value === null ? 'null' : part.convert(value);
    }
    return result;
  };
}

const CONCAT: Overload = {
  params: ['text'],
  variadic: true,
  returns: { ...STRING, nullable: false },
  keepsPairs: true,
  build: (_args, { args }) => concatenation(args),
};

const joined: Overload = {
  params: ['text', 'text'],
  variadic: true,
  returns: STRING,
  build:
    ([separator = NOTHING, ...items]) =>
    (row, context) => {
      const glue = separator(row, context);
      if (glue === null) return null;
      const found = items.map((item) => item(row, context)).filter((value) => value !== null);
      return found.map(textCell).join(textCell(glue));
    },
};

export const CONCATENATION_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'CONCAT',
    group: 'text',
    signatures: ['CONCAT(s1, s2, …)'],
    returns: 'STRING',
    nulls: 'a NULL argument adds the four letters null',
    summary: 'Joins texts one behind the other.',
    examples: [
      { expression: "CONCAT('x', '-', 'y')", result: 'x-y' },
      { expression: "CONCAT('a', CAST(NULL AS STRING))", result: 'anull' },
    ],
    compile: (call, scope) =>
      call.args.length === 0 ? overloads([])(call, scope) : overloads([CONCAT])(call, scope),
  },
  {
    name: 'CONCAT_WS',
    group: 'text',
    signatures: ['CONCAT_WS(separator, s1, s2, …)'],
    returns: 'STRING',
    nulls: 'a NULL separator gives NULL, other NULLs are left out',
    summary: 'Joins texts with a separator between them.',
    examples: [{ expression: "CONCAT_WS('/', 'a', NULL, 'b')", result: 'a/b' }],
    since: 'after 3.6.0',
    compile: overloads([joined]),
  },
];

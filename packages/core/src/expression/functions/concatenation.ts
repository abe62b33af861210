// `||`, CONCAT and CONCAT_WS.
import { textConverter } from '../cast/to-text.ts';
import type { Row } from '../../value/index.ts';
import { textCell } from '../compile/cells.ts';
import { isText, STRING } from '../compile/data-types.ts';
import type { EventContext, Evaluate } from '../compile/environment.ts';
import type { Typed } from '../compile/typed.ts';
import { overloads, type FunctionDef, type Overload } from './function-def.ts';
import { NOTHING } from './text-arguments.ts';

/** `||` and CONCAT: any type as its text, NULL as the four letters null. */
export function concatenation(args: readonly Typed[]): Evaluate {
  const parts = args.map(asText);
  const [a, b, c] = parts;
  if (a !== undefined && b !== undefined && parts.length === 2)
    return (row, context) => a(row, context) + b(row, context);
  if (a !== undefined && b !== undefined && c !== undefined && parts.length === 3)
    return (row, context) => a(row, context) + b(row, context) + c(row, context);
  return (row, context) => {
    let result = '';
    for (const part of parts) result += part(row, context);
    return result;
  };
}

function asText({ type, evaluate, literal }: Typed): (row: Row, context: EventContext) => string {
  const convert = textConverter(type);
  if (literal !== undefined) {
    const known = literal === null ? 'null' : convert(literal);
    return () => known;
  }
  if (isText(type))
    return (row, context) => {
      const value = evaluate(row, context);
      return value === null ? 'null' : textCell(value);
    };
  return (row, context) => {
    const value = evaluate(row, context);
    return value === null ? 'null' : convert(value);
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

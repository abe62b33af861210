// JSON texts as VARIANT values.
import { parseJson } from '../cast/json-text.ts';
import { textCell } from '../compile/cells.ts';
import { VARIANT } from '../compile/data-types.ts';
import { EvaluationFailure, quoteValue } from '../compile/failure.ts';
import type { Value } from '../../value/index.ts';
import { overloads, type FunctionDef, type Overload } from './function-def.ts';
import { textFunction, type TextArgs } from './text-arguments.ts';

/** JSON null is SQL NULL. */
function read(args: TextArgs, isStrict: boolean): Value {
  const text = textCell(args[0] ?? null);
  if (text === '') return null;
  const found = parseJson(text, args[1] === true);
  if (found !== undefined && found !== 'duplicate') return found.json === null ? null : { json: found.json };
  if (!isStrict) return null;
  const why = found === 'duplicate' ? 'has a key twice in one object' : 'is not JSON';
  throw new EvaluationFailure(`${quoteValue(text)} ${why}`);
}

function both(isStrict: boolean): readonly Overload[] {
  const apply = (args: TextArgs): Value => read(args, isStrict);
  return [textFunction(['text'], VARIANT, apply), textFunction(['text', 'boolean'], VARIANT, apply)];
}

export const JSON_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'PARSE_JSON',
    group: 'json',
    signatures: ['PARSE_JSON(s)', 'PARSE_JSON(s, allowDuplicateKeys)'],
    returns: 'VARIANT',
    nulls: 'NULL or an empty text gives NULL',
    summary: 'Reads JSON; other text, or a key twice in one object unless allowed, fails the row.',
    examples: [{ expression: `PARSE_JSON('{"a": [1, 2]}')['a'][2]`, result: '2' }],
    compile: overloads(both(true)),
  },
  {
    name: 'TRY_PARSE_JSON',
    group: 'json',
    signatures: ['TRY_PARSE_JSON(s)', 'TRY_PARSE_JSON(s, allowDuplicateKeys)'],
    returns: 'VARIANT',
    nulls: 'NULL, an empty text or one that is not JSON gives NULL',
    summary: 'PARSE_JSON that never fails.',
    examples: [
      { expression: "TRY_PARSE_JSON('{oops')", result: 'NULL' },
      { expression: `TRY_PARSE_JSON('{"b": 1, "a": "x"}')`, result: '{"a":"x","b":1}' },
    ],
    compile: overloads(both(false)),
  },
];

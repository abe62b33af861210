// Functions over text. CHAR_LENGTH and SUBSTRING count UTF-16 units as Java does, the newer ones code points.
import { codePoints } from '../compile/code-points.ts';
import { EvaluationFailure } from '../compile/failure.ts';
import { INT, STRING } from '../compile/data-types.ts';
import { overloads, type FunctionDef, type Overload } from './function-def.ts';
import {
  NULL_FAILS_FLINK,
  NULL_GIVES_NULL,
  number,
  one,
  text,
  textFunction,
  type TextArgs,
} from './text-arguments.ts';

/** Java's String.substring with SQL positions: 0 is 1, a negative one counts from the end. */
function substring(value: string, position: number, length: number | undefined): string {
  if (length !== undefined && length < 0) throw new EvaluationFailure(`the length ${length} is negative`);
  const start = position > 0 ? position - 1 : position === 0 ? 0 : value.length + position;
  if (start < 0 || start >= value.length) return '';
  return length === undefined ? value.slice(start) : value.slice(start, start + length);
}

const SUBSTRING: readonly Overload[] = [
  textFunction(['text', 'int'], STRING, (args) => substring(text(args, 0), number(args, 1), undefined)),
  textFunction(['text', 'int', 'int'], STRING, (args) =>
    substring(text(args, 0), number(args, 1), number(args, 2)),
  ),
];

function pad(args: TextArgs, side: 'left' | 'right'): string | null {
  const value = text(args, 0);
  const length = number(args, 1);
  const padding = text(args, 2);
  if (length < 0 || padding === '') return null;
  if (length <= value.length) return value.slice(0, length);
  bounded(length);
  return side === 'left' ? value.padStart(length, padding) : value.padEnd(length, padding);
}

function trimSet(args: TextArgs, sides: { readonly left: boolean; readonly right: boolean }): string {
  const chars = codePoints(text(args, 0));
  const set = new Set(args.length > 1 ? text(args, 1) : ' ');
  let [from, to] = [0, chars.length];
  if (sides.left) while (from < to && set.has(chars[from] ?? '')) from += 1;
  if (sides.right) while (to > from && set.has(chars[to - 1] ?? '')) to -= 1;
  return chars.slice(from, to).join('');
}

function trimFunction(sides: { readonly left: boolean; readonly right: boolean }): FunctionDef['compile'] {
  const apply = (args: TextArgs): string => trimSet(args, sides);
  return overloads([textFunction(['text'], STRING, apply), textFunction(['text', 'text'], STRING, apply)]);
}

function javaTrim(value: string): string {
  // oxlint-disable-next-line no-control-regex -- Java's trim takes everything up to U+0020
  return value.replace(/^[\0-\x20]+|[\0-\x20]+$/gu, '');
}

function bounded(length: number): void {
  if (length > 100_000_000) throw new EvaluationFailure(`the text would have ${length} characters`);
}

/** Bounded, so that one expression cannot take all memory. */
function repeated(value: string, count: number): string {
  if (count <= 0) return '';
  bounded(value.length * count);
  return value.repeat(count);
}

export const TEXT_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'CHAR_LENGTH',
    group: 'text',
    signatures: ['CHAR_LENGTH(s)'],
    returns: 'INT',
    nulls: NULL_FAILS_FLINK,
    summary: 'Length in UTF-16 units; an emoji counts as two.',
    examples: [{ expression: "CHAR_LENGTH('data')", result: '4' }],
    compile: overloads([{ ...one((value) => value.length), returns: INT }]),
  },
  {
    name: 'UPPER',
    group: 'text',
    signatures: ['UPPER(s)'],
    returns: 'STRING',
    nulls: NULL_FAILS_FLINK,
    summary: 'The text in capital letters.',
    examples: [{ expression: "UPPER('aBc')", result: 'ABC' }],
    compile: overloads([{ ...one((value) => value.toUpperCase()), keepsPairs: true }]),
  },
  {
    name: 'LOWER',
    group: 'text',
    signatures: ['LOWER(s)'],
    returns: 'STRING',
    nulls: NULL_FAILS_FLINK,
    summary: 'The text in small letters.',
    examples: [{ expression: "LOWER('aBc')", result: 'abc' }],
    compile: overloads([{ ...one((value) => value.toLowerCase()), keepsPairs: true }]),
  },
  {
    name: 'TRIM',
    group: 'text',
    signatures: ['TRIM(s)', 'TRIM([BOTH | LEADING | TRAILING] [chars] FROM s)'],
    returns: 'STRING',
    nulls: NULL_FAILS_FLINK,
    summary:
      'Takes blanks and control characters off both ends; the side and the characters are read but have no effect.',
    examples: [{ expression: "TRIM('  a b ')", result: 'a b' }],
    compile: overloads([
      { ...one(javaTrim), keepsPairs: true },
      { ...textFunction(['text', 'text'], STRING, (args) => javaTrim(text(args, 0))), form: 'keywords' },
    ]),
  },
  {
    name: 'LTRIM',
    group: 'text',
    signatures: ['LTRIM(s)', 'LTRIM(s, chars)'],
    returns: 'STRING',
    nulls: NULL_GIVES_NULL,
    summary: 'Takes leading characters off that are in the set, blanks when none is given.',
    examples: [{ expression: "LTRIM('zzabc', 'z')", result: 'abc' }],
    since: 'after 3.6.0',
    compile: trimFunction({ left: true, right: false }),
  },
  {
    name: 'RTRIM',
    group: 'text',
    signatures: ['RTRIM(s)', 'RTRIM(s, chars)'],
    returns: 'STRING',
    nulls: NULL_GIVES_NULL,
    summary: 'Takes trailing characters off that are in the set, blanks when none is given.',
    examples: [{ expression: "RTRIM('abc!?', '?!')", result: 'abc' }],
    since: 'after 3.6.0',
    compile: trimFunction({ left: false, right: true }),
  },
  {
    name: 'BTRIM',
    group: 'text',
    signatures: ['BTRIM(s)', 'BTRIM(s, chars)'],
    returns: 'STRING',
    nulls: NULL_GIVES_NULL,
    summary: 'Takes characters off both ends that are in the set, blanks when none is given.',
    examples: [{ expression: "BTRIM('--abc-', '-')", result: 'abc' }],
    since: 'after 3.6.0',
    compile: trimFunction({ left: true, right: true }),
  },
  {
    name: 'LPAD',
    group: 'text',
    signatures: ['LPAD(s, length, padding)'],
    returns: 'STRING',
    nulls: 'a NULL argument, a negative length or an empty padding gives NULL',
    summary: 'Fills up on the left to a length, or cuts the text to it.',
    examples: [
      { expression: "LPAD('7', 3, '0')", result: '007' },
      { expression: "LPAD('abcd', 2, 'x')", result: 'ab' },
    ],
    since: 'after 3.6.0',
    compile: overloads([textFunction(['text', 'int', 'text'], STRING, (args) => pad(args, 'left'))]),
  },
  {
    name: 'RPAD',
    group: 'text',
    signatures: ['RPAD(s, length, padding)'],
    returns: 'STRING',
    nulls: 'a NULL argument, a negative length or an empty padding gives NULL',
    summary: 'Fills up on the right to a length, or cuts the text to it.',
    examples: [{ expression: "RPAD('7', 3, '.')", result: '7..' }],
    since: 'after 3.6.0',
    compile: overloads([textFunction(['text', 'int', 'text'], STRING, (args) => pad(args, 'right'))]),
  },
  {
    name: 'REPLACE',
    group: 'text',
    signatures: ['REPLACE(s, search, replacement)'],
    returns: 'STRING',
    nulls: NULL_GIVES_NULL,
    summary: 'Replaces every occurrence of a text by another; no patterns.',
    examples: [{ expression: "REPLACE('a.b.c', '.', '-')", result: 'a-b-c' }],
    since: 'after 3.6.0',
    compile: overloads([
      textFunction(['text', 'text', 'text'], STRING, (args) =>
        text(args, 0).replaceAll(text(args, 1), () => text(args, 2)),
      ),
    ]),
  },
  {
    name: 'REPEAT',
    group: 'text',
    signatures: ['REPEAT(s, n)'],
    returns: 'STRING',
    nulls: NULL_GIVES_NULL,
    summary: 'The text n times; empty when n is not positive.',
    examples: [{ expression: "REPEAT('ab', 3)", result: 'ababab' }],
    since: 'after 3.6.0',
    compile: overloads([
      textFunction(['text', 'int'], STRING, (args) => repeated(text(args, 0), number(args, 1))),
    ]),
  },
  {
    name: 'LEFT',
    group: 'text',
    signatures: ['LEFT(s, n)'],
    returns: 'STRING',
    nulls: NULL_GIVES_NULL,
    summary: 'The first n characters, counted in code points; empty when n is not positive.',
    examples: [{ expression: "LEFT('stream', 3)", result: 'str' }],
    since: 'after 3.6.0',
    compile: overloads([
      textFunction(['text', 'int'], STRING, (args) =>
        codePoints(text(args, 0))
          .slice(0, Math.max(0, number(args, 1)))
          .join(''),
      ),
    ]),
  },
  {
    name: 'RIGHT',
    group: 'text',
    signatures: ['RIGHT(s, n)'],
    returns: 'STRING',
    nulls: NULL_GIVES_NULL,
    summary: 'The last n characters, counted in code points; empty when n is not positive.',
    examples: [{ expression: "RIGHT('stream', 3)", result: 'eam' }],
    since: 'after 3.6.0',
    compile: overloads([
      textFunction(['text', 'int'], STRING, (args) =>
        number(args, 1) <= 0 ? '' : codePoints(text(args, 0)).slice(-number(args, 1)).join(''),
      ),
    ]),
  },
  {
    name: 'SUBSTRING',
    group: 'text',
    signatures: [
      'SUBSTRING(s, position)',
      'SUBSTRING(s, position, length)',
      'SUBSTRING(s FROM position FOR length)',
    ],
    returns: 'STRING',
    nulls: NULL_FAILS_FLINK,
    summary:
      'Part of a text; positions count from 1 in UTF-16 units, 0 is 1, negative ones count from the end.',
    examples: [
      { expression: "SUBSTRING('pipeline' FROM 5 FOR 2)", result: 'li' },
      { expression: "SUBSTRING('pipeline', -4)", result: 'line' },
    ],
    compile: overloads(SUBSTRING),
  },
  {
    name: 'SUBSTR',
    group: 'text',
    signatures: ['SUBSTR(s, position)', 'SUBSTR(s, position, length)'],
    returns: 'STRING',
    nulls: NULL_FAILS_FLINK,
    summary: 'The same as SUBSTRING.',
    examples: [{ expression: "SUBSTR('pipeline', 5, 4)", result: 'line' }],
    compile: overloads(SUBSTRING),
  },
];

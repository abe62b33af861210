// Functions that look for one text, or byte string, in another. They count code points.
import type { Value } from '../../value/index.ts';
import { bytesCell, textCell } from '../compile/cells.ts';
import { codePoints } from '../compile/code-points.ts';
import { BOOLEAN, INT, MAX_BYTES, STRING } from '../compile/data-types.ts';
import type { DataType } from '../../types/index.ts';
import type { Typed } from '../compile/typed.ts';
import { overloads, type FunctionDef, type Overload } from './function-def.ts';
import { NULL_GIVES_NULL, number, text, textFunction, type TextArgs } from './text-arguments.ts';

/** 1-based position of a code point sequence from a 1-based start; 0 when it is not there. */
function position(needle: readonly string[], text: readonly string[], start: number): number {
  if (needle.length === 0) return 1;
  for (let at = Math.max(start, 1) - 1; at + needle.length <= text.length; at += 1) {
    if (needle.every((char, offset) => text[at + offset] === char)) return at + 1;
  }
  return 0;
}

function units(value: Value): readonly string[] {
  return typeof value === 'string' ? codePoints(value) : [...bytesCell(value)].map(String);
}

function positionOverloads(
  order: { readonly needle: number; readonly text: number },
  form: 'commas' | 'keywords',
): readonly Overload[] {
  const apply = (args: TextArgs): number =>
    position(
      units(args[order.needle] ?? null),
      units(args[order.text] ?? null),
      args.length > 2 ? number(args, 2) : 1,
    );
  // LOCATE and INSTR cast bytes to Java's name of the object, in which nothing is ever found.
  const ofBytes = form === 'keywords' ? apply : (): number => 0;
  return [
    { ...textFunction(['text', 'text'], INT, apply), form },
    { ...textFunction(['bytes', 'bytes'], INT, ofBytes), form },
    ...(order.needle === 0
      ? [
          { ...textFunction(['text', 'text', 'int'], INT, apply), form },
          { ...textFunction(['bytes', 'bytes', 'int'], INT, ofBytes), form },
        ]
      : []),
  ];
}

function overlay(args: TextArgs): string {
  const value = codePoints(text(args, 0));
  const replacement = codePoints(text(args, 1));
  const start = number(args, 2);
  const length = args.length > 3 ? number(args, 3) : replacement.length;
  if (start < 1 || start > value.length) return value.join('');
  const rest = length <= 0 ? [] : value.slice(start - 1 + length);
  return [...value.slice(0, start - 1), ...replacement, ...rest].join('');
}

function overlayBytes(args: TextArgs): Uint8Array {
  const value = bytesCell(args[0] ?? null);
  const replacement = bytesCell(args[1] ?? null);
  const start = number(args, 2);
  const length = args.length > 3 ? number(args, 3) : replacement.length;
  if (start < 1 || start > value.length) return value;
  const rest = length <= 0 ? [] : value.slice(start - 1 + length);
  return Uint8Array.from([...value.slice(0, start - 1), ...replacement, ...rest]);
}

/** As long as both together. */
function overlaidType([value, replacement]: readonly Typed[]): DataType {
  const lengthOf = (part: Typed | undefined): number =>
    part !== undefined && 'length' in part.type ? part.type.length : 0;
  const length = Math.min(lengthOf(value) + lengthOf(replacement), MAX_BYTES);
  return { kind: 'VARBINARY', length, nullable: true };
}

function edge(args: TextArgs, side: 'start' | 'end'): boolean {
  const value: Value = args[0] ?? null;
  const part: Value = args[1] ?? null;
  if (typeof value === 'string')
    return side === 'start' ? value.startsWith(textCell(part)) : value.endsWith(textCell(part));
  const [bytes, expected] = [bytesCell(value), bytesCell(part)];
  const from = side === 'start' ? 0 : bytes.length - expected.length;
  return from >= 0 && expected.every((byte, at) => bytes[from + at] === byte);
}

const edgeOverloads = (side: 'start' | 'end'): readonly Overload[] => [
  textFunction(['text', 'text'], BOOLEAN, (args) => edge(args, side)),
  textFunction(['bytes', 'bytes'], BOOLEAN, (args) => edge(args, side)),
];

export const SEARCH_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'OVERLAY',
    group: 'text',
    signatures: ['OVERLAY(s PLACING r FROM position)', 'OVERLAY(s PLACING r FROM position FOR length)'],
    returns: 'STRING',
    nulls: NULL_GIVES_NULL,
    summary:
      'Writes one text over part of another; outside the text nothing changes, a length of 0 or less drops what follows.',
    examples: [{ expression: "OVERLAY('abcdef' PLACING 'XY' FROM 3)", result: 'abXYef' }],
    since: 'after 3.6.0',
    compile: overloads([
      { ...textFunction(['text', 'text', 'int'], STRING, overlay), form: 'keywords' },
      { ...textFunction(['text', 'text', 'int', 'int'], STRING, overlay), form: 'keywords' },
      { ...textFunction(['bytes', 'bytes', 'int'], overlaidType, overlayBytes), form: 'keywords' },
      { ...textFunction(['bytes', 'bytes', 'int', 'int'], overlaidType, overlayBytes), form: 'keywords' },
    ]),
  },
  {
    name: 'POSITION',
    group: 'text',
    signatures: ['POSITION(needle IN s)', 'POSITION(needle IN s FROM start)'],
    returns: 'INT',
    nulls: NULL_GIVES_NULL,
    summary: 'Where a text or byte string first occurs, counted from 1 in code points; 0 when it does not.',
    examples: [{ expression: "POSITION('c' IN 'abcabc' FROM 4)", result: '6' }],
    since: 'after 3.6.0',
    compile: overloads(positionOverloads({ needle: 0, text: 1 }, 'keywords')),
  },
  {
    name: 'LOCATE',
    group: 'text',
    signatures: ['LOCATE(needle, s)', 'LOCATE(needle, s, start)'],
    returns: 'INT',
    nulls: NULL_GIVES_NULL,
    summary: 'POSITION with commas.',
    examples: [{ expression: "LOCATE('b', 'abab', 3)", result: '4' }],
    since: 'after 3.6.0',
    compile: overloads(positionOverloads({ needle: 0, text: 1 }, 'commas')),
  },
  {
    name: 'INSTR',
    group: 'text',
    signatures: ['INSTR(s, needle)'],
    returns: 'INT',
    nulls: NULL_GIVES_NULL,
    summary: 'POSITION with the text first.',
    examples: [{ expression: "INSTR('abab', 'b')", result: '2' }],
    since: 'after 3.6.0',
    compile: overloads(positionOverloads({ needle: 1, text: 0 }, 'commas')),
  },
  {
    name: 'STARTSWITH',
    group: 'text',
    signatures: ['STARTSWITH(s, prefix)'],
    returns: 'BOOLEAN',
    nulls: NULL_GIVES_NULL,
    summary: 'Whether a text or byte string begins with another.',
    examples: [{ expression: "STARTSWITH('cdc_job', 'cdc')", result: 'true' }],
    since: 'after 3.6.0',
    compile: overloads(edgeOverloads('start')),
  },
  {
    name: 'ENDSWITH',
    group: 'text',
    signatures: ['ENDSWITH(s, suffix)'],
    returns: 'BOOLEAN',
    nulls: NULL_GIVES_NULL,
    summary: 'Whether a text or byte string ends with another.',
    examples: [{ expression: "ENDSWITH('cdc_job', 'job')", result: 'true' }],
    since: 'after 3.6.0',
    compile: overloads(edgeOverloads('end')),
  },
];

// The REGEXP functions over Java regular expressions. A pattern that is none gives NULL.
import type { Value } from '../../value/index.ts';
import { numberCell } from '../compile/cells.ts';
import { arrayOf, INT, STRING } from '../compile/data-types.ts';
import { javaRegex, type JavaRegex, type RegexMatch } from '../compile/java-regex.ts';
import { overloads, type FunctionDef, type Overload } from './function-def.ts';
import { text, textFunction, type TextArgs } from './text-arguments.ts';

const NULLS = 'a NULL argument, or a pattern that is none, gives NULL';

function regexFunction(apply: (regex: JavaRegex, args: TextArgs) => Value): (args: TextArgs) => Value {
  return (args) => {
    const compiled = javaRegex(text(args, 1));
    return compiled.ok ? apply(compiled.regex, args) : null;
  };
}

function withoutGroup(
  returns: Overload['returns'],
  apply: (regex: JavaRegex, value: string) => Value,
): Overload {
  return textFunction(
    ['text', 'text'],
    returns,
    regexFunction((regex, args) => apply(regex, text(args, 0))),
  );
}

/** With an optional group number as third argument; a group that the pattern lacks gives NULL. */
function withGroup(
  defaultGroup: number,
  returns: Overload['returns'],
  apply: (regex: JavaRegex, value: string, group: number) => Value,
): readonly Overload[] {
  const run = regexFunction((regex, args) => {
    const group = args.length > 2 ? numberCell(args[2] ?? null) : defaultGroup;
    return group < 0 || group > regex.groupCount ? null : apply(regex, text(args, 0), group);
  });
  return [textFunction(['text', 'text'], returns, run), textFunction(['text', 'text', 'int'], returns, run)];
}

function replaced(args: TextArgs): Value {
  const compiled = javaRegex(text(args, 1));
  if (!compiled.ok) return null;
  const value = text(args, 0);
  let result = '';
  let from = 0;
  for (const match of compiled.regex.all(value)) {
    result += value.slice(from, match.start) + text(args, 2);
    from = match.end;
  }
  return result + value.slice(from);
}

const groupOf = (match: RegexMatch | undefined, group: number): Value => match?.groups[group] ?? null;

export const PATTERN_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'REGEXP_REPLACE',
    group: 'pattern',
    signatures: ['REGEXP_REPLACE(s, regex, replacement)'],
    returns: 'STRING',
    nulls: NULLS,
    summary: 'Replaces every match by a text, in which `$1` is nothing special.',
    examples: [{ expression: "REGEXP_REPLACE('a1b22', '[0-9]+', '#')", result: 'a#b#' }],
    compile: overloads([textFunction(['text', 'text', 'text'], STRING, replaced)]),
  },
  {
    name: 'REGEXP_EXTRACT',
    group: 'pattern',
    signatures: ['REGEXP_EXTRACT(s, regex)', 'REGEXP_EXTRACT(s, regex, group)'],
    returns: 'STRING',
    nulls: `${NULLS}, as do a missing group and no match`,
    summary: 'The first match, or one of its groups.',
    examples: [{ expression: "REGEXP_EXTRACT('id=42', 'id=([0-9]+)', 1)", result: '42' }],
    since: 'after 3.6.0',
    compile: overloads(withGroup(0, STRING, (regex, value, group) => groupOf(regex.first(value), group))),
  },
  {
    name: 'REGEXP_EXTRACT_ALL',
    group: 'pattern',
    signatures: ['REGEXP_EXTRACT_ALL(s, regex)', 'REGEXP_EXTRACT_ALL(s, regex, group)'],
    returns: 'ARRAY<STRING>',
    nulls: `${NULLS}, as does a missing group`,
    summary:
      'A group of every match; the first group unless another is named, so a pattern without groups gives NULL.',
    examples: [{ expression: "REGEXP_EXTRACT_ALL('a1b2', '([0-9])')", result: '[1, 2]' }],
    since: 'after 3.6.0',
    compile: overloads(
      withGroup(1, arrayOf(STRING), (regex, value, group) =>
        regex.all(value).map((match) => groupOf(match, group)),
      ),
    ),
  },
  {
    name: 'REGEXP_COUNT',
    group: 'pattern',
    signatures: ['REGEXP_COUNT(s, regex)'],
    returns: 'INT',
    nulls: NULLS,
    summary: 'How many matches there are.',
    examples: [{ expression: "REGEXP_COUNT('banana', 'an')", result: '2' }],
    since: 'after 3.6.0',
    compile: overloads([withoutGroup(INT, (regex, value) => regex.all(value).length)]),
  },
  {
    name: 'REGEXP_INSTR',
    group: 'pattern',
    signatures: ['REGEXP_INSTR(s, regex)'],
    returns: 'INT',
    nulls: NULLS,
    summary: 'Where the first match begins, counted from 1; 0 when there is none.',
    examples: [{ expression: "REGEXP_INSTR('ab12', '[0-9]')", result: '3' }],
    since: 'after 3.6.0',
    compile: overloads([withoutGroup(INT, (regex, value) => (regex.first(value)?.start ?? -1) + 1)]),
  },
  {
    name: 'REGEXP_SUBSTR',
    group: 'pattern',
    signatures: ['REGEXP_SUBSTR(s, regex)'],
    returns: 'STRING',
    nulls: `${NULLS}, as does no match`,
    summary: 'The first match.',
    examples: [{ expression: "REGEXP_SUBSTR('ab12', '[0-9]+')", result: '12' }],
    since: 'after 3.6.0',
    compile: overloads([withoutGroup(STRING, (regex, value) => groupOf(regex.first(value), 0))]),
  },
];

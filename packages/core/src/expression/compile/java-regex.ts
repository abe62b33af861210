// Java regular expressions over a linear-time library (RE2), so that no pattern can hang a process. Of what only a backtracking engine can
// do, references back and look-around run on the platform's own engine where they cannot explode: no repetition inside a repetition, few
// of them, and texts of bounded length. The rest is refused with words.
import { RE2JS } from 're2js';
import { compilePattern } from '../../table/index.ts';
import { EvaluationFailure, quoteValue } from './failure.ts';

export interface RegexMatch {
  /** In UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Group 0 is the whole; undefined for one that took no part. */
  readonly groups: readonly (string | undefined)[];
}

export interface JavaRegex {
  readonly groupCount: number;
  finds(text: string): boolean;
  first(text: string): RegexMatch | undefined;
  /** From left to right, none overlapping. */
  all(text: string): readonly RegexMatch[];
}

export type CompiledRegex =
  { readonly ok: true; readonly regex: JavaRegex } | { readonly ok: false; readonly reason: string };

const KEPT = 200;
const known = new Map<string, CompiledRegex>();

/** Not ok when Java refuses the pattern too. Throws EvaluationFailure for one that Java takes and this engine does not. */
export function javaRegex(pattern: string): CompiledRegex {
  const found = known.get(pattern);
  if (found !== undefined) return found;
  const made = compileRegex(pattern);
  if (known.size >= KEPT) known.clear();
  known.set(pattern, made);
  return made;
}

const BACKTRACKING = /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</u;

function compileRegex(pattern: string): CompiledRegex {
  const checked = compilePattern(pattern, { ignoreCase: false });
  if (checked.ok) return { ok: true, regex: linear(RE2JS.compile(pattern)) };
  if (BACKTRACKING.test(pattern)) return backtracking(pattern);
  if (checked.message.includes('not supported')) {
    throw new EvaluationFailure(`the pattern ${quoteValue(pattern)} cannot be run here: ${checked.message}`);
  }
  return { ok: false, reason: checked.message };
}

function linear(compiled: RE2JS): JavaRegex {
  const matches = (text: string, limit: number): readonly RegexMatch[] => {
    const matcher = compiled.matcher(text);
    const found: RegexMatch[] = [];
    let isFound = matcher.find();
    while (isFound && found.length < limit) {
      const groups: (string | undefined)[] = [];
      for (let at = 0; at <= matcher.groupCount(); at += 1) groups.push(matcher.group(at) ?? undefined);
      const [start, end] = [matcher.start(), matcher.end()];
      found.push({ start, end, groups });
      // Java goes on from an empty match by one unit, even into the middle of a surrogate pair.
      const isInPair = start === end && /^[\ud800-\udbff]/.test(text.charAt(end));
      isFound = isInPair ? matcher.find(end + 1) : matcher.find();
    }
    return found;
  };
  return {
    groupCount: compiled.groupCount(),
    finds: (text) => compiled.matcher(text).find(),
    first: (text) => matches(text, 1)[0],
    all: (text) => matches(text, Infinity),
  };
}

const MAX_TEXT = 10_000;
const REPEATED = /[*+]|\{\d+,\d*\}/gu;
/** A group with a repetition inside that is itself repeated. */
const NESTED = /\([^()]*(?:[*+]|\{\d+,\d*\})[^()]*\)(?:[*+]|\{\d+,\d*\})/u;

function backtracking(pattern: string): CompiledRegex {
  if (NESTED.test(pattern) || (pattern.match(REPEATED)?.length ?? 0) > 2) {
    throw new EvaluationFailure(
      `the pattern ${quoteValue(pattern)} joins look-around or references back with repetitions, which could take exponential time`,
    );
  }
  let compiled: RegExp;
  try {
    compiled = new RegExp(pattern, 'gu');
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
  const empty = new RegExp(`${pattern}|`, 'u').exec('');
  const matches = (text: string): Iterable<RegExpExecArray> => {
    if (text.length > MAX_TEXT) {
      throw new EvaluationFailure(
        `the pattern ${quoteValue(pattern)} runs on texts of up to ${MAX_TEXT} characters only`,
      );
    }
    return text.matchAll(compiled);
  };
  const asMatch = (match: RegExpExecArray): RegexMatch => ({
    start: match.index,
    end: match.index + match[0].length,
    groups: [...match],
  });
  return {
    ok: true,
    regex: {
      groupCount: (empty?.length ?? 1) - 1,
      finds: (text) => {
        for (const _match of matches(text)) return true;
        return false;
      },
      first: (text) => {
        for (const match of matches(text)) return asMatch(match);
        return undefined;
      },
      all: (text) => Array.from(matches(text), asMatch),
    },
  };
}

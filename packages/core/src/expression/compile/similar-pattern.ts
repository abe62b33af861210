// SIMILAR TO: the SQL regular expressions, rewritten to ordinary ones and anchored (reference: comparison and logic).
import { RE2JS } from 're2js';
import { codePoints } from './code-points.ts';
import { EvaluationFailure, quoteValue } from './failure.ts';

const known = new Map<string, RE2JS>();

export function similarPattern(pattern: string, escape: string | undefined): RE2JS {
  const key = `${escape ?? ''}\u{0}${pattern}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const compiled = compileSimilar(pattern, escape);
  if (known.size >= 200) known.clear();
  known.set(key, compiled);
  return compiled;
}

const CLASSES: ReadonlyMap<string, string> = new Map([
  ['[:ALPHA:]', '\\p{L}'],
  ['[:alpha:]', '\\p{L}'],
  ['[:UPPER:]', '\\p{Lu}'],
  ['[:upper:]', '\\p{Lu}'],
  ['[:LOWER:]', '\\p{Ll}'],
  ['[:lower:]', '\\p{Ll}'],
  ['[:DIGIT:]', '\\d'],
  ['[:digit:]', '\\d'],
  ['[:SPACE:]', ' '],
  ['[:space:]', ' '],
  ['[:WHITESPACE:]', '\\s'],
  ['[:whitespace:]', '\\s'],
  ['[:ALNUM:]', '\\p{L}\\p{N}'],
  ['[:alnum:]', '\\p{L}\\p{N}'],
]);

function compileSimilar(pattern: string, escape: string | undefined): RE2JS {
  if (escape !== undefined && codePoints(escape).length !== 1) {
    throw new EvaluationFailure(`the escape ${quoteValue(escape)} must be one character`);
  }
  try {
    return RE2JS.compile(rewrite(pattern, escape));
  } catch (error) {
    if (error instanceof EvaluationFailure) throw error;
    throw badPattern(pattern, error instanceof Error ? error.message : String(error));
  }
}

function rewrite(pattern: string, escape: string | undefined): string {
  const chars = codePoints(pattern);
  let regex = '';
  let inClass = false;
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? '';
    if (char === escape) {
      at += 1;
      const escaped = chars[at];
      if (escaped === undefined || !(SPECIAL.includes(escaped) || escaped === escape)) {
        throw badPattern(pattern, 'the escape stands before no special character');
      }
      regex += quoted(escaped);
    } else if (inClass) {
      const named = char === '[' ? namedClass(chars, at) : undefined;
      regex += named?.[1] ?? (char === '\\' ? '\\\\' : char);
      at += (named?.[0].length ?? 1) - 1;
      inClass = char !== ']';
    } else {
      inClass = char === '[';
      regex += plain(char);
    }
  }
  if (inClass) throw badPattern(pattern, 'a [ is not closed');
  return regex;
}

const SPECIAL = '[]()|^-+*_%?{}';

function badPattern(pattern: string, why: string): EvaluationFailure {
  return new EvaluationFailure(`${quoteValue(pattern)} is no pattern of SIMILAR TO: ${why}`);
}

function namedClass(chars: readonly string[], at: number): readonly [string, string] | undefined {
  return [...CLASSES].find(([name]) => codePoints(name).every((char, offset) => chars[at + offset] === char));
}

function quoted(char: string): string {
  return /[\p{L}\p{N}]/u.test(char) ? char : `\\${char}`;
}

/** Everything else means what it means in a Java regular expression, the point too. */
function plain(char: string): string {
  if (char === '%') return '(?s:.*)';
  return char === '_' ? '.' : char;
}

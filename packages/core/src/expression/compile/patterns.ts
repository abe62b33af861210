// Patterns of three kinds over a linear-time regular-expression library, so that no pattern can hang a process: Java's (LIKE without
// ESCAPE and the REGEXP functions), SQL LIKE with ESCAPE, and SIMILAR TO.
import { RE2JS } from 're2js';
import { codePoints } from './code-points.ts';
import { EvaluationFailure, quoteValue } from './failure.ts';

const KEPT = 200;

/** Remembers what it made of the last patterns, because most come from literals. */
function remembering<T>(make: (pattern: string) => T): (pattern: string) => T {
  const known = new Map<string, T>();
  return (pattern) => {
    const found = known.get(pattern);
    if (found !== undefined) return found;
    const made = make(pattern);
    if (known.size >= KEPT) known.clear();
    known.set(pattern, made);
    return made;
  };
}

export type JavaPattern =
  { readonly ok: true; readonly regex: RE2JS } | { readonly ok: false; readonly reason: string };

/** A Java regular expression; not ok when Java refuses it too. Throws EvaluationFailure for what only Java's engine can do. */
export const javaPattern: (pattern: string) => JavaPattern = remembering((pattern) => {
  try {
    return { ok: true, regex: RE2JS.compile(pattern) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (isJavaOnly(pattern)) {
      throw new EvaluationFailure(
        `the pattern ${quoteValue(pattern)} uses look-around, back-references or possessive quantifiers, which this engine does not run because they can take exponential time`,
      );
    }
    return { ok: false, reason };
  }
});

function isJavaOnly(pattern: string): boolean {
  return /\(\?[=!>]|\(\?<[=!]|\\[1-9]|\\k<|[+*?}]\+/u.test(pattern);
}

/** Whether the pattern occurs anywhere in the text. */
export function javaFinds(text: string, pattern: string): boolean {
  const found = javaPattern(pattern);
  if (!found.ok)
    throw new EvaluationFailure(`${quoteValue(pattern)} is no regular expression: ${found.reason}`);
  return found.regex.matcher(text).find();
}

const SPECIAL = /[\\^$.|?*+()[\]{}]/u;

const quote = (char: string): string => (SPECIAL.test(char) ? `\\${char}` : char);

/** SQL LIKE: % is any text, _ one character, the escape makes either plain. */
export const likePattern: (pattern: string, escape: string) => RE2JS = (pattern, escape) =>
  compileLike(`${escape}\u{0}${pattern}`);

const compileLike = remembering((keyed) => {
  const [escape = '', ...rest] = keyed.split('\u{0}');
  const chars = codePoints(rest.join('\u{0}'));
  if (codePoints(escape).length !== 1)
    throw new EvaluationFailure(`the escape ${quoteValue(escape)} must be one character`);
  let regex = '';
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? '';
    if (char === escape) {
      at += 1;
      const escaped = chars[at];
      if (escaped !== '%' && escaped !== '_' && escaped !== escape) {
        throw new EvaluationFailure(
          `in the pattern ${quoteValue(chars.join(''))} the escape stands before neither %, _ nor itself`,
        );
      }
      regex += quote(escaped);
    } else regex += char === '%' ? '.*' : char === '_' ? '.' : quote(char);
  }
  return RE2JS.compile(`(?s)${regex}`);
});

// SQL LIKE with ESCAPE: % is any text, _ one character, the escape makes either plain. Anchored at both ends.
import { RE2JS } from 're2js';
import { codePoints } from './code-points.ts';
import { EvaluationFailure, quoteValue } from './failure.ts';

const known = new Map<string, RE2JS>();

export function likePattern(pattern: string, escape: string): RE2JS {
  const key = `${escape}\u{0}${pattern}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = RE2JS.compile(`(?s)${rewrite(pattern, escape)}`);
  if (known.size >= 200) known.clear();
  known.set(key, made);
  return made;
}

function rewrite(pattern: string, escape: string): string {
  if (codePoints(escape).length !== 1)
    throw new EvaluationFailure(`the escape ${quoteValue(escape)} must be one character`);
  const chars = codePoints(pattern);
  let regex = '';
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? '';
    if (char === escape) {
      at += 1;
      const escaped = chars[at];
      if (escaped !== '%' && escaped !== '_' && escaped !== escape) {
        throw new EvaluationFailure(
          `in the pattern ${quoteValue(pattern)} the escape stands before neither %, _ nor itself`,
        );
      }
      regex += quote(escaped);
    } else regex += char === '%' ? '.*' : char === '_' ? '.' : quote(char);
  }
  return regex;
}

const quote = (char: string): string => (/[\\^$.|?*+()[\]{}]/u.test(char) ? `\\${char}` : char);

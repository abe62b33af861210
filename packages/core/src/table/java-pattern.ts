// Patterns that users write for names of tables. The language is that of Java's regular expressions, which Flink CDC compiles them
// with; they run on a linear-time engine (RE2), so that none of them can hang the process. What RE2 lacks (look-around, references
// back, possessive quantifiers) or would read otherwise (classes in classes) is refused with words instead of meaning something else.
import { RE2JS } from 're2js';

export interface Pattern {
  /** Whether the whole text matches. */
  matches(text: string): boolean;
  /** Groups of a match of the whole text, group 0 first, undefined for one that took no part; undefined when it does not match. */
  match(text: string): PatternMatch | undefined;
  readonly groupCount: number;
}

export interface PatternMatch {
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string | null>>;
}

export type CompiledPattern =
  | { readonly ok: true; readonly pattern: Pattern }
  /** `message` says what is wrong, without the pattern itself. */
  | { readonly ok: false; readonly message: string };

export function compilePattern(source: string, options: { readonly ignoreCase: boolean }): CompiledPattern {
  const difference = findDifference(source);
  if (difference !== undefined) return { ok: false, message: difference };
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source, options.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  return {
    ok: true,
    pattern: {
      groupCount: compiled.groupCount(),
      matches: (text) => compiled.matches(text),
      match: (text) => {
        const matcher = compiled.matcher(text);
        if (!matcher.matches()) return undefined;
        const groups: (string | undefined)[] = [];
        for (let at = 0; at <= matcher.groupCount(); at += 1) groups.push(matcher.group(at) ?? undefined);
        return { groups, named: matcher.getNamedGroups() };
      },
    },
  };
}

const LOOK_AROUND = /^\(\?(?:[=!]|<[=!])/;
const REPETITION = /^\{\d+(?:,\d*)?\}/;
const AFTER_QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})\+/;

/** The first thing that Java reads otherwise than RE2, in words; undefined when there is none. Syntax errors are left to the compiler. */
function findDifference(source: string): string | undefined {
  let inClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const rest = source.slice(at);
    const char = source.charAt(at);
    if (char === '\\') {
      if (/^\\[1-9k]/.test(rest)) return 'a reference back to a group is not supported';
      if (/^\\[hRXGZv]/.test(rest)) return `the escape ${rest.slice(0, 2)} is not supported`;
      const quoted = rest.startsWith('\\Q') ? rest.indexOf('\\E') : -1;
      at += rest.startsWith('\\Q') ? (quoted < 0 ? rest.length : quoted + 1) : 1;
    } else if (inClass) {
      if (char === '[') return 'a class within a class is not supported';
      if (rest.startsWith('&&')) return 'an intersection of classes (&&) is not supported';
      inClass = char !== ']';
    } else if (char === '[') {
      inClass = true;
      if (/^\[\^?\]/.test(rest)) return 'a class that is empty or holds ] has to be written with \\]';
    } else {
      const difference = outsideClass(rest, char, at);
      if (difference !== undefined) return difference;
    }
  }
  return undefined;
}

function outsideClass(rest: string, char: string, at: number): string | undefined {
  if (LOOK_AROUND.test(rest)) return 'looking ahead or behind is not supported';
  if (rest.startsWith('(?>')) return 'an atomic group is not supported';
  if (char === '{' && (at === 0 || !REPETITION.test(rest))) {
    return 'a brace that begins no repetition such as {2} has to be written \\{ (with a comma, {1,2} is two patterns)';
  }
  if (AFTER_QUANTIFIER.test(rest)) return 'a possessive quantifier is not supported';
  return undefined;
}

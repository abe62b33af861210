// Rules that an earlier rule leaves nothing to: told from the texts of the patterns alone, in one pass however many rules there are.
import { isAnyName, isPlainName, splitPattern } from './pattern-text.ts';

/** Remembers the patterns of earlier rules, and says which earlier rule covers a later one wholly. */
export interface Shadows {
  /** The index of a rule before that takes every table of this pattern; else undefined, and the pattern is remembered. */
  covers(pattern: string, index: number): number | undefined;
}

/** For selectors, in which case does not count and the rule for one part of a name is that part's alone. */
export function selectorShadows(): Shadows {
  const seen = new Map<string, number>();
  return {
    covers: (pattern, index) => {
      const pieces = splitPattern(pattern.toLowerCase(), ',').map((piece) =>
        splitPattern(piece.text, '.').map((part) => part.text),
      );
      const earlier = pieces.map((parts) => coverOf(parts, seen));
      if (pieces.length > 0 && earlier.every((at) => at !== undefined)) return Math.max(...earlier);
      for (const parts of pieces) {
        const key = parts.join('.');
        if (!seen.has(key)) seen.set(key, index);
      }
      return undefined;
    },
  };
}

/** The earliest pattern that is the same, or has "any name" where this one has something narrower. */
function coverOf(parts: readonly string[], seen: ReadonlyMap<string, number>): number | undefined {
  const found: number[] = [];
  const wildcards = ['\\.*', '\\.+'];
  const plain = parts.every((part) => isPlainName(part) || isAnyName(part));
  const wider = plain
    ? wildcards.flatMap((any) =>
        parts.map((_, at) => [...parts.slice(0, at), ...parts.slice(at).map(() => any)].join('.')),
      )
    : wildcards.map((any) => [...parts.slice(0, -1), any].join('.'));
  for (const key of [parts.join('.'), ...wider]) {
    const at = seen.get(key);
    if (at !== undefined) found.push(at);
  }
  return found.length === 0 ? undefined : Math.min(...found);
}

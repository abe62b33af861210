// Patterns for dates and times as Java has them: runs of letters are fields, text stands between single quotes, the rest is itself.

export interface PatternField {
  readonly letter: string;
  readonly count: number;
}

export type PatternPart = PatternField | string;

const KNOWN = new Map<string, readonly PatternPart[]>();

/** Undefined when a quote is not closed. */
export function parseMomentPattern(pattern: string): readonly PatternPart[] | undefined {
  const known = KNOWN.get(pattern);
  if (known !== undefined) return known;
  const parts = readParts(pattern);
  if (parts !== undefined) {
    if (KNOWN.size >= 200) KNOWN.clear();
    KNOWN.set(pattern, parts);
  }
  return parts;
}

function readParts(pattern: string): readonly PatternPart[] | undefined {
  const parts: PatternPart[] = [];
  for (let at = 0; at < pattern.length;) {
    const char = pattern.charAt(at);
    if (char === "'") {
      const quoted = /^'((?:[^']|'')*)'/u.exec(pattern.slice(at));
      if (quoted === null) return undefined;
      parts.push(quoted[1] === '' ? "'" : (quoted[1] ?? '').replaceAll("''", "'"));
      at += quoted[0].length;
    } else if (/[A-Za-z]/u.test(char)) {
      let end = at;
      while (pattern.charAt(end) === char) end += 1;
      parts.push({ letter: char, count: end - at });
      at = end;
    } else {
      parts.push(char);
      at += 1;
    }
  }
  return parts;
}

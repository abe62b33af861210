// Small readings of pattern texts, for the checks; what a pattern matches is decided in core/table and core/routing.

export interface PatternPiece {
  readonly text: string;
  readonly start: number;
}

/** The pieces between separators that no backslash protects, trimmed, empty ones left out, with their place. */
export function splitPattern(text: string, separator: ',' | '.'): readonly PatternPiece[] {
  const pieces: PatternPiece[] = [];
  let begin = 0;
  for (let at = 0; at <= text.length; at += text[at] === '\\' ? 2 : 1) {
    if (at < text.length && text[at] !== separator) continue;
    const piece = text.slice(begin, at);
    if (piece.trim() !== '') pieces.push({ text: piece.trim(), start: begin + piece.search(/\S/u) });
    begin = at + 1;
  }
  return pieces;
}

/** A name without anything that means more than itself. */
export const isPlainName = (text: string): boolean => /^[\p{L}\p{N}_-]+$/u.test(text);

/** `\.*` or `\.+`: any name. */
export const isAnyName = (text: string): boolean => text === '\\.*' || text === '\\.+';

const REPEATED = /(\[[^\]]*\]|\\?[^\\{}()|])\{(\d+),(\d*)\}/gu;

/** `t[0-9]{1,2}` as `t[0-9][0-9]?`: repetition without a comma; undefined where there is none, or it would get long. */
export function writeOutRepetitions(text: string): string | undefined {
  let possible = true;
  const written = text.replaceAll(REPEATED, (all, atom: string, from: string, to: string) => {
    const min = Number(from);
    if (to === '') return `${atom}{${min}}${atom}*`;
    const more = Number(to) - min;
    if (more < 0 || min + more > 12) possible = false;
    return possible ? `${atom.repeat(min)}${`${atom}?`.repeat(more)}` : all;
  });
  return possible && written !== text ? written : undefined;
}

const WORDS_IN_BRACKETS = /\[([\p{L}\p{N}_]+(?:\|[\p{L}\p{N}_]+)+)\]/gu;

/** `[app|web]`, which means one of the characters a, p, |, w, e, b. */
export function findWordsInBrackets(
  text: string,
): readonly { readonly start: number; readonly end: number; readonly words: string }[] {
  return [...text.matchAll(WORDS_IN_BRACKETS)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    words: match[1] ?? '',
  }));
}

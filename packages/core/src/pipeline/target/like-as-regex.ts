// The pattern of LIKE … ESCAPE as the regular expression that LIKE without ESCAPE searches for in Flink CDC (java.util.regex).

/** Undefined where the escape stands before something that it cannot make plain. */
export function likeAsRegex(pattern: string, escape: string): string | undefined {
  const chars = Array.from(pattern);
  if (Array.from(escape).length !== 1) return undefined;
  let regex = '';
  for (let at = 0; at < chars.length; at += 1) {
    let char = chars[at] ?? '';
    if (char === escape) {
      at += 1;
      char = chars[at] ?? '';
      if (char !== '%' && char !== '_' && char !== escape) return undefined;
      regex += plain(char);
    } else if (char === '%') regex += '.*';
    else regex += char === '_' ? '.' : plain(char);
  }
  return `(?s)^${regex}\\z`;
}

const plain = (char: string): string => (/[\\^$.|?*+()[\]{}]/u.test(char) ? `\\${char}` : char);

// Texts by code point, as the newer text functions count them.

/** Each element is one code point; a lone surrogate stays alone. */
export function codePoints(text: string): string[] {
  return Array.from(text);
}

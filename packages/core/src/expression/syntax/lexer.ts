// Words of the expression language: Java lexical rules of Apache Calcite as Flink CDC sets them (back-quoted and case-sensitive
// identifiers, single-quoted text with doubled quotes, -- and /* */ comments). Never fails: what it cannot read is an `error` token.
import type { TextRange } from '../../yaml/index.ts';

export type TokenKind =
  'word' | 'quoted' | 'text' | 'integer' | 'decimal' | 'double' | 'symbol' | 'error' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The text of the token; for `quoted` and `text` what stands inside the quotes, doubled quotes undone. */
  readonly value: string;
  /** The same in upper case for `word`, to compare with keywords; otherwise as `value`. */
  readonly upper: string;
  readonly range: TextRange;
}

const SPACE = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/uy;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const QUOTED = /`((?:[^`]|``)*)`/uy;
const TEXT = /'((?:[^']|'')*)'/uy;
const NUMBER = /(?:(\d+)(\.\d*)?|(\.\d+))([eE][+-]?\d+)?/uy;
const SYMBOL = /\|\||<>|!=|<=|>=|\\\*|[-+*/%()[\],.=<>]/uy;

export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const token = readToken(text, at);
    tokens.push(token);
    at = skipSpace(text, token.range.end);
  }
  tokens.push({ kind: 'end', value: '', upper: '', range: { start: text.length, end: text.length } });
  return tokens;
}

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  return SPACE.test(text) ? SPACE.lastIndex : at;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function readToken(text: string, at: number): Token {
  const token = (kind: TokenKind, length: number, value: string): Token => ({
    kind,
    value,
    upper: kind === 'word' ? value.toUpperCase() : value,
    range: { start: at, end: at + length },
  });
  const quoted = matchAt(QUOTED, text, at);
  if (quoted !== null) return token('quoted', quoted[0].length, (quoted[1] ?? '').replaceAll('``', '`'));
  const literal = matchAt(TEXT, text, at);
  if (literal !== null) return token('text', literal[0].length, (literal[1] ?? '').replaceAll("''", "'"));
  const number = matchAt(NUMBER, text, at);
  if (number !== null) return token(numberKind(number), number[0].length, number[0]);
  const word = matchAt(WORD, text, at);
  if (word !== null) return token('word', word[0].length, word[0]);
  const symbol = matchAt(SYMBOL, text, at);
  if (symbol !== null) return token('symbol', symbol[0].length, plainSymbol(symbol[0]));
  if (text[at] === "'" || text[at] === '`') return token('error', text.length - at, text.slice(at));
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return token('error', char.length, char);
}

function numberKind(match: RegExpExecArray): TokenKind {
  if (match[4] !== undefined) return 'double';
  return match[2] !== undefined || match[3] !== undefined ? 'decimal' : 'integer';
}

/** `!=` is another spelling of `<>`, and `\*` one of the star, for documents that escape it. */
function plainSymbol(symbol: string): string {
  if (symbol === '!=') return '<>';
  return symbol === '\\*' ? '*' : symbol;
}

// Words, names, strings and symbols of a MySQL or MariaDB statement (MySQL 8.4 manual 11.1 to 11.7, MariaDB "Comment Syntax"). Comments
// are left out; the text in version comments (`/*!50100 … */`, `/*M!100200 … */`) counts where the server that ran it counted it.

export interface SqlDialect {
  readonly flavor: 'mysql' | 'mariadb';
  /** major * 10000 + minor * 100 + patch, as in version comments: 101119, 80402. */
  readonly version: number;
  /** sql_mode ANSI_QUOTES: `"` quotes names. */
  readonly ansiQuotes: boolean;
  /** sql_mode NO_BACKSLASH_ESCAPES: `\` in strings is a backslash. */
  readonly noBackslashEscapes: boolean;
}

export type TokenKind = 'word' | 'name' | 'string' | 'number' | 'bytes' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** word: as written; name, string: without quotes and escapes; bytes (x'00', 0x00, b'01'): hexadecimal digits. */
  readonly text: string;
  /** Where it stood in the statement. */
  readonly start: number;
  readonly end: number;
}

/** What the parser cannot make sense of. Never leaves this folder. */
export class DdlSyntaxError extends Error {}

const SPACE = /\s/u;
const WORD_PART = /[\p{L}\d_$\u0080-\uffff]/u;
const BYTES = /^(?:[xX]'([\da-fA-F]*)'|[bB]'([01]*)'|0x([\da-fA-F]+)\b|0b([01]+)\b)/u;
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
};

/** Ends with a token of kind `end`. Throws DdlSyntaxError for what never ends. */
export function tokenize(sql: string, dialect: SqlDialect): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  /** Version comments that are open: their ends are passed over. */
  let open = 0;
  while (at < sql.length) {
    const char = sql.charAt(at);
    if (SPACE.test(char)) at += 1;
    else if (open > 0 && sql.startsWith('*/', at)) {
      open -= 1;
      at += 2;
    } else {
      const comment = skipComment(sql, at, dialect);
      if (comment === undefined) {
        const token = readToken(sql, at, dialect);
        tokens.push(token);
        at = token.end;
      } else {
        if (comment.opens) open += 1;
        at = comment.end;
      }
    }
  }
  tokens.push({ kind: 'end', text: '', start: sql.length, end: sql.length });
  return tokens;
}

function skipComment(
  sql: string,
  at: number,
  dialect: SqlDialect,
): { readonly end: number; readonly opens: boolean } | undefined {
  const isLine =
    sql[at] === '#' || (sql.startsWith('--', at) && /^(?:\s|$)/u.test(sql.slice(at + 2, at + 3)));
  if (isLine) {
    const end = sql.indexOf('\n', at);
    return { end: end < 0 ? sql.length : end + 1, opens: false };
  }
  if (!sql.startsWith('/*', at)) return undefined;
  const version = /^\/\*(M?)!(\d{5,6})?/u.exec(sql.slice(at, at + 12));
  if (version !== null && counts(version[1] === 'M', Number(version[2] ?? 0), dialect)) {
    return { end: at + version[0].length, opens: true };
  }
  const end = sql.indexOf('*/', at + 2);
  if (end < 0) throw new DdlSyntaxError('a comment does not end');
  return { end: end + 2, opens: false };
}

/** MariaDB passes over MySQL's version comments from 5.7 up to 99999, whose features it does not share. */
function counts(forMariadb: boolean, version: number, { flavor, version: server }: SqlDialect): boolean {
  if (flavor === 'mysql') return !forMariadb && version <= server;
  return version <= server && (forMariadb || version < 50_700 || version > 99_999);
}

function readToken(sql: string, at: number, dialect: SqlDialect): Token {
  const char = sql.charAt(at);
  const escapes = !dialect.noBackslashEscapes;
  if (char === '`' || (char === '"' && dialect.ansiQuotes)) {
    return readQuoted(sql, at, { kind: 'name', escapes: false });
  }
  if (char === "'" || char === '"') return readQuoted(sql, at, { kind: 'string', escapes });
  const bytes = isInWord(sql, at) ? undefined : readBytes(sql, at);
  if (bytes !== undefined) return bytes;
  // N'…', a string in the national character set.
  if (/^[nN]'/u.test(sql.slice(at, at + 2))) {
    return { ...readQuoted(sql, at + 1, { kind: 'string', escapes }), start: at };
  }
  return readNumberOrWord(sql, at);
}

function readBytes(sql: string, at: number): Token | undefined {
  const found = BYTES.exec(sql.slice(at));
  if (found === null) return undefined;
  const [text, hex, bits, hexNumber, bitNumber] = found;
  const digits = hex ?? hexNumber ?? hexOfBits(bits ?? bitNumber ?? '');
  return { kind: 'bytes', text: digits, start: at, end: at + text.length };
}

function readNumberOrWord(sql: string, at: number): Token {
  const number = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/u.exec(sql.slice(at, at + 120));
  if (number !== null && !WORD_PART.test(sql.charAt(at + number[0].length))) {
    return { kind: 'number', text: number[0], start: at, end: at + number[0].length };
  }
  if (!WORD_PART.test(sql.charAt(at)))
    return { kind: 'symbol', text: sql.charAt(at), start: at, end: at + 1 };
  let end = at + 1;
  while (end < sql.length && WORD_PART.test(sql.charAt(end))) end += 1;
  return { kind: 'word', text: sql.slice(at, end), start: at, end };
}

const isInWord = (sql: string, at: number): boolean => at > 0 && WORD_PART.test(sql.charAt(at - 1));

function hexOfBits(bits: string): string {
  if (bits === '') return '';
  const digits = BigInt(`0b${bits}`).toString(16);
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

function readQuoted(
  sql: string,
  start: number,
  { kind, escapes }: { readonly kind: 'name' | 'string'; readonly escapes: boolean },
): Token {
  const quote = sql.charAt(start);
  let text = '';
  let at = start + 1;
  while (at < sql.length) {
    const char = sql.charAt(at);
    if (char === quote && sql[at + 1] === quote) {
      text += quote;
      at += 2;
    } else if (char === quote) return { kind, text, start, end: at + 1 };
    else if (char === '\\' && escapes) {
      const next = sql.charAt(at + 1);
      // \% and \_ keep their backslash outside of patterns, too.
      text += next === '%' || next === '_' ? `\\${next}` : (ESCAPES[next] ?? next);
      at += 2;
    } else {
      text += char;
      at += 1;
    }
  }
  throw new DdlSyntaxError(`what begins with ${quote} does not end`);
}

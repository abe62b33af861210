// What an expression is made of before any operator: literals, columns, parentheses, CASE, CAST, constructors, intervals and calls.
import type { CaseBranch, ColumnRef, ExpressionNode, LiteralValue, TypeName } from './ast.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';
import { parseCall } from './parse-call.ts';

/** Words that begin or continue a construct and are therefore no column names unless back-quoted. */
const RESERVED: ReadonlySet<string> = new Set(
  'AND OR NOT IS BETWEEN IN LIKE SIMILAR ESCAPE CASE WHEN THEN ELSE END AS NULL TRUE FALSE FROM FOR DISTINCT SELECT WHERE CAST'.split(
    ' ',
  ),
);

export function isReserved(word: string): boolean {
  return RESERVED.has(word.toUpperCase());
}

/** Functions that are called by their bare name. */
export const BARE_FUNCTIONS: ReadonlySet<string> = new Set([
  'LOCALTIME',
  'LOCALTIMESTAMP',
  'CURRENT_TIME',
  'CURRENT_DATE',
  'CURRENT_TIMESTAMP',
]);

export function parsePrimary(cursor: Cursor): ExpressionNode {
  const token = cursor.token;
  switch (token.kind) {
    case 'integer':
    case 'decimal':
    case 'double':
    case 'text':
      cursor.take();
      return { kind: 'literal', literal: literalOf(token), range: token.range };
    case 'quoted':
      return parseColumn(cursor);
    case 'word':
      return parseWord(cursor);
    case 'symbol':
      if (cursor.acceptSymbol('(')) return parseParenthesis(cursor, token.range.start);
      break;
    case 'error':
    case 'end':
      break;
  }
  throw cursor.unexpected('an expression');
}

/** The range takes in the parentheses, so that a message can quote the whole; several expressions are a ROW. */
function parseParenthesis(cursor: Cursor, start: number): ExpressionNode {
  const inner = cursor.parse(0);
  if (cursor.acceptSymbol(',')) {
    const args = [inner, ...cursor.parseList(')')];
    const nameRange = { start, end: start + 1 };
    return {
      kind: 'call',
      name: 'ROW',
      nameRange,
      args,
      form: 'commas',
      range: { start, end: cursor.lastEnd },
    };
  }
  cursor.expectSymbol(')');
  return { ...inner, range: { start, end: cursor.lastEnd } };
}

function literalOf(token: Token): LiteralValue {
  if (token.kind === 'integer') return { type: 'integer', value: BigInt(token.value) };
  if (token.kind === 'decimal') return { type: 'decimal', text: token.value };
  if (token.kind === 'double') return { type: 'double', value: Number(token.value) };
  return { type: 'text', value: token.value };
}

function parseWord(cursor: Cursor): ExpressionNode {
  const { upper, range } = cursor.token;
  const constant = CONSTANTS.get(upper);
  if (constant !== undefined) {
    cursor.take();
    return { kind: 'literal', literal: constant, range };
  }
  const construct = parseConstruct(cursor);
  if (construct !== undefined) return construct;
  if (UNSUPPORTED_LITERALS.includes(upper) && cursor.peek(1).kind === 'text')
    throw unsupportedLiteral(cursor);
  if (isReserved(upper)) throw cursor.unexpected('an expression');
  if (nextIs(cursor, '(')) return parseCall(cursor);
  if (!BARE_FUNCTIONS.has(upper)) return parseColumn(cursor);
  const name = cursor.take();
  return { kind: 'call', name: name.value, nameRange: range, args: [], form: 'bare', range };
}

const CONSTANTS: ReadonlyMap<string, LiteralValue> = new Map([
  ['TRUE', { type: 'boolean', value: true }],
  ['FALSE', { type: 'boolean', value: false }],
  ['NULL', { type: 'null' }],
]);

const UNSUPPORTED_LITERALS: readonly string[] = ['DATE', 'TIME', 'TIMESTAMP', 'X'];

function nextIs(cursor: Cursor, symbol: string): boolean {
  const next = cursor.peek(1);
  return next.kind === 'symbol' && next.value === symbol;
}

/** What begins with a word of its own and is neither a call nor a column. */
function parseConstruct(cursor: Cursor): ExpressionNode | undefined {
  const { upper } = cursor.token;
  switch (upper) {
    case 'CASE':
      return parseCase(cursor);
    case 'CAST':
    case 'TRY_CAST':
      return nextIs(cursor, '(') ? parseCast(cursor) : undefined;
    case 'ARRAY':
    case 'MAP':
      return nextIs(cursor, '[') ? parseCollection(cursor, upper) : undefined;
    case 'INTERVAL':
      return cursor.peek(1).kind === 'text' || nextIs(cursor, '-') || nextIs(cursor, '+')
        ? parseInterval(cursor)
        : undefined;
    default:
      return undefined;
  }
}

function unsupportedLiteral(cursor: Cursor): Error {
  const { upper, range } = cursor.token;
  const literal = cursor.peek(1);
  const instead = upper === 'DATE' ? 'TO_DATE' : upper === 'TIMESTAMP' ? 'TO_TIMESTAMP' : undefined;
  const advice = instead === undefined ? '' : ` Write ${instead}('${literal.value}').`;
  const what = upper === 'X' ? 'Byte literals' : `${upper} literals`;
  return cursor.stop(
    { start: range.start, end: literal.range.end },
    `${what} such as ${upper} '${literal.value}' are invalid in Flink CDC.${advice}`,
  );
}

function parseColumn(cursor: Cursor): ColumnRef {
  const first = cursor.take();
  const names = [first];
  while (cursor.isSymbol('.') && (cursor.peek(1).kind === 'word' || cursor.peek(1).kind === 'quoted')) {
    cursor.take();
    names.push(cursor.take());
  }
  const last = names.at(-1) ?? first;
  return {
    kind: 'column',
    name: last.value,
    qualifiers: names.slice(0, -1).map((token) => token.value),
    nameRange: last.range,
    range: { start: first.range.start, end: last.range.end },
  };
}

function parseCase(cursor: Cursor): ExpressionNode {
  const start = cursor.take().range.start;
  const operand = cursor.isWord('WHEN') ? undefined : cursor.parse(0);
  const branches: CaseBranch[] = [];
  do {
    cursor.expectWord('WHEN');
    const when = cursor.parse(0);
    cursor.expectWord('THEN');
    branches.push({ when, result: cursor.parse(0) });
  } while (cursor.isWord('WHEN'));
  const otherwise = cursor.acceptWord('ELSE') ? cursor.parse(0) : undefined;
  cursor.expectWord('END');
  return { kind: 'case', operand, branches, otherwise, range: { start, end: cursor.lastEnd } };
}

function parseCast(cursor: Cursor): ExpressionNode {
  const keyword = cursor.take();
  cursor.expectSymbol('(');
  const operand = cursor.parse(0);
  cursor.expectWord('AS');
  const type = parseTypeName(cursor);
  cursor.expectSymbol(')');
  const range = { start: keyword.range.start, end: cursor.lastEnd };
  return { kind: 'cast', operand, type, isTry: keyword.upper === 'TRY_CAST', range };
}

/** A type name of one or several words with numbers; what follows it in angle brackets is kept as part of the name. */
function parseTypeName(cursor: Cursor): TypeName {
  const first = cursor.token;
  if (first.kind !== 'word') throw cursor.unexpected('a type');
  let name = '';
  let parameters: readonly number[] = [];
  while (cursor.token.kind === 'word' || cursor.isSymbol('(') || cursor.isSymbol('<')) {
    if (cursor.acceptSymbol('(')) parameters = parseTypeParameters(cursor);
    else if (cursor.isSymbol('<')) name += skipAngles(cursor);
    else name += `${name === '' ? '' : ' '}${cursor.take().upper}`;
  }
  return { name, parameters, range: { start: first.range.start, end: cursor.lastEnd } };
}

function parseTypeParameters(cursor: Cursor): readonly number[] {
  const numbers: number[] = [];
  do {
    if (cursor.token.kind !== 'integer') throw cursor.unexpected('a number');
    numbers.push(Number(cursor.take().value));
  } while (cursor.acceptSymbol(','));
  cursor.expectSymbol(')');
  return numbers;
}

function skipAngles(cursor: Cursor): string {
  const start = cursor.token.range.start;
  let open = 0;
  do {
    if (cursor.token.kind === 'end') throw cursor.unexpected('`>`');
    const symbol = cursor.take().value;
    if (symbol === '<') open += 1;
    if (symbol === '>') open -= 1;
  } while (open > 0);
  return cursor.text.slice(start, cursor.lastEnd);
}

function parseInterval(cursor: Cursor): ExpressionNode {
  const start = cursor.take().range.start;
  const sign = cursor.acceptSymbol('-') ? -1 : 1;
  if (sign === 1) cursor.acceptSymbol('+');
  if (cursor.token.kind !== 'text') throw cursor.unexpected("a text such as '1'");
  const text = cursor.take().value;
  const from = parseUnit(cursor);
  const to = cursor.acceptWord('TO') ? parseUnit(cursor) : undefined;
  return { kind: 'interval', sign, text, from, to, range: { start, end: cursor.lastEnd } };
}

function parseUnit(cursor: Cursor): string {
  if (cursor.token.kind !== 'word') throw cursor.unexpected('a time unit such as DAY');
  const unit = cursor.take().upper;
  if (cursor.acceptSymbol('(')) parseTypeParameters(cursor);
  return unit;
}

function parseCollection(cursor: Cursor, type: 'ARRAY' | 'MAP'): ExpressionNode {
  const start = cursor.take().range.start;
  cursor.expectSymbol('[');
  const items = cursor.acceptSymbol(']') ? [] : cursor.parseList(']');
  return { kind: 'collection', type, items, range: { start, end: cursor.lastEnd } };
}

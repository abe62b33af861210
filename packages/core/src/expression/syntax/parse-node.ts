// Operators: prefix, infix and postfix, by climbing precedences.
import type { TextRange } from '../../yaml/index.ts';
import type { BinaryOperator, ExpressionNode } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parsePrimary } from './parse-primary.ts';
import { PRECEDENCE, precedenceOf } from './precedence.ts';

const SYMBOLS: ReadonlyMap<string, BinaryOperator> = new Map(
  (['+', '-', '*', '/', '%', '||', '=', '<>', '<', '<=', '>', '>='] as const).map((symbol) => [
    symbol,
    symbol,
  ]),
);

/** Reads an expression whose operators all bind tighter than `floor`; 0 for a whole one. Throws SyntaxStop. */
export function parseNode(cursor: Cursor, floor: number): ExpressionNode {
  return cursor.nested(() => {
    let left = parsePrefix(cursor);
    for (;;) {
      const next = parseInfix(cursor, left, floor);
      if (next === undefined) return left;
      cursor.countOperator();
      left = next;
    }
  });
}

function parsePrefix(cursor: Cursor): ExpressionNode {
  const start = cursor.token.range.start;
  if (cursor.acceptWord('NOT')) {
    const operand = parseNode(cursor, PRECEDENCE.NOT);
    return { kind: 'unary', operator: 'NOT', operand, range: { start, end: operand.range.end } };
  }
  if (cursor.isSymbol('-') || cursor.isSymbol('+')) {
    const operator = cursor.take().value === '-' ? '-' : '+';
    const operand = parseNode(cursor, PRECEDENCE.sign);
    return { kind: 'unary', operator, operand, range: { start, end: operand.range.end } };
  }
  return parsePrimary(cursor);
}

function parseInfix(cursor: Cursor, left: ExpressionNode, floor: number): ExpressionNode | undefined {
  if (cursor.token.kind === 'symbol') return parseSymbol(cursor, left, floor);
  if (cursor.token.kind !== 'word') return undefined;
  switch (cursor.token.upper) {
    case 'AND':
    case 'OR':
      return parseLogic(cursor, left, floor);
    case 'IS':
      return parseIs(cursor, left, floor);
    case 'NOT':
    case 'BETWEEN':
    case 'IN':
    case 'LIKE':
    case 'SIMILAR':
      return floor < PRECEDENCE.range ? parseRange(cursor, left) : undefined;
    default:
      return undefined;
  }
}

function parseLogic(cursor: Cursor, left: ExpressionNode, floor: number): ExpressionNode | undefined {
  const operator = cursor.isWord('AND') ? 'AND' : 'OR';
  if (precedenceOf(operator) <= floor) return undefined;
  cursor.take();
  const right = parseNode(cursor, precedenceOf(operator));
  return { kind: 'binary', operator, left, right, range: between(left, right) };
}

function parseSymbol(cursor: Cursor, left: ExpressionNode, floor: number): ExpressionNode | undefined {
  if (cursor.isSymbol('[') && floor < PRECEDENCE.access) {
    cursor.take();
    const index = parseNode(cursor, 0);
    cursor.expectSymbol(']');
    return {
      kind: 'access',
      container: left,
      index,
      range: { start: left.range.start, end: cursor.lastEnd },
    };
  }
  const operator = SYMBOLS.get(cursor.token.value);
  if (operator === undefined || precedenceOf(operator) <= floor) return undefined;
  cursor.take();
  const right = parseNode(cursor, precedenceOf(operator));
  return { kind: 'binary', operator, left, right, range: between(left, right) };
}

function parseIs(cursor: Cursor, left: ExpressionNode, floor: number): ExpressionNode | undefined {
  const negated = cursor.peek(1).upper === 'NOT' && cursor.peek(1).kind === 'word';
  const word = cursor.peek(negated ? 2 : 1).upper;
  if (floor >= (word === 'DISTINCT' ? PRECEDENCE.distinct : PRECEDENCE.IS)) return undefined;
  cursor.take();
  if (negated) cursor.take();
  if (cursor.acceptWord('DISTINCT')) {
    cursor.expectWord('FROM');
    const right = parseNode(cursor, PRECEDENCE.distinct);
    return { kind: 'distinct', left, right, negated, range: between(left, right) };
  }
  for (const test of ['NULL', 'TRUE', 'FALSE', 'UNKNOWN'] as const) {
    if (cursor.acceptWord(test)) {
      return {
        kind: 'is',
        operand: left,
        test,
        negated,
        range: { start: left.range.start, end: cursor.lastEnd },
      };
    }
  }
  throw cursor.unexpected('NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM');
}

function parseRange(cursor: Cursor, operand: ExpressionNode): ExpressionNode {
  const negated = cursor.acceptWord('NOT');
  const rangeTo = (end: number): TextRange => ({ start: operand.range.start, end });
  if (cursor.acceptWord('BETWEEN')) {
    cursor.acceptWord('ASYMMETRIC');
    const low = parseNode(cursor, PRECEDENCE.range);
    cursor.expectWord('AND');
    const high = parseNode(cursor, PRECEDENCE.range);
    return { kind: 'between', operand, low, high, negated, range: rangeTo(high.range.end) };
  }
  if (cursor.acceptWord('IN')) {
    cursor.expectSymbol('(');
    const items = cursor.parseList(')');
    return { kind: 'in', operand, items, negated, range: rangeTo(cursor.lastEnd) };
  }
  if (cursor.acceptWord('LIKE')) return parsePattern(cursor, operand, { operator: 'LIKE', negated });
  if (cursor.acceptWord('SIMILAR')) {
    cursor.expectWord('TO');
    return parsePattern(cursor, operand, { operator: 'SIMILAR TO', negated });
  }
  throw cursor.unexpected('BETWEEN, IN, LIKE or SIMILAR TO');
}

function parsePattern(
  cursor: Cursor,
  operand: ExpressionNode,
  match: { readonly operator: 'LIKE' | 'SIMILAR TO'; readonly negated: boolean },
): ExpressionNode {
  const pattern = parseNode(cursor, PRECEDENCE.range);
  const escape = cursor.acceptWord('ESCAPE') ? parseNode(cursor, PRECEDENCE.range) : undefined;
  const range = { start: operand.range.start, end: cursor.lastEnd };
  return { kind: 'match', ...match, operand, pattern, escape, range };
}

function between(left: ExpressionNode, right: ExpressionNode): TextRange {
  return { start: left.range.start, end: right.range.end };
}

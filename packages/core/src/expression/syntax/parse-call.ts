// Calls: `NAME(a, b)` and the four functions that SQL writes with keywords (EXTRACT, TRIM, SUBSTRING, OVERLAY, POSITION), whose
// arguments come out in the order of their comma forms.
import type { Call, ExpressionNode, Keyword } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { PRECEDENCE } from './precedence.ts';

/** Functions whose first argument is a bare time unit. */
const UNIT_FIRST: ReadonlySet<string> = new Set(['TIMESTAMPDIFF', 'TIMESTAMPADD', 'EXTRACT']);

export function parseCall(cursor: Cursor): Call {
  const name = cursor.take();
  cursor.expectSymbol('(');
  const start = name.range.start;
  const { args, form } = parseArguments(cursor, name.upper);
  return {
    kind: 'call',
    name: name.value,
    nameRange: name.range,
    args,
    form,
    range: { start, end: cursor.lastEnd },
  };
}

interface Arguments {
  readonly args: readonly ExpressionNode[];
  readonly form: 'commas' | 'keywords';
}

function parseArguments(cursor: Cursor, name: string): Arguments {
  if (cursor.acceptSymbol(')')) return { args: [], form: 'commas' };
  if (name === 'TRIM') return parseTrim(cursor);
  const args: ExpressionNode[] = [parseFirst(cursor, name)];
  const separators = KEYWORD_FORMS.get(name);
  if (separators?.some(([word]) => word !== undefined && cursor.isWord(word)) === true) {
    for (const [word, isNeeded] of separators) {
      if (cursor.acceptWord(word)) args.push(cursor.parse(PRECEDENCE.range));
      else if (isNeeded) throw cursor.unexpected(word);
    }
    cursor.expectSymbol(')');
    return { args, form: 'keywords' };
  }
  while (cursor.acceptSymbol(',')) args.push(cursor.parse(0));
  cursor.expectSymbol(')');
  return { args, form: 'commas' };
}

/** The keywords between the arguments, in order, and whether each must be there. */
const KEYWORD_FORMS: ReadonlyMap<string, readonly (readonly [string, boolean])[]> = new Map([
  ['EXTRACT', [['FROM', true]]],
  [
    'SUBSTRING',
    [
      ['FROM', true],
      ['FOR', false],
    ],
  ],
  [
    'OVERLAY',
    [
      ['PLACING', true],
      ['FROM', true],
      ['FOR', false],
    ],
  ],
  [
    'POSITION',
    [
      ['IN', true],
      ['FROM', false],
    ],
  ],
]);

function parseFirst(cursor: Cursor, name: string): ExpressionNode {
  const next = cursor.peek(1);
  const endsHere = next.kind === 'symbol' ? next.value === ',' : next.upper === 'FROM';
  if (UNIT_FIRST.has(name) && cursor.token.kind === 'word' && endsHere) return keyword(cursor);
  return cursor.parse(KEYWORD_FORMS.has(name) ? PRECEDENCE.range : 0);
}

function keyword(cursor: Cursor): Keyword {
  const token = cursor.take();
  return { kind: 'keyword', name: token.upper, range: token.range };
}

/** `TRIM(s)`, `TRIM(BOTH 'x' FROM s)`, `TRIM('x' FROM s)`: the arguments are s, then the side, then the characters. */
function parseTrim(cursor: Cursor): Arguments {
  const isSide = ['BOTH', 'LEADING', 'TRAILING'].includes(cursor.token.upper) && cursor.token.kind === 'word';
  const side = isSide ? keyword(cursor) : undefined;
  const first = cursor.isWord('FROM') ? undefined : cursor.parse(0);
  if (!cursor.acceptWord('FROM')) {
    if (side !== undefined || first === undefined) throw cursor.unexpected('FROM');
    const more: ExpressionNode[] = [];
    while (cursor.acceptSymbol(',')) more.push(cursor.parse(0));
    cursor.expectSymbol(')');
    return { args: [first, ...more], form: 'commas' };
  }
  const operand = cursor.parse(0);
  cursor.expectSymbol(')');
  const both: Keyword = { kind: 'keyword', name: 'BOTH', range: operand.range };
  return { args: [operand, side ?? both, ...(first === undefined ? [] : [first])], form: 'keywords' };
}

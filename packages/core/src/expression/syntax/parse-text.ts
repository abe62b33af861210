// The two texts that a transform rule holds: a projection (a list of items) and a condition. A broken item is a finding, and the
// others are still read, so that completion and the canvas have something to show while somebody types.
import type { TextRange } from '../../yaml/index.ts';
import type { ExpressionFinding } from '../finding.ts';
import type { ExpressionNode } from './ast.ts';
import { Cursor, SyntaxStop } from './cursor.ts';
import { tokenize } from './lexer.ts';
import { isReserved } from './parse-primary.ts';
import { parseNode } from './parse-node.ts';

/** An expression with its own text; ranges, here and in the node, count in the text that was parsed. */
export interface Expression {
  readonly node: ExpressionNode;
  readonly text: string;
  readonly range: TextRange;
}

export type ProjectionItem =
  | { readonly kind: 'star'; readonly range: TextRange }
  /** A column as it is, perhaps under another name; `name` is the name of the result. */
  | {
      readonly kind: 'column';
      readonly column: string;
      readonly columnRange: TextRange;
      readonly name: string;
      readonly nameRange: TextRange;
      readonly expression: Expression;
      readonly range: TextRange;
    }
  | {
      readonly kind: 'computed';
      readonly expression: Expression;
      readonly name: string;
      readonly nameRange: TextRange;
      readonly range: TextRange;
    };

export interface ParsedProjection {
  /** Those that could be read, in order. */
  readonly items: readonly ProjectionItem[];
  readonly findings: readonly ExpressionFinding[];
}

export interface ParsedCondition {
  /** Undefined when it could not be read. */
  readonly expression: Expression | undefined;
  readonly findings: readonly ExpressionFinding[];
}

/** A blank projection is a single star. */
export function parseProjection(text: string): ParsedProjection {
  if (text.trim() === '')
    return { items: [{ kind: 'star', range: { start: 0, end: text.length } }], findings: [] };
  const cursor = new Cursor(text, tokenize(text), parseNode);
  const items: ProjectionItem[] = [];
  const findings: ExpressionFinding[] = [];
  do {
    recover(cursor, findings, () => {
      const item = parseItem(cursor);
      if (!cursor.isSymbol(',') && cursor.token.kind !== 'end')
        throw cursor.unexpected('`,` or the end of the projection');
      if ('code' in item) findings.push(item);
      else items.push(item);
    });
  } while (cursor.acceptSymbol(','));
  return { items, findings };
}

/** A condition, as of a filter, or any single expression. */
export function parseCondition(text: string): ParsedCondition {
  const cursor = new Cursor(text, tokenize(text), parseNode);
  const findings: ExpressionFinding[] = [];
  let expression: Expression | undefined;
  recover(cursor, findings, () => {
    const read = parseExpression(cursor);
    if (cursor.token.kind !== 'end') throw cursor.unexpected('an operator or the end of the expression');
    expression = read;
  });
  return { expression, findings };
}

function recover(cursor: Cursor, findings: ExpressionFinding[], read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SyntaxStop)) throw error;
    findings.push(error.finding);
    cursor.skipToComma();
  }
}

function parseExpression(cursor: Cursor): Expression {
  cursor.beginExpression();
  const start = cursor.token.range.start;
  const node = cursor.parse(0);
  const range = { start, end: cursor.lastEnd };
  return { node, range, text: cursor.text.slice(range.start, range.end) };
}

function parseItem(cursor: Cursor): ProjectionItem | ExpressionFinding {
  const start = cursor.token.range.start;
  if (cursor.acceptSymbol('*')) return { kind: 'star', range: { start, end: cursor.lastEnd } };
  const expression = parseExpression(cursor);
  const alias = parseAlias(cursor);
  const range = { start, end: cursor.lastEnd };
  const { node } = expression;
  if (node.kind === 'column') {
    const { name: column, nameRange: columnRange } = node;
    const name = alias?.value ?? column;
    return {
      kind: 'column',
      column,
      columnRange,
      name,
      nameRange: alias?.range ?? columnRange,
      expression,
      range,
    };
  }
  if (alias !== undefined)
    return { kind: 'computed', expression, name: alias.value, nameRange: alias.range, range };
  return {
    code: 'missing-alias',
    message: `The computed column \`${expression.text}\` has no name. Write \`${expression.text} AS some_name\`.`,
    range: expression.range,
    suggestion: `${expression.text} AS column_${expression.range.start + 1}`,
  };
}

interface Alias {
  readonly value: string;
  readonly range: TextRange;
}

function parseAlias(cursor: Cursor): Alias | undefined {
  const isNeeded = cursor.acceptWord('AS');
  const token = cursor.token;
  const isName = token.kind === 'quoted' || (token.kind === 'word' && !isReserved(token.upper));
  if (isName) return cursor.take();
  if (isNeeded) throw cursor.unexpected('a column name after AS');
  return undefined;
}

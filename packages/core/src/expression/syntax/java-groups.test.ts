import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDataType } from '../../types/index.ts';
import type { Row } from '../../value/index.ts';
import { evaluateText } from '../testing/evaluate-text.ts';
import { expressions } from '../testing/generate-expression.ts';
import type { ExpressionNode } from './ast.ts';
import { lostInJava, rightSideInJava, type JavaFacts } from './java-groups.ts';
import { mapChildren } from './map-children.ts';
import { parseCondition } from './parse-text.ts';
import { printExpression } from './print.ts';

const facts = (): JavaFacts => ({
  isNullableColumn: ({ name }) => name !== 'sure',
  isDecimal: (node) => printExpression(node).includes('price'),
  isUserFunction: () => false,
  nullable: new Map(),
});

const parse = (text: string): ExpressionNode => parseCondition(text).expression!.node;

function inJava(text: string): string {
  const node = parse(text);
  if (node.kind !== 'binary') throw new Error(text);
  return printExpression(rightSideInJava(node, facts()));
}

describe('the right side of AND and OR in Java', () => {
  test.each([
    // The two cases of Flink CDC that showed it.
    ['p OR (TRUE AND ((n IS NULL OR n < 2) AND NOT TRUE))', 'TRUE AND n IS NULL OR n < 2 AND NOT TRUE'],
    ['p OR (FALSE AND (n IS NOT NULL OR n IS NULL))', 'FALSE AND n IS NOT NULL OR n IS NULL'],
    // An operand that may be NULL makes a call, and that holds.
    ['p OR (TRUE AND (n IS NULL OR q))', 'TRUE AND (n IS NULL OR q)'],
    ['p OR (q AND (n IS NULL OR n < 2))', 'q AND (n IS NULL OR n < 2)'],
    // A left side that cannot be NULL.
    ['n > 1 OR (TRUE AND (n IS NULL OR n < 2))', 'TRUE AND (n IS NULL OR n < 2)'],
    ['sure OR (TRUE AND (n IS NULL OR n < 2))', 'TRUE AND (n IS NULL OR n < 2)'],
    // Arithmetic, but not that of decimals.
    ['p AND n * (m + 1) > 5', 'n * m + 1 > 5'],
    ['p AND 10 - (n - 1) BETWEEN 1 AND 5', '10 - n - 1 BETWEEN 1 AND 5'],
    ['p AND n - (m + 1) * 2 = 5', 'n - m + 1 * 2 = 5'],
    ['p AND price * (price + 1) > 5', 'price * (price + 1) > 5'],
    ['p AND n + (m + 1) > 5', 'n + m + 1 > 5'],
    // IF is bare, CASE, CAST and functions are not.
    ['p AND IF(n > 1, 10, 20) + 1 > 15', 'IF(n > 1, 10, 20 + 1) > 15'],
    ['p AND IF(n > 1, 10, 20) * IF(m > 1, 1, 2) > 15', 'IF(n > 1, 10, 20) * IF(m > 1, 1, 2) > 15'],
    ['p AND CAST(n + 1 AS INT) * 2 > 15', 'CAST(n + 1 AS INT) * 2 > 15'],
    ['p AND CASE WHEN q THEN n * (m + 1) END > 15', 'CASE WHEN q THEN n * m + 1 END > 15'],
    ['p AND ABS(n * (m + 1)) > 15', 'ABS(n * m + 1) > 15'],
  ])('%s: %s', (text, expected) => expect(inJava(text)).toBe(expected));

  test('names the parts that come apart', () => {
    const lost = (text: string) => lostInJava(parse(text), facts()).map(printExpression);
    expect(lost('p AND n * (m + 1) > IF(q, 1, 2) - 1')).toEqual(['m + 1', 'IF(q, 1, 2)']);
    expect(lost('(p AND TRUE) AND (q OR (TRUE AND (m IS NULL OR sure)))')).toEqual(['m IS NULL OR sure']);
    expect(lost('p AND (m IS NULL OR sure) AND TRUE')).toEqual([]);
    expect(lost('n * (m + 1) > 5 AND p')).toEqual([]);
  });

  test('a cast around the parts keeps them', () => {
    const columns = ['p', 'n', 'm'].map((name) => ({
      name,
      type: parseDataType(name === 'p' ? 'BOOLEAN' : 'INT')!,
    }));
    const row: Row = [true, 3, 4];
    const value = (text: string) => evaluateText(text, { columns }, row);
    expect(value('n * (m + 1) = 15')).toBe('true');
    expect(value('n * (m + 1) = 15 AND p')).toBe('true');
    expect(value('p AND n * (m + 1) = 15')).toBe('false');
    expect(value('p AND n * (m + 1) = 13')).toBe('true');
    expect(value('p AND n * CAST(m + 1 AS INT) = 15')).toBe('true');
  });

  test('a side keeps its words, and reading it a second time changes nothing more', () => {
    fc.assert(
      fc.property(expressions, (right) => {
        const range = { start: 0, end: 0 };
        const left: ExpressionNode = { kind: 'column', name: 'p', qualifiers: [], nameRange: range, range };
        const whole = { kind: 'binary', operator: 'AND', left, right, range } as const;
        const once = rightSideInJava(whole, facts());
        expect(rightSideInJava({ ...whole, right: once }, facts())).toBe(once);
        const words = (node: ExpressionNode) => printExpression(node).replaceAll(/[()]/gu, '');
        expect(words(once)).toBe(words(right));
      }),
    );
  });
});

test('a tree whose parts stay is the same tree', () => {
  fc.assert(
    fc.property(expressions, (node) => {
      expect(mapChildren(node, (child) => child)).toBe(node);
      expect(mapChildren(node, (child) => ({ ...child }))).toEqual(node);
    }),
  );
});

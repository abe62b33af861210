import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { childrenOf, type ExpressionNode } from './ast.ts';
import { parseCondition } from './parse-text.ts';
import { printExpression } from './print.ts';
import { FUZZ_RUNS, FUZZ_TIMEOUT, hangs } from '../../testing/index.ts';
import { expressionTexts, expressions } from '../testing/generate-expression.ts';

const parsed = (text: string): ExpressionNode => {
  const { expression, findings } = parseCondition(text);
  if (expression === undefined)
    throw new Error(`${text}: ${findings.map((finding) => finding.message).join(' ')}`);
  return expression.node;
};

/** The tree without its places. */
function shape(node: ExpressionNode): unknown {
  const own = Object.entries(node).filter(([, value]) => typeof value !== 'object');
  const literal =
    node.kind === 'literal' ? { ...node.literal } : node.kind === 'column' ? node.qualifiers : undefined;
  const type = node.kind === 'cast' ? [node.type.name, node.type.parameters] : undefined;
  return { own: Object.fromEntries(own), literal, type, children: childrenOf(node).map(shape) };
}

describe('printing', () => {
  test.each([
    ['a+(b*c)', 'a + b * c'],
    ['(a+b)*c', '(a + b) * c'],
    ['a-(b-c)', 'a - (b - c)'],
    ['not (a and b)', 'NOT (a AND b)'],
    ['a is not null', 'a IS NOT NULL'],
    ["x like 'a%' escape '!'", "x LIKE 'a%' ESCAPE '!'"],
    ["trim(leading 'x' from s)", "trim(LEADING 'x' FROM s)"],
    ['substring(s from 2 for 3)', 'substring(s FROM 2 FOR 3)'],
    ['extract(year from d)', 'extract(YEAR FROM d)'],
    ['`order`.`a b`', '`order`.`a b`'.replace('`order`', 'order')],
    ["ts - interval '1-2' year to month", "ts - INTERVAL '1-2' YEAR TO MONTH"],
    ['case x when 1 then 2 end', 'CASE x WHEN 1 THEN 2 END'],
    ['cast(a as decimal(10,2))', 'CAST(a AS DECIMAL(10, 2))'],
    ['-(-a)', '-(-a)'],
    ["m['k'][1]", "m['k'][1]"],
  ])('%s becomes %s', (text, expected) => expect(printExpression(parsed(text))).toBe(expected));

  test(
    'reading a printed tree gives the tree',
    () =>
      fc.assert(
        fc.property(expressions, (node) => {
          const text = printExpression(node);
          expect(shape(parsed(text))).toEqual(shape(node));
        }),
        { numRuns: FUZZ_RUNS },
      ),
    FUZZ_TIMEOUT,
  );

  test(
    'no text, however broken, fails or hangs the parser',
    () =>
      fc.assert(
        fc.property(expressionTexts, (text) => {
          const { expression, findings } = parseCondition(text);
          expect(expression !== undefined || findings.length > 0).toBe(true);
          expect(hangs(() => parseCondition(text))).toBe(false);
        }),
        { numRuns: FUZZ_RUNS },
      ),
    FUZZ_TIMEOUT,
  );
});

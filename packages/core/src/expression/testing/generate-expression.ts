// Random expression trees, and texts made from them by random damage. For tests.
import fc from 'fast-check';
import type { BinaryOperator, ExpressionNode, LiteralValue } from '../syntax/ast.ts';
import { printExpression } from '../syntax/print.ts';

const range = { start: 0, end: 0 };

export const COLUMN_NAMES: readonly string[] = [
  'i',
  'k',
  'd',
  's',
  'b',
  'ts',
  'unknown',
  'order',
  'a b',
  'CURRENT_DATE',
  'case',
];

const literals: fc.Arbitrary<LiteralValue> = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 70n }).map((value) => ({ type: 'integer', value }) as const),
  fc.tuple(fc.nat(999), fc.nat(999)).map(([a, b]) => ({ type: 'decimal', text: `${a}.${b}` }) as const),
  fc.double({ min: 0, max: 1e300, noNaN: true }).map((value) => ({ type: 'double', value }) as const),
  fc.string({ maxLength: 5 }).map((value) => ({ type: 'text', value }) as const),
  fc.boolean().map((value) => ({ type: 'boolean', value }) as const),
  fc.constant({ type: 'null' } as const),
);

const operators = fc.constantFrom<BinaryOperator>(
  ...(['+', '-', '*', '/', '%', '||', '=', '<>', '<', '<=', '>', '>=', 'AND', 'OR'] as const),
);

const { node: tree } = fc.letrec<{ node: ExpressionNode }>((tie) => {
  const node = tie('node');
  const few = fc.array(node, { minLength: 1, maxLength: 3 });
  return {
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      literals.map((literal): ExpressionNode => ({ kind: 'literal', literal, range })),
      fc
        .constantFrom(...COLUMN_NAMES)
        .map((name): ExpressionNode => ({ kind: 'column', name, qualifiers: [], nameRange: range, range })),
      fc
        .record({ operator: operators, left: node, right: node })
        .map((parts): ExpressionNode => ({ kind: 'binary', ...parts, range })),
      fc
        .record({ operator: fc.constantFrom('-', '+', 'NOT'), operand: node })
        .map((parts): ExpressionNode => ({ kind: 'unary', ...parts, range })),
      fc
        .record({
          operand: node,
          test: fc.constantFrom('NULL', 'TRUE', 'FALSE', 'UNKNOWN'),
          negated: fc.boolean(),
        })
        .map((parts): ExpressionNode => ({ kind: 'is', ...parts, range })),
      fc
        .record({ left: node, right: node, negated: fc.boolean() })
        .map((parts): ExpressionNode => ({ kind: 'distinct', ...parts, range })),
      fc
        .record({ operand: node, low: node, high: node, negated: fc.boolean() })
        .map((parts): ExpressionNode => ({ kind: 'between', ...parts, range })),
      fc
        .record({ operand: node, items: few, negated: fc.boolean() })
        .map((parts): ExpressionNode => ({ kind: 'in', ...parts, range })),
      fc
        .record({
          operator: fc.constantFrom('LIKE', 'SIMILAR TO'),
          operand: node,
          pattern: node,
          escape: fc.option(node, { nil: undefined }),
          negated: fc.boolean(),
        })
        .map((parts): ExpressionNode => ({ kind: 'match', ...parts, range })),
      fc
        .record({
          operand: fc.option(node, { nil: undefined }),
          branches: fc.array(fc.record({ when: node, result: node }), { minLength: 1, maxLength: 2 }),
          otherwise: fc.option(node, { nil: undefined }),
        })
        .map((parts): ExpressionNode => ({ kind: 'case', ...parts, range })),
      fc
        .record({
          operand: node,
          isTry: fc.boolean(),
          name: fc.constantFrom('INT', 'VARCHAR', 'DECIMAL', 'TIMESTAMP'),
        })
        .map(({ operand, isTry, name }): ExpressionNode => {
          const parameters = name === 'DECIMAL' ? [10, 2] : [];
          return { kind: 'cast', operand, isTry, type: { name, parameters, range }, range };
        }),
      fc
        .record({
          name: fc.constantFrom('UPPER', 'IF', 'COALESCE', 'SUBSTR', 'TO_DATE', 'NOPE'),
          args: fc.array(node, { maxLength: 3 }),
        })
        .map((parts): ExpressionNode => ({
          kind: 'call',
          ...parts,
          form: 'commas',
          nameRange: range,
          range,
        })),
      fc
        .record({ container: node, index: node })
        .map((parts): ExpressionNode => ({ kind: 'access', ...parts, range })),
      fc
        .record({ type: fc.constantFrom('ARRAY', 'MAP'), items: few })
        .map((parts): ExpressionNode => ({ kind: 'collection', ...parts, range })),
    ),
  };
});

export const expressions: fc.Arbitrary<ExpressionNode> = tree;

/** Printed trees with a few characters removed, doubled or replaced, and plain noise. */
export const expressionTexts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc
    .record({
      node: tree,
      cuts: fc.array(
        fc.tuple(fc.nat(), fc.constantFrom('', "'", '`', '(', ')', ',', ' CASE ', '--', '/*', '\u{0}', '😀')),
      ),
    })
    .map(({ node, cuts }) =>
      cuts.reduce((text, [at, insert]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + insert + text.slice(place + 1);
      }, printExpression(node)),
    ),
);

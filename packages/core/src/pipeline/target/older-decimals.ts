// Releases before 3.6 leave operators to Java, which has none for decimals: the job fails at its first row. Seen on 3.2.0 and 3.5.0.
import type { ExpressionNode } from '../../expression/index.ts';
import type { CheckedExpression, ReleaseFinding } from './release-finding.ts';

const ARITHMETIC = ['+', '-', '*', '/', '%'];
const ORDER = ['<', '<=', '>', '>='];

/** Whether the release has operators of decimals at all. */
export const hasDecimalOperators = ({ target }: CheckedExpression): boolean => Number(target) >= 3.6;

export function unsupportedDecimals(
  expression: CheckedExpression,
  node: ExpressionNode,
): readonly ReleaseFinding[] {
  if (hasDecimalOperators(expression)) return [];
  const isDecimal = (part: ExpressionNode) => isDecimalValue(expression, part);
  const refused = (message: string): readonly ReleaseFinding[] => [
    { code: 'target-refuses', range: node.range, message: `Flink CDC ${expression.target} ${message}` },
  ];
  if (node.kind === 'binary' && ARITHMETIC.includes(node.operator)) {
    // A quotient has a rewriting, which stands in decimals.ts.
    if (node.operator === '/' && isDecimal(node.left) && isDecimal(node.right)) return [];
    return isDecimal(node.left) || isDecimal(node.right)
      ? refused(
          'has no arithmetic of DECIMAL, so that the job fails at its first row. Cast both sides to DOUBLE, and the result back to a DECIMAL.',
        )
      : [];
  }
  const sides = comparedIn(node);
  return sides.some(isDecimal) && !sides.every(isDecimal)
    ? refused(
        'compares a DECIMAL with nothing but a DECIMAL: the job fails at its first row. Cast the other side to a DECIMAL.',
      )
    : [];
}

function comparedIn(node: ExpressionNode): readonly ExpressionNode[] {
  if (node.kind === 'binary' && ORDER.includes(node.operator)) return [node.left, node.right];
  return node.kind === 'between' ? [node.operand, node.low, node.high] : [];
}

/** A literal with a point is a double there. */
function isDecimalValue(expression: CheckedExpression, node: ExpressionNode): boolean {
  const plain = node.kind === 'unary' ? node.operand : node;
  return plain.kind !== 'literal' && expression.typeOf(node)?.kind === 'DECIMAL';
}

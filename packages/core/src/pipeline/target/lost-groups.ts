// Release 3.6 turns arithmetic and logic into Java text without their parentheses, and IF into a bare `c ? x : y`. CASE, CAST and calls
// hold together. Seen on release 3.6.0: `a * (a + 1)` was `a * a + 1`, `IF(c, 10, 20) + 1` was `IF(c, 10, 21)`.
import { childrenOf, isIf, javaRank, lostOperands, type ExpressionNode } from '../../expression/index.ts';
import { closedForm } from './closed-form.ts';
import { innerText, type CheckedExpression, type ReleaseFinding } from './release-finding.ts';

/** NOT is Java's `!`; comparisons and `||` are calls. */
const NOT_RANK = 7;

function rankOf(node: ExpressionNode): number | undefined {
  if (node.kind === 'unary') return node.operator === 'NOT' ? NOT_RANK : undefined;
  return node.kind === 'binary' ? javaRank(node.operator) : undefined;
}

export function lostGroups(expression: CheckedExpression, node: ExpressionNode): readonly ReleaseFinding[] {
  const nested = isIf(node) ? childrenOf(node).slice(0, 1).filter(isIf) : [];
  return [...nested, ...lostOperands(node, rankOf)].map((child) => found(expression, child));
}

function found(expression: CheckedExpression, node: ExpressionNode): ReleaseFinding {
  const { rewrite, advice } = closedForm(expression, node);
  const what = isIf(node)
    ? `does not hold IF together beside an operator: what follows it becomes part of its last argument.`
    : `loses the parentheses around \`${innerText(expression, node)}\` and computes something else, without an error.`;
  return {
    code: 'target-differs',
    range: node.range,
    message: `Flink CDC ${expression.target} ${what} ${advice}`,
    rewrite,
  };
}

// Release 3.6 turns arithmetic and logic into Java text without their parentheses, and IF into a bare `c ? x : y`. CASE, CAST and calls
// hold together. Seen on release 3.6.0: `a * (a + 1)` was `a * a + 1`, `IF(c, 10, 20) + 1` was `IF(c, 10, 21)`.
import { childrenOf, type ExpressionNode } from '../../expression/index.ts';
import { castName, innerText, type CheckedExpression, type ReleaseFinding } from './release-finding.ts';

/** Operators that stand between their operands in Java; comparisons and `||` are calls there. */
const RANKS: Readonly<Record<string, number>> = {
  OR: 1,
  AND: 2,
  NOT: 7,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

const rankOf = (node: ExpressionNode): number | undefined =>
  node.kind === 'binary' || (node.kind === 'unary' && node.operator === 'NOT')
    ? RANKS[node.operator]
    : undefined;

/** Of two operators of one rank: whether `a op (b op c)` is anything but `a op b op c`. */
function groupingCounts(node: ExpressionNode, child: ExpressionNode): boolean {
  if (node.kind !== 'binary' || child.kind !== 'binary') return false;
  if (['-', '/', '%'].includes(node.operator)) return true;
  return node.operator === '*' && child.operator !== '*';
}

export function lostGroups(expression: CheckedExpression, node: ExpressionNode): readonly ReleaseFinding[] {
  const isCall = node.kind === 'call' && node.name.toUpperCase() === 'IF';
  const rank = rankOf(node);
  if (rank === undefined && !isCall) return [];
  return childrenOf(node).flatMap((child, at) => {
    if (isIf(child) && (rank !== undefined || at === 0)) return [openIf(expression, child)];
    const inner = rankOf(child);
    if (rank === undefined || inner === undefined || inner > rank || (inner === rank && at === 0)) return [];
    if (inner === rank && !groupingCounts(node, child)) return [];
    return [openGroup(expression, child)];
  });
}

type CallNode = ExpressionNode & { readonly kind: 'call' };

function isIf(node: ExpressionNode): node is CallNode {
  return node.kind === 'call' && node.name.toUpperCase() === 'IF' && node.args.length === 3;
}

function openIf(expression: CheckedExpression, node: CallNode): ReleaseFinding {
  const [condition = '', whenTrue = '', otherwise = ''] = node.args.map((arg) => innerText(expression, arg));
  const rewrite = `CASE WHEN ${condition} THEN ${whenTrue} ELSE ${otherwise} END`;
  return {
    code: 'target-differs',
    range: node.range,
    message: `Flink CDC ${expression.target} does not hold IF together beside an operator: what follows it becomes part of its last argument. CASE holds: ${rewrite}.`,
    rewrite,
  };
}

function openGroup(expression: CheckedExpression, node: ExpressionNode): ReleaseFinding {
  const written = innerText(expression, node);
  const isLogic = node.kind === 'unary' || (node.kind === 'binary' && ['AND', 'OR'].includes(node.operator));
  // A decimal literal is reckoned as a floating-point number there, which a cast of the declared type would change.
  const type = isLogic ? 'BOOLEAN' : hasDecimalLiteral(node) ? undefined : castName(expression.typeOf(node));
  const rewrite = type === undefined ? `CASE WHEN TRUE THEN ${written} END` : `CAST(${written} AS ${type})`;
  const advice =
    type === undefined
      ? `${rewrite} keeps them together, and so does CAST(${written} AS …) with its type.`
      : `${rewrite} keeps them together.`;
  return {
    code: 'target-differs',
    range: node.range,
    message: `Flink CDC ${expression.target} loses the parentheses around \`${written}\` and computes something else, without an error. ${advice}`,
    rewrite,
  };
}

function hasDecimalLiteral(node: ExpressionNode): boolean {
  if (node.kind === 'literal') return node.literal.type === 'decimal';
  return node.kind !== 'cast' && childrenOf(node).some(hasDecimalLiteral);
}

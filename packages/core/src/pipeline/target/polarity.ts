// Where a condition stands in a filter. A row passes only when the whole is TRUE, so a NULL under AND and OR may as well be FALSE, and
// under a NOT as well be TRUE: the rows that pass stay the same.
import type { ExpressionNode } from '../../expression/index.ts';

/** The parts of a filter that AND, OR and NOT join, with the value that may stand for NULL there. */
export function conditionsOf(root: ExpressionNode): ReadonlyMap<ExpressionNode, 'TRUE' | 'FALSE'> {
  const found = new Map<ExpressionNode, 'TRUE' | 'FALSE'>();
  const walk = (node: ExpressionNode, value: 'TRUE' | 'FALSE'): void => {
    if (node.kind === 'binary' && (node.operator === 'AND' || node.operator === 'OR')) {
      walk(node.left, value);
      walk(node.right, value);
    } else if (node.kind === 'unary' && node.operator === 'NOT') {
      walk(node.operand, value === 'TRUE' ? 'FALSE' : 'TRUE');
    } else if (node.kind === 'cast' && node.type.name === 'BOOLEAN' && isLogic(node.operand)) {
      walk(node.operand, value);
    } else found.set(node, value);
  };
  walk(root, 'FALSE');
  return found;
}

export const isLogic = (node: ExpressionNode): boolean =>
  (node.kind === 'binary' && (node.operator === 'AND' || node.operator === 'OR')) ||
  (node.kind === 'unary' && node.operator === 'NOT');

// A part of an expression written so that Flink CDC keeps it together where it would lose parentheses: CASE, CAST and calls hold.
import { childrenOf, isIf, type ExpressionNode } from '../../expression/index.ts';
import { castName, innerText, type CheckedExpression } from './release-finding.ts';

type Written = Pick<CheckedExpression, 'text' | 'typeOf'>;

export interface ClosedForm {
  readonly rewrite: string;
  /** Why it is that, for the end of a message. */
  readonly advice: string;
}

export function closedForm(expression: Written, node: ExpressionNode): ClosedForm {
  return isIf(node) ? closedIf(expression, node) : closedGroup(expression, node);
}

function closedIf(expression: Written, node: ExpressionNode & { readonly kind: 'call' }): ClosedForm {
  const [condition = '', whenTrue = '', otherwise = ''] = node.args.map((arg) => innerText(expression, arg));
  const rewrite = `CASE WHEN ${condition} THEN ${whenTrue} ELSE ${otherwise} END`;
  return { rewrite, advice: `CASE holds: ${rewrite}.` };
}

function closedGroup(expression: Written, node: ExpressionNode): ClosedForm {
  const written = innerText(expression, node);
  const isLogic = node.kind === 'unary' || (node.kind === 'binary' && ['AND', 'OR'].includes(node.operator));
  // A decimal literal is reckoned as a floating-point number there, which a cast of the declared type would change.
  const type = isLogic ? 'BOOLEAN' : hasDecimalLiteral(node) ? undefined : castName(expression.typeOf(node));
  const rewrite = type === undefined ? `CASE WHEN TRUE THEN ${written} END` : `CAST(${written} AS ${type})`;
  const advice =
    type === undefined
      ? `${rewrite} keeps them together, and so does CAST(${written} AS …) with its type.`
      : `${rewrite} keeps them together.`;
  return { rewrite, advice };
}

function hasDecimalLiteral(node: ExpressionNode): boolean {
  if (node.kind === 'literal') return node.literal.type === 'decimal';
  return node.kind !== 'cast' && childrenOf(node).some(hasDecimalLiteral);
}

// Release 3.6 fails a row where AND, OR, NOT, IS TRUE, IS FALSE or a filter meets a condition that is NULL. Comparisons never are; columns,
// casts, CASE and calls can be.
import { childrenOf, type ExpressionNode } from '../../expression/index.ts';
import { conditionsOf, isLogic } from './polarity.ts';
import { innerText, type CheckedExpression, type ReleaseFinding } from './release-finding.ts';

export function nullConditions(expression: CheckedExpression): readonly ReleaseFinding[] {
  const { node, mode } = expression;
  if (mode === 'projection') return inProjection(expression, node);
  const conditions = conditionsOf(node);
  return [...conditions].flatMap(([condition, value]) =>
    canBeNull(expression, condition)
      ? [failing(expression, condition, orElse(expression, condition, value))]
      : inProjection(expression, condition),
  );
}

/** Inside a value NULL has to stay NULL: the condition is asked with FALSE and with TRUE in the place of NULL. */
function inProjection(expression: CheckedExpression, node: ExpressionNode): readonly ReleaseFinding[] {
  if (node.kind === 'is' && node.test !== 'NULL' && canBeNull(expression, node.operand)) {
    return [failing(expression, node, isTest(expression, node))];
  }
  if (!isLogic(node)) return childrenOf(node).flatMap((child) => inProjection(expression, child));
  const conditions = [...conditionsOf(node)];
  if (!conditions.some(([condition]) => canBeNull(expression, condition))) {
    return conditions.flatMap(([condition]) => inProjection(expression, condition));
  }
  // One whose type is not known may be NULL, too, and would spoil both.
  if (conditions.some(([condition]) => mayHide(expression, condition))) return [];
  const low = withoutNulls(expression, node, conditions, false);
  const high = withoutNulls(expression, node, conditions, true);
  return [failing(expression, node, `CASE WHEN ${low} THEN TRUE WHEN ${high} THEN NULL ELSE FALSE END`)];
}

function withoutNulls(
  expression: CheckedExpression,
  node: ExpressionNode,
  conditions: readonly (readonly [ExpressionNode, 'TRUE' | 'FALSE'])[],
  high: boolean,
): string {
  let text = expression.text.slice(node.range.start, node.range.end);
  for (const [condition, value] of conditions.toReversed()) {
    if (!canBeNull(expression, condition)) continue;
    const instead = high ? (value === 'TRUE' ? 'FALSE' : 'TRUE') : value;
    const [start, end] = [condition.range.start - node.range.start, condition.range.end - node.range.start];
    text = text.slice(0, start) + orElse(expression, condition, instead) + text.slice(end);
  }
  return text;
}

function isTest(expression: CheckedExpression, node: ExpressionNode & { readonly kind: 'is' }): string {
  if (node.test === 'UNKNOWN')
    return `${innerText(expression, node.operand)} IS ${node.negated ? 'NOT ' : ''}NULL`;
  const isTrue = node.test === 'TRUE';
  const text = orElse(expression, node.operand, isTrue ? 'FALSE' : 'TRUE');
  return node.negated === isTrue ? `NOT ${text}` : text;
}

const orElse = (expression: CheckedExpression, node: ExpressionNode, value: 'TRUE' | 'FALSE'): string =>
  `COALESCE(${innerText(expression, node)}, ${value})`;

const NULLABLE_KINDS: readonly string[] = ['column', 'cast', 'case', 'call', 'access'];

const mayHide = (expression: CheckedExpression, node: ExpressionNode): boolean =>
  NULLABLE_KINDS.includes(node.kind) && expression.typeOf(node) === undefined;

function canBeNull(expression: CheckedExpression, node: ExpressionNode): boolean {
  if (!NULLABLE_KINDS.includes(node.kind)) return false;
  const type = expression.typeOf(node);
  if (type?.kind !== 'BOOLEAN' || !type.nullable) return false;
  if (node.kind === 'cast') return !isLogic(node.operand) || mayBe(expression, node.operand);
  if (node.kind === 'case') return caseCanBeNull(expression, node);
  if (node.kind !== 'call' || node.name.toUpperCase() !== 'COALESCE') return true;
  const last = node.args.at(-1);
  return last === undefined || last.kind !== 'literal' || last.literal.type === 'null';
}

const mayBe = (expression: CheckedExpression, node: ExpressionNode): boolean =>
  [...conditionsOf(node).keys()].some((condition) => canBeNull(expression, condition));

function caseCanBeNull(
  expression: CheckedExpression,
  node: ExpressionNode & { readonly kind: 'case' },
): boolean {
  const results = [...node.branches.map((branch) => branch.result), node.otherwise];
  return results.some(
    (result) =>
      result === undefined ||
      (result.kind === 'literal' && result.literal.type === 'null') ||
      canBeNull(expression, result) ||
      (isLogic(result) && mayBe(expression, result)),
  );
}

function failing(expression: CheckedExpression, node: ExpressionNode, rewrite: string): ReleaseFinding {
  return {
    code: 'target-refuses',
    range: node.range,
    message: `Flink CDC ${expression.target} fails the row when \`${innerText(expression, node)}\` meets NULL. Write ${rewrite}.`,
    rewrite,
  };
}

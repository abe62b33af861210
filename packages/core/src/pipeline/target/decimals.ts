// Release 3.6 keeps the digits of some decimals and gives them another scale: 10.00 / 3.00 was 0.000000333. A CAST sets the scale right.
import type { ExpressionNode } from '../../expression/index.ts';
import type { DataType } from '../../types/index.ts';
import { hasDecimalOperators } from './older-decimals.ts';
import { castName, innerText, type CheckedExpression, type ReleaseFinding } from './release-finding.ts';

type Decimal = DataType & { readonly kind: 'DECIMAL' };

export function misplacedDecimals(
  expression: CheckedExpression,
  node: ExpressionNode,
): readonly ReleaseFinding[] {
  if (node.kind === 'binary' && node.operator === '/') return quotient(expression, node);
  if (node.kind === 'call' && node.name.toUpperCase() === 'ROUND') return rounding(expression, node);
  return choice(expression, node);
}

const decimalOf = (expression: CheckedExpression, node: ExpressionNode | undefined): Decimal | undefined => {
  const type = node === undefined ? undefined : expression.typeOf(node);
  return type?.kind === 'DECIMAL' && node?.kind !== 'literal' ? type : undefined;
};

function quotient(
  expression: CheckedExpression,
  node: ExpressionNode & { readonly kind: 'binary' },
): readonly ReleaseFinding[] {
  const left = decimalOf(expression, node.left);
  const right = decimalOf(expression, node.right);
  if (left === undefined || right === undefined) return [];
  const double = (part: ExpressionNode) => `CAST(${innerText(expression, part)} AS DOUBLE)`;
  const digits = Math.min(left.precision + right.scale, 19);
  const type = `DECIMAL(${digits}, ${Math.min(left.scale, digits)})`;
  const rewrite = `CAST(${double(node.left)} / ${double(node.right)} AS ${type})`;
  const [code, what] = hasDecimalOperators(expression)
    ? ([
        'target-differs',
        'keeps the digits of a decimal quotient and moves its point (10.00 / 3.00 is 0.000000333)',
      ] as const)
    : (['target-refuses', 'has no arithmetic of DECIMAL, so that the job fails at its first row'] as const);
  const message = `Flink CDC ${expression.target} ${what}. ${rewrite} is the same in all releases; it rounds at ${left.scale} places, where the newest cuts there.`;
  return [{ code, range: node.range, message, rewrite }];
}

function rounding(
  expression: CheckedExpression,
  node: ExpressionNode & { readonly kind: 'call' },
): readonly ReleaseFinding[] {
  const [value, places] = node.args;
  const type = decimalOf(expression, value);
  if (value === undefined || type === undefined) return [];
  const message = `Flink CDC ${expression.target} keeps the digits of ROUND over a decimal and moves its point.`;
  const count = places?.kind === 'literal' && places.literal.type === 'integer' ? places.literal.value : -1n;
  if (count < 0n) {
    const advice = `${message} Cast to a DECIMAL with the places that are wanted: that rounds, too.`;
    return [{ code: 'target-differs', range: node.range, message: advice }];
  }
  const full = `CAST(${innerText(expression, value)} AS DECIMAL(${type.precision}, ${Math.min(Number(count), type.scale)}))`;
  const rewrite = count >= BigInt(type.scale) ? full : `CAST(${full} AS ${castName(type)})`;
  return [
    {
      code: 'target-differs',
      range: node.range,
      message: `${message} ${rewrite} rounds alike everywhere.`,
      rewrite,
    },
  ];
}

/** COALESCE, IF and CASE whose results are not all of the scale that they have together. */
function choice(expression: CheckedExpression, node: ExpressionNode): readonly ReleaseFinding[] {
  const results = resultsOf(node);
  const type = expression.typeOf(node);
  if (results === undefined || type?.kind !== 'DECIMAL') return [];
  const other = results.filter((part) => !isNull(part) && !hasType(expression, part, type));
  if (other.length === 0) return [];
  const cast = (part: ExpressionNode) => `CAST(${innerText(expression, part)} AS ${castName(type)})`;
  let rewrite = expression.text.slice(node.range.start, node.range.end);
  for (const part of other.toReversed()) {
    const at = part.range.start - node.range.start;
    rewrite = `${rewrite.slice(0, at)}${cast(part)}${rewrite.slice(part.range.end - node.range.start)}`;
  }
  const message = `Flink CDC ${expression.target} keeps the digits of decimals of different scales and gives them one scale, ${type.scale}: COALESCE(NULL, 1.00) can be 0.0100. Cast the results to ${castName(type)}.`;
  return [{ code: 'target-differs', range: node.range, message, rewrite }];
}

function resultsOf(node: ExpressionNode): readonly ExpressionNode[] | undefined {
  if (node.kind === 'case') {
    const results = node.branches.map((branch) => branch.result);
    return node.otherwise === undefined ? results : [...results, node.otherwise];
  }
  if (node.kind !== 'call') return undefined;
  const name = node.name.toUpperCase();
  if (name === 'COALESCE') return node.args;
  return name === 'IF' ? node.args.slice(1) : undefined;
}

const isNull = (node: ExpressionNode): boolean => node.kind === 'literal' && node.literal.type === 'null';

function hasType(expression: CheckedExpression, node: ExpressionNode, type: Decimal): boolean {
  const own = expression.typeOf(node);
  if (node.kind === 'literal' || own?.kind !== 'DECIMAL') return false;
  return own.precision === type.precision && own.scale === type.scale;
}

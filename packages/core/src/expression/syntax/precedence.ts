// Operator precedence of the expression language. The numbers are those of Apache Calcite's operator table, from OR (22) to [ ] (100);
// a higher one binds tighter, equal ones group from the left.
import type { BinaryOperator } from './ast.ts';

export const PRECEDENCE = {
  OR: 22,
  AND: 24,
  NOT: 26,
  IS: 28,
  comparison: 30,
  range: 32,
  sum: 40,
  distinct: 40,
  product: 60,
  sign: 80,
  access: 100,
} as const;

const BINARY: Readonly<Record<BinaryOperator, number>> = {
  OR: PRECEDENCE.OR,
  AND: PRECEDENCE.AND,
  '+': PRECEDENCE.sum,
  '-': PRECEDENCE.sum,
  '*': PRECEDENCE.product,
  '/': PRECEDENCE.product,
  '%': PRECEDENCE.product,
  '||': PRECEDENCE.product,
  '=': PRECEDENCE.comparison,
  '<>': PRECEDENCE.comparison,
  '<': PRECEDENCE.comparison,
  '<=': PRECEDENCE.comparison,
  '>': PRECEDENCE.comparison,
  '>=': PRECEDENCE.comparison,
};

export function precedenceOf(operator: BinaryOperator): number {
  return BINARY[operator];
}

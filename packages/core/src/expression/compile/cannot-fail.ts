// Whether an expression gives a value or NULL for every row whose columns were all sent: then it need not be computed for rows that a filter
// drops. A short list of what is known to be so; everything else may fail.
import type { DataType } from '../../types/index.ts';
import { childrenOf, type ExpressionNode } from '../syntax/ast.ts';
import { isNumeric } from './data-types.ts';

const FUNCTIONS: readonly string[] = [
  'UPPER',
  'LOWER',
  'TRIM',
  'CHAR_LENGTH',
  'COALESCE',
  'IF',
  'IFNULL',
  'NULLIF',
  'CONCAT',
];

/** `typeOf`: of each part, as the compiler saw it. */
export function cannotFail(
  node: ExpressionNode,
  typeOf: (node: ExpressionNode) => DataType | undefined,
): boolean {
  return isHarmless(node, typeOf) && childrenOf(node).every((child) => cannotFail(child, typeOf));
}

function isHarmless(node: ExpressionNode, typeOf: (node: ExpressionNode) => DataType | undefined): boolean {
  switch (node.kind) {
    case 'literal':
    case 'column':
    case 'is':
    case 'case':
      return true;
    case 'unary':
      return node.operator === 'NOT';
    case 'call':
      return FUNCTIONS.includes(node.name.toUpperCase());
    case 'binary': {
      if (node.operator === '/' || node.operator === '%') return false;
      // Of other types some conversion may be part of it.
      const [left, right] = [typeOf(node.left), typeOf(node.right)];
      return (
        left !== undefined &&
        right !== undefined &&
        (left.kind === right.kind || (isNumeric(left) && isNumeric(right)))
      );
    }
    default:
      return false;
  }
}

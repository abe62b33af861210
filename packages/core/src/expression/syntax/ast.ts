// The syntax tree of one expression. A closed union; every node knows its range in the text that was parsed. Parentheses leave no
// node: the printer puts back those that the meaning needs.
import type { TextRange } from '../../yaml/index.ts';

interface Located {
  readonly range: TextRange;
}

export type LiteralValue =
  | { readonly type: 'integer'; readonly value: bigint }
  /** `1.50`: the digits as written, because the scale is part of the type. */
  | { readonly type: 'decimal'; readonly text: string }
  /** `1e3` */
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'null' };

export interface Literal extends Located {
  readonly kind: 'literal';
  readonly literal: LiteralValue;
}

export interface ColumnRef extends Located {
  readonly kind: 'column';
  readonly name: string;
  /** `t` of `t.id`; Flink CDC does not look at it. */
  readonly qualifiers: readonly string[];
  readonly nameRange: TextRange;
}

export interface Unary extends Located {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | 'NOT';
  readonly operand: ExpressionNode;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type BinaryOperator =
  '+' | '-' | '*' | '/' | '%' | '||' | '=' | '<>' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';

export interface Binary extends Located {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}

export interface IsTest extends Located {
  readonly kind: 'is';
  readonly operand: ExpressionNode;
  readonly test: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN';
  readonly negated: boolean;
}

/** `IS [NOT] DISTINCT FROM`; `negated` with NOT. */
export interface Distinct extends Located {
  readonly kind: 'distinct';
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  readonly negated: boolean;
}

export interface Between extends Located {
  readonly kind: 'between';
  readonly operand: ExpressionNode;
  readonly low: ExpressionNode;
  readonly high: ExpressionNode;
  readonly negated: boolean;
}

export interface InList extends Located {
  readonly kind: 'in';
  readonly operand: ExpressionNode;
  readonly items: readonly ExpressionNode[];
  readonly negated: boolean;
}

export interface PatternMatch extends Located {
  readonly kind: 'match';
  readonly operator: 'LIKE' | 'SIMILAR TO';
  readonly operand: ExpressionNode;
  readonly pattern: ExpressionNode;
  readonly escape: ExpressionNode | undefined;
  readonly negated: boolean;
}

export interface CaseBranch {
  readonly when: ExpressionNode;
  readonly result: ExpressionNode;
}

export interface CaseOf extends Located {
  readonly kind: 'case';
  /** The value of `CASE v WHEN a …`, absent in `CASE WHEN condition …`. */
  readonly operand: ExpressionNode | undefined;
  readonly branches: readonly CaseBranch[];
  readonly otherwise: ExpressionNode | undefined;
}

/** A type as it is written after AS in a cast; `parameters` are the numbers in parentheses. */
export interface TypeName extends Located {
  readonly name: string;
  readonly parameters: readonly number[];
}

export interface CastTo extends Located {
  readonly kind: 'cast';
  readonly operand: ExpressionNode;
  readonly type: TypeName;
  /** TRY_CAST */
  readonly isTry: boolean;
}

/** How a call is written, for the forms with keywords in place of commas. */
export type CallForm = 'commas' | 'bare' | 'keywords';

export interface Call extends Located {
  readonly kind: 'call';
  /** In upper case for built-in functions is not guaranteed: as written. */
  readonly name: string;
  readonly nameRange: TextRange;
  readonly args: readonly ExpressionNode[];
  readonly form: CallForm;
}

/** A time unit as an argument: `TIMESTAMPDIFF(MINUTE, a, b)`, or `BOTH` of TRIM. */
export interface Keyword extends Located {
  readonly kind: 'keyword';
  readonly name: string;
}

/** `INTERVAL '1-2' YEAR TO MONTH`; `sign` is -1 for `INTERVAL -'1' DAY`. */
export interface Interval extends Located {
  readonly kind: 'interval';
  readonly sign: 1 | -1;
  readonly text: string;
  readonly from: string;
  readonly to: string | undefined;
}

/** `container[index]` */
export interface Access extends Located {
  readonly kind: 'access';
  readonly container: ExpressionNode;
  readonly index: ExpressionNode;
}

/** `ARRAY[a, b]`, `MAP[k, v]` */
export interface Collection extends Located {
  readonly kind: 'collection';
  readonly type: 'ARRAY' | 'MAP';
  readonly items: readonly ExpressionNode[];
}

export type ExpressionNode =
  | Literal
  | ColumnRef
  | Unary
  | Binary
  | IsTest
  | Distinct
  | Between
  | InList
  | PatternMatch
  | CaseOf
  | CastTo
  | Call
  | Keyword
  | Interval
  | Access
  | Collection;

/** The direct parts of a node, in the order of the text. */
export function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case 'unary':
    case 'is':
    case 'cast':
      return [node.operand];
    case 'binary':
    case 'distinct':
      return [node.left, node.right];
    case 'between':
      return [node.operand, node.low, node.high];
    case 'in':
      return [node.operand, ...node.items];
    case 'match':
      return [node.operand, node.pattern, ...optional(node.escape)];
    case 'case':
      return caseParts(node);
    case 'call':
      return node.args;
    case 'access':
      return [node.container, node.index];
    case 'collection':
      return node.items;
    default:
      return [];
  }
}

function caseParts(node: CaseOf): readonly ExpressionNode[] {
  return [
    ...optional(node.operand),
    ...node.branches.flatMap((branch) => [branch.when, branch.result]),
    ...optional(node.otherwise),
  ];
}

function optional(node: ExpressionNode | undefined): readonly ExpressionNode[] {
  return node === undefined ? [] : [node];
}

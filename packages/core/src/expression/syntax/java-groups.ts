// How Flink CDC groups the right side of an AND or OR whose left side may be NULL. It puts that side into a Java supplier as text, and the
// text has no parentheses: `p AND (a OR b) AND …` keeps them, `p AND ((a OR b) AND c)` becomes `p AND (a OR (b AND c))`. Everywhere else
// the parentheses are kept. What holds together by itself: calls (comparisons, NOT, IS tests, CAST, `||`, decimal arithmetic, and an AND
// or OR with a left side that may be NULL are calls in Java) and CASE. What does not: AND and OR of sides that cannot be NULL, arithmetic
// of other numbers, and IF, which is a bare `c ? x : y`. (Reference: release 3.6 loses parentheses everywhere; cases of `newer-logic`.)
import { childrenOf, type Binary, type Call, type ExpressionNode } from './ast.ts';
import { mapChildren } from './map-children.ts';

/** What the Java text of a part depends on beside its syntax. */
export interface JavaFacts {
  /** Whether a column may be NULL by its type. */
  isNullableColumn(node: ExpressionNode & { readonly kind: 'column' }): boolean;
  /** Whether arithmetic is that of decimals, which are calls in Java. */
  isDecimal(node: Binary): boolean;
  /** Whether a name is a function that the document declares. */
  isUserFunction(name: string): boolean;
  /** What was found of a part, for long chains of AND. */
  readonly nullable: Map<ExpressionNode, boolean>;
}

/** Whether Flink CDC takes a part for one that may be NULL: by its operator, not by what it can give. */
function isJavaNullable(node: ExpressionNode, facts: JavaFacts): boolean {
  const known = facts.nullable.get(node);
  if (known !== undefined) return known;
  const found = readNullable(node, facts);
  facts.nullable.set(node, found);
  return found;
}

const isLogic = ({ operator }: Binary): boolean => operator === 'AND' || operator === 'OR';

const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];

function readNullable(node: ExpressionNode, facts: JavaFacts): boolean {
  const any = (nodes: readonly ExpressionNode[]): boolean => nodes.some((one) => isJavaNullable(one, facts));
  switch (node.kind) {
    case 'column':
      return facts.isNullableColumn(node);
    case 'literal':
      return node.literal.type === 'null';
    case 'binary':
      return isLogic(node) ? any([node.left, node.right]) : !COMPARISONS.includes(node.operator);
    case 'unary':
      return node.operator === 'NOT' ? isJavaNullable(node.operand, facts) : node.operand.kind !== 'literal';
    case 'is':
    case 'distinct':
    case 'between':
    case 'in':
      return false;
    case 'match':
      return any(childrenOf(node));
    case 'call':
      return !isIfNull(node, facts) || node.args.every((arg) => isJavaNullable(arg, facts));
    default:
      return true;
  }
}

const isIfNull = (node: Call, facts: JavaFacts): boolean =>
  node.name.toUpperCase() === 'IFNULL' && node.args.length === 2 && !facts.isUserFunction(node.name);

/** The right side of the AND or OR as Java reads it; the side itself where it reads the same. */
export function rightSideInJava(node: Binary, facts: JavaFacts): ExpressionNode {
  return isJavaNullable(node.left, facts) ? regroup(node.right, facts) : node.right;
}

/** Of an operator that stands between its operands in Java; a higher one binds tighter. Undefined for a call. */
export type RankOf = (node: ExpressionNode) => number | undefined;

/** Java Language Specification, chapter 15: || and && below + and -, below * / %. */
const RANKS: Readonly<Record<string, number>> = { OR: 1, AND: 2, '+': 5, '-': 5, '*': 6, '/': 6, '%': 6 };

export const javaRank = (operator: string): number | undefined => RANKS[operator];

function rankIn(facts: JavaFacts): RankOf {
  return (node) => {
    if (node.kind !== 'binary' || node.left.kind === 'interval' || node.right.kind === 'interval')
      return undefined;
    const rank = javaRank(node.operator);
    if (rank === undefined) return undefined;
    const isCall = rank > 2 ? facts.isDecimal(node) : isJavaNullable(node, facts);
    return isCall ? undefined : rank;
  };
}

/** The operands of a node that its Java text does not hold together. */
export function lostOperands(node: ExpressionNode, rankOf: RankOf): readonly ExpressionNode[] {
  const rank = rankOf(node);
  if (rank === undefined) return [];
  return childrenOf(node).filter((child, at) => {
    if (isIf(child)) return true;
    const inner = rankOf(child);
    if (inner === undefined || inner > rank || (inner === rank && at === 0)) return false;
    return inner < rank || groupingCounts(node, child);
  });
}

/** Of two operators of one rank: whether `a op (b op c)` is anything but `a op b op c`. */
function groupingCounts(node: ExpressionNode, child: ExpressionNode): boolean {
  if (node.kind !== 'binary' || child.kind !== 'binary') return false;
  if (['-', '/', '%'].includes(node.operator)) return true;
  return node.operator === '*' && child.operator !== '*';
}

export const isIf = (node: ExpressionNode): node is Call =>
  node.kind === 'call' && node.name.toUpperCase() === 'IF' && node.args.length === 3;

/** The parts of an expression that do not stay together, all through. */
export function lostInJava(root: ExpressionNode, facts: JavaFacts): readonly ExpressionNode[] {
  const rankOf = rankIn(facts);
  const lost: ExpressionNode[] = [];
  const visit = (node: ExpressionNode, isText: boolean): void => {
    if (isText) lost.push(...lostOperands(node, rankOf));
    const text =
      node.kind === 'binary' && isLogic(node) && isJavaNullable(node.left, facts) ? node.right : undefined;
    for (const child of childrenOf(node)) visit(child, isText || child === text);
  };
  visit(root, false);
  return lost;
}

/** The text of a part as its pieces: operands, and operators between them. A bare IF takes in all that follows it. */
type Piece =
  | { readonly kind: 'operand'; readonly node: ExpressionNode }
  | { readonly kind: 'operator'; readonly source: Binary; readonly rank: number }
  | { readonly kind: 'if'; readonly source: Call; readonly head: readonly [ExpressionNode, ExpressionNode] };

function regroup(node: ExpressionNode, facts: JavaFacts): ExpressionNode {
  const pieces: Piece[] = [];
  flatten(node, facts, pieces);
  const reader: Reader = { pieces, at: 0 };
  return readJava(reader, 0) ?? mapChildren(node, (child) => regroup(child, facts));
}

function flatten(node: ExpressionNode, facts: JavaFacts, pieces: Piece[]): void {
  const rank = rankIn(facts)(node);
  if (rank !== undefined && node.kind === 'binary') {
    flatten(node.left, facts, pieces);
    pieces.push({ kind: 'operator', source: node, rank });
    flatten(node.right, facts, pieces);
  } else if (isIf(node) && !facts.isUserFunction(node.name)) {
    const [condition, whenTrue, otherwise] = node.args as readonly [
      ExpressionNode,
      ExpressionNode,
      ExpressionNode,
    ];
    pieces.push({ kind: 'if', source: node, head: [regroup(condition, facts), regroup(whenTrue, facts)] });
    flatten(otherwise, facts, pieces);
  } else pieces.push({ kind: 'operand', node: mapChildren(node, (child) => regroup(child, facts)) });
}

interface Reader {
  readonly pieces: readonly Piece[];
  at: number;
}

/** By precedence, from the left. Undefined where an IF follows an operator, which would not compile. */
function readJava(reader: Reader, floor: number): ExpressionNode | undefined {
  const first = reader.pieces[reader.at];
  reader.at += 1;
  if (first === undefined || first.kind === 'operator') return undefined;
  if (first.kind === 'if') {
    const otherwise = floor === 0 ? readJava(reader, 0) : undefined;
    return otherwise && withArgs(first.source, [...first.head, otherwise]);
  }
  let left = first.node;
  for (;;) {
    const next = reader.pieces[reader.at];
    if (next?.kind !== 'operator' || next.rank <= floor) return left;
    reader.at += 1;
    const right = readJava(reader, next.rank);
    if (right === undefined) return undefined;
    left = withSides(next.source, left, right);
  }
}

function withSides(source: Binary, left: ExpressionNode, right: ExpressionNode): Binary {
  if (left === source.left && right === source.right) return source;
  return { ...source, left, right, range: { start: left.range.start, end: right.range.end } };
}

function withArgs(source: Call, args: readonly ExpressionNode[]): Call {
  return args.every((arg, at) => arg === source.args[at]) ? source : { ...source, args };
}

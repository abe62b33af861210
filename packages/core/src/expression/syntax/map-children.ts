// A node with other parts in the place of its direct ones; the node itself where none is another.
import type { CaseOf, ExpressionNode } from './ast.ts';

type MapNode = (child: ExpressionNode) => ExpressionNode;

export function mapChildren(node: ExpressionNode, map: MapNode): ExpressionNode {
  switch (node.kind) {
    case 'unary':
    case 'is':
    case 'cast':
      return replaced(node, { operand: map(node.operand) });
    case 'case':
      return mapCase(node, map);
    case 'call':
      return replaced(node, { args: mapAll(node.args, map) });
    case 'access':
      return replaced(node, { container: map(node.container), index: map(node.index) });
    case 'collection':
      return replaced(node, { items: mapAll(node.items, map) });
    case 'binary':
    case 'distinct':
    case 'between':
    case 'in':
    case 'match':
      return mapOperator(node, map);
    default:
      return node;
  }
}

type OperatorNode = Extract<
  ExpressionNode,
  { readonly kind: 'binary' | 'distinct' | 'between' | 'in' | 'match' }
>;

function mapOperator(node: OperatorNode, map: MapNode): ExpressionNode {
  switch (node.kind) {
    case 'binary':
    case 'distinct':
      return replaced(node, { left: map(node.left), right: map(node.right) });
    case 'between':
      return replaced(node, { operand: map(node.operand), low: map(node.low), high: map(node.high) });
    case 'in':
      return replaced(node, { operand: map(node.operand), items: mapAll(node.items, map) });
    case 'match':
      return replaced(node, {
        operand: map(node.operand),
        pattern: map(node.pattern),
        escape: node.escape && map(node.escape),
      });
  }
}

function mapCase(node: CaseOf, map: MapNode): CaseOf {
  const branches = node.branches.map((branch) =>
    replaced(branch, { when: map(branch.when), result: map(branch.result) }),
  );
  return replaced(node, {
    operand: node.operand && map(node.operand),
    branches: branches.every((branch, at) => branch === node.branches[at]) ? node.branches : branches,
    otherwise: node.otherwise && map(node.otherwise),
  });
}

/** The same list where no item is another. */
function mapAll(nodes: readonly ExpressionNode[], map: MapNode): readonly ExpressionNode[] {
  const mapped = nodes.map(map);
  return mapped.every((node, at) => node === nodes[at]) ? nodes : mapped;
}

/** The same object where no part is another. */
function replaced<T extends object>(whole: T, parts: Partial<T>): T {
  const keys = Object.keys(parts) as (keyof T)[];
  return keys.every((key) => parts[key] === whole[key]) ? whole : { ...whole, ...parts };
}

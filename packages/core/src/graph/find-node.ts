import type { GraphNode, PipelineGraph } from './pipeline-graph.ts';

const indexes = new WeakMap<PipelineGraph['nodes'], ReadonlyMap<string, GraphNode>>();

/** The node with an id. The first question about a list of nodes reads it, the others cost nothing however long it is. */
export function findNode({ nodes }: PipelineGraph, id: string): GraphNode | undefined {
  let index = indexes.get(nodes);
  if (index === undefined) {
    index = new Map(nodes.map((node) => [node.id, node]));
    indexes.set(nodes, index);
  }
  return index.get(id);
}

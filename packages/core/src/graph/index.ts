export type { GraphEdge, GraphNode, NodeKind, PipelineGraph } from './pipeline-graph.ts';
export { buildGraph } from './build-graph.ts';
export { nodeIdAt, nodeRange } from './node-place.ts';
export { findNode } from './find-node.ts';

export { disabledRange, disabledText, findDisabled } from './disabled-nodes.ts';
export type { DisabledNode, GraphEdge, GraphNode, NodeKind, PipelineGraph } from './pipeline-graph.ts';
export { buildGraph } from './build-graph.ts';
export { nodeIdAt, nodeRange } from './node-place.ts';
export { findNode } from './find-node.ts';

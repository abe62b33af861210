export type { GraphEdge, GraphNode, NodeKind, PipelineGraph } from './pipeline-graph.ts';

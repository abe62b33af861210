// Who stands in a column, in the order of the text: the rules that run, and between them those that are switched off.
import type { DisabledNode, GraphNode, NodeKind, PipelineGraph } from '@tailrace/core/graph';

export type Standing = GraphNode | DisabledNode;

export const isDisabled = (node: Standing): node is DisabledNode => 'before' in node;

export function standingIn({ nodes, disabled }: PipelineGraph, kind: NodeKind): readonly Standing[] {
  const running = nodes.filter((node) => node.kind === kind);
  const off = disabled.filter((node) => node.kind === kind);
  if (off.length === 0) return running;
  const merged: Standing[] = [];
  for (let index = 0; index <= running.length; index += 1) {
    merged.push(...off.filter(({ before }) => before === index));
    const node = running[index];
    if (node !== undefined) merged.push(node);
  }
  return merged;
}

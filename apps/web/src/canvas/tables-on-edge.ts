// The tables whose rows take a line, told from what the last preview saw: those that pass through both of its ends.
import { findNode, type GraphNode, type PipelineGraph } from '@tailrace/core/graph';
import type { PreviewTable } from '@tailrace/server/router';
import type { EdgeEnds } from './drop-verdict.ts';

export function tablesOnEdge(
  tables: readonly PreviewTable[],
  graph: PipelineGraph,
  { from, to }: EdgeEnds,
): readonly string[] {
  const ends = [findNode(graph, from), findNode(graph, to)];
  return tables
    .filter((table) => ends.every((node) => node === undefined || passes(table, node)))
    .map(({ table }) => table);
}

function passes(table: PreviewTable, node: GraphNode): boolean {
  switch (node.kind) {
    case 'transform':
      return table.transform === node.index;
    case 'route':
      return table.routes.includes(node.index);
    case 'source':
    case 'sink':
      return true;
  }
}

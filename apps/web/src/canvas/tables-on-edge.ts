// The tables whose rows take a line, told from what the last preview saw: those that pass through both of its ends.
import type { GraphNode } from '@tailrace/core/graph';
import type { PreviewTable } from '@tailrace/server/router';

/** An end that is no node, a hub, lets every table pass. */
export function tablesBetween(
  tables: readonly PreviewTable[],
  ends: readonly (GraphNode | undefined)[],
): readonly string[] {
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

// Where a node stands in the text, and which node stands at a place. Asked when somebody wants to know: were it kept in the nodes, every
// key would make new nodes of all that follow it.
import type { DocumentSnapshot, NodeId } from '../document/index.ts';
import type { TextRange } from '../yaml/index.ts';
import type { GraphNode } from './pipeline-graph.ts';

/** The range of the node's entry, from its key or dash to the end of its content. Empty at 0 for a node that the snapshot does not have. */
export function nodeRange(snapshot: DocumentSnapshot, { path }: Pick<GraphNode, 'path'>): TextRange {
  return snapshot.yaml.entryRange(path) ?? { start: 0, end: 0 };
}

/** The node whose entry an offset lies in; both ends count. */
export function nodeIdAt({ yaml, ids }: DocumentSnapshot, offset: number): NodeId | undefined {
  const [section, index] = yaml.pathAt(offset);
  if (section === 'source') return ids.source;
  if (section === 'sink') return ids.sink;
  if (typeof index !== 'number') return undefined;
  if (section === 'transform') return ids.transforms[index];
  return section === 'route' ? ids.routes[index] : undefined;
}

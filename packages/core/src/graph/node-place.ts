// Where a node stands in the text, and which node stands at a place. Asked when somebody wants to know: were it kept in the nodes, every
// key would make new nodes of all that follow it.
import { disabledRules, type DocumentSnapshot, type NodeId } from '../document/index.ts';
import type { TextRange } from '../yaml/index.ts';
import { disabledId } from './disabled-nodes.ts';
import type { GraphNode } from './pipeline-graph.ts';

/** The range of the node's entry, from its key or dash to the end of its content. Empty at 0 for a node that the snapshot does not have. */
export function nodeRange(snapshot: DocumentSnapshot, { path }: Pick<GraphNode, 'path'>): TextRange {
  return snapshot.yaml.entryRange(path) ?? { start: 0, end: 0 };
}

/** The node whose entry an offset lies in; both ends count. Of a rule that is switched off its lines. */
export function nodeIdAt(snapshot: DocumentSnapshot, offset: number): NodeId | undefined {
  const { yaml, ids } = snapshot;
  const [section, index] = yaml.pathAt(offset);
  if (section === 'source') return ids.source;
  if (section === 'sink') return ids.sink;
  if (typeof index !== 'number') return disabledIdAt(snapshot, offset);
  if (section === 'transform') return ids.transforms[index];
  return section === 'route' ? ids.routes[index] : undefined;
}

function disabledIdAt({ yaml }: DocumentSnapshot, offset: number): NodeId | undefined {
  const rules = disabledRules(yaml);
  for (const kind of ['transform', 'route'] as const) {
    const found = rules[kind].find(({ lines }) => lines.start <= offset && offset < lines.end);
    if (found !== undefined) return disabledId(kind, found.at);
  }
  return undefined;
}

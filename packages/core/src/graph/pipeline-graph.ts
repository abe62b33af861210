import type { NodeId } from '../document/index.ts';
import type { Path } from '../yaml/index.ts';

export type NodeKind = 'source' | 'transform' | 'route' | 'sink';

/** A thing of the document as the canvas shows it: words, no pixels, and no place in the text, which shifts with every edit above it. */
export interface GraphNode {
  readonly id: NodeId;
  readonly kind: NodeKind;
  readonly path: Path;
  /** Place in its list; 0 for source and sink. */
  readonly index: number;
  /** What a person would call it: `orders_\.* → ods.orders`. */
  readonly title: string;
  /** One line of substance: columns kept and computed, the filter, the tables. */
  readonly summary: string;
  /** `type` of a source or sink. */
  readonly connector?: string;
  readonly problems: { readonly errors: number; readonly warnings: number };
}

export interface GraphEdge {
  readonly id: string;
  readonly from: NodeId;
  readonly to: NodeId;
}

/** A rule that is switched off: it stands in its column and nothing runs through it. */
export interface DisabledNode {
  readonly id: NodeId;
  readonly kind: 'transform' | 'route';
  /** What the commands `enableRule` and `removeDisabledRule` know it by. */
  readonly at: number;
  /** It stands before the node of its kind with this index. */
  readonly before: number;
  readonly title: string;
  readonly summary: string;
}

/** Nodes in the order of the columns: source, transforms, routes, sink. Unchanged nodes keep their identity between snapshots. */
export interface PipelineGraph {
  readonly nodes: readonly GraphNode[];
  /** In the order of the text, transforms first. */
  readonly disabled: readonly DisabledNode[];
  readonly edges: readonly GraphEdge[];
}

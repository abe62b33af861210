// Where something from the palette may go, said before it is let go: rows are read, reshaped, sent on and written, in this order.
import { findNode, type GraphNode, type NodeKind, type PipelineGraph } from '@tailrace/core/graph';

export interface EdgeEnds {
  readonly from: string;
  readonly to: string;
}

export type Verdict =
  | {
      readonly ok: true;
      /** What letting go would do. */
      readonly words: string;
      /** Place in the list of its kind; absent for a source or a sink. */
      readonly index?: number;
      /** The rule whose tables a new one takes: it shall stand where it was dropped. */
      readonly beside?: GraphNode;
    }
  | { readonly ok: false; readonly reason: string };

const refuse = (reason: string): Verdict => ({ ok: false, reason });

/** The verdict on a drop on an edge, or on the empty canvas where there is none. */
export function dropVerdict(graph: PipelineGraph, kind: NodeKind, edge: EdgeEnds | undefined): Verdict {
  if (kind === 'source' || kind === 'sink') return endVerdict(graph, kind, edge);
  const count = graph.nodes.filter((node) => node.kind === kind).length;
  if (edge === undefined)
    return { ok: true, words: `Adds a ${kind} at the end of the ${kind}s`, index: count };
  const from = findNode(graph, edge.from);
  const to = findNode(graph, edge.to);
  if (kind === 'transform' && from?.kind === 'route') {
    return refuse(
      'Rows are reshaped before they are sent on: a transform goes on a line that comes from the source or a transform.',
    );
  }
  if (kind === 'route' && to?.kind === 'transform') {
    return refuse(
      'Rows are sent on after they are reshaped: a route goes on a line that leads to a route or to the sink.',
    );
  }
  const neighbours = [from, to].flatMap((node) => (node === undefined ? [] : [node.title])).join(' and ');
  const words = `Inserts a ${kind} between ${neighbours}`;
  if (to?.kind === kind) return { ok: true, words, index: to.index, beside: to };
  if (from?.kind === kind) return { ok: true, words, index: from.index + 1, beside: from };
  const beside = [from, to].find((node) => node?.kind === 'transform' || node?.kind === 'route');
  return { ok: true, words, index: count, ...(beside === undefined ? {} : { beside }) };
}

function endVerdict(graph: PipelineGraph, kind: 'source' | 'sink', edge: EdgeEnds | undefined): Verdict {
  if (edge !== undefined) {
    return refuse(
      kind === 'source'
        ? 'A source is where rows begin: it has no place on a line. Drop it beside the lines.'
        : 'A sink is where rows end: it has no place on a line. Drop it beside the lines.',
    );
  }
  const before = graph.nodes.find((node) => node.kind === kind);
  return {
    ok: true,
    words: before === undefined ? `Sets the ${kind}` : `Takes the place of the ${kind} ${before.title}`,
  };
}

// Where nodes stand and how lines run between them. Pipelines have a fixed shape, so this is a walk over the lists and not a search:
// source, transforms, routes and sink in columns, in the document's order. Above BUS_FROM rules, rules that belong to each other
// share a row, and a chain of hubs carries the lines past them.
import type { NodeId } from '@tailrace/core/document';
import type { GraphEdge, GraphNode, PipelineGraph } from '@tailrace/core/graph';
import type { Point } from '../document/layout-store.ts';
import { standingIn } from './standing.ts';
import { BUS_FROM, CARD, COLUMN_WIDTH, ROW_HEIGHT, ROWS } from './geometry.ts';

export interface Arrangement {
  readonly places: ReadonlyMap<NodeId, Point>;
  readonly hubs: readonly { readonly id: string; readonly place: Point }[];
  readonly edges: readonly GraphLine[];
}

export interface GraphLine {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** The drop of a palette item reads the two ends back from it. */
export const lineId = (from: string, to: string): string => `${from}→${to}`;

/** Gives the last arrangement again while the same nodes are joined in the same way, whatever their words are now. */
export function createArranger(): (graph: PipelineGraph) => Arrangement {
  let last: { readonly graph: PipelineGraph; readonly arrangement: Arrangement } | undefined;
  return (graph) => {
    const arrangement =
      last !== undefined && standsAlike(last.graph, graph) ? last.arrangement : arrange(graph);
    last = { graph, arrangement };
    return arrangement;
  };
}

function standsAlike(before: PipelineGraph, now: PipelineGraph): boolean {
  return (
    before.edges === now.edges &&
    before.disabled === now.disabled &&
    before.nodes.length === now.nodes.length &&
    now.nodes.every((node, at) => node === before.nodes[at] || node.id === before.nodes[at]?.id)
  );
}

export function arrange(graph: PipelineGraph): Arrangement {
  const rules = graph.nodes.filter((node) => node.kind === 'transform' || node.kind === 'route');
  return rules.length >= BUS_FROM ? arrangeOnBus(graph) : arrangeInColumns(graph);
}

function arrangeInColumns(graph: PipelineGraph): Arrangement {
  const columns = (['source', 'transform', 'route', 'sink'] as const)
    .map((kind) => standingIn(graph, kind))
    .filter((column) => column.length > 0);
  const tallest = Math.max(1, ...columns.map((column) => column.length));
  const places = new Map<NodeId, Point>();
  columns.forEach((column, x) => {
    const top = ((tallest - column.length) / 2) * ROW_HEIGHT;
    column.forEach((node, y) => places.set(node.id, { x: x * COLUMN_WIDTH, y: top + y * ROW_HEIGHT }));
  });
  const edges = graph.edges.map(({ from, to }) => ({ id: lineId(from, to), from, to }));
  return { places, hubs: [], edges };
}

interface Row {
  readonly transform?: Pick<GraphNode, 'id'>;
  readonly route?: Pick<GraphNode, 'id'>;
}

/** A transform and the first route that it feeds share a row. */
function pairRules(graph: PipelineGraph): readonly Row[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const feeds = new Map<NodeId, GraphNode>();
  const taken = new Set<NodeId>();
  for (const { from, to } of graph.edges) {
    const transform = byId.get(from);
    const route = byId.get(to);
    if (transform?.kind !== 'transform' || route?.kind !== 'route') continue;
    if (feeds.has(from) || taken.has(to)) continue;
    feeds.set(from, route);
    taken.add(to);
  }
  const rows: Row[] = [];
  for (const node of graph.nodes) {
    if (node.kind === 'transform') {
      const route = feeds.get(node.id);
      rows.push(route === undefined ? { transform: node } : { transform: node, route });
    } else if (node.kind === 'route' && !taken.has(node.id)) {
      rows.push({ route: node });
    }
  }
  return rows;
}

function arrangeOnBus(graph: PipelineGraph): Arrangement {
  // Rules that are switched off stand behind those that run: the bus has no line for them.
  const rows = [...pairRules(graph), ...graph.disabled.map((node): Row => ({ [node.kind]: node }))];
  const off = new Set<string>(graph.disabled.map(({ id }) => id));
  const places = new Map<NodeId, Point>();
  const hubs: { id: string; place: Point }[] = [];
  const edges: GraphLine[] = [];
  const line = (from: string, to: string): number => edges.push({ id: lineId(from, to), from, to });
  const source = graph.nodes.find((node) => node.kind === 'source');
  const sink = graph.nodes.find((node) => node.kind === 'sink');
  const blocks = Math.ceil(rows.length / ROWS);
  const blockWidth = 2 * COLUMN_WIDTH + 64;
  for (let block = 0; block < blocks; block += 1) {
    const x = COLUMN_WIDTH + block * blockWidth;
    hubs.push({ id: `in-${block}`, place: { x: x - 36, y: -60 } });
    hubs.push({ id: `out-${block}`, place: { x: x + 2 * COLUMN_WIDTH - 36, y: ROWS * ROW_HEIGHT + 20 } });
    if (block > 0) {
      line(`in-${block - 1}`, `in-${block}`);
      line(`out-${block - 1}`, `out-${block}`);
    }
  }
  rows.forEach(({ transform, route }, at) => {
    const block = Math.floor(at / ROWS);
    const x = COLUMN_WIDTH + block * blockWidth;
    const y = (at % ROWS) * ROW_HEIGHT;
    if (transform !== undefined) places.set(transform.id, { x, y });
    if (route !== undefined) places.set(route.id, { x: x + COLUMN_WIDTH, y });
    const way = [transform, route].flatMap((node) =>
      node === undefined || off.has(node.id) ? [] : [node.id],
    );
    if (way.length === 0) return;
    [`in-${block}`, ...way, `out-${block}`].forEach((id, step, all) => {
      const next = all[step + 1];
      if (next !== undefined) line(id, next);
    });
  });
  const middle = (Math.min(rows.length, ROWS) / 2) * ROW_HEIGHT - CARD.height / 2;
  if (source !== undefined) {
    places.set(source.id, { x: 0, y: middle });
    line(source.id, 'in-0');
  }
  if (sink !== undefined) {
    places.set(sink.id, { x: COLUMN_WIDTH + blocks * blockWidth, y: middle });
    line(`out-${blocks - 1}`, sink.id);
  }
  return { places, hubs, edges };
}

/** Nodes upstream and downstream of one, itself included; what is not in it has nothing to do with it. */
export function relatedTo(id: NodeId, edges: readonly GraphEdge[]): ReadonlySet<string> {
  const related = new Set<string>([id]);
  for (const way of [
    { from: 'from', to: 'to' },
    { from: 'to', to: 'from' },
  ] as const) {
    const leaving = new Map<string, string[]>();
    for (const edge of edges) {
      const next = leaving.get(edge[way.from]);
      if (next === undefined) leaving.set(edge[way.from], [edge[way.to]]);
      else next.push(edge[way.to]);
    }
    const queue: string[] = [id];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const next of leaving.get(at) ?? []) {
        if (related.has(next)) continue;
        related.add(next);
        queue.push(next);
      }
    }
  }
  return related;
}

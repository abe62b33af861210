// From a snapshot to what the canvas shows. Source, transforms, routes and sink stand in columns; edges are those of neighbours: a
// transform is joined to the routes that take from the same tables, and what stands alone to the ends. No edge passes a column that
// has something for it, so a canvas that draws only what is in view has few to draw.
import type { Diagnostic } from '../diagnostics/index.ts';
import type { DocumentSnapshot, NodeId } from '../document/index.ts';
import type { Path } from '../yaml/index.ts';
import type { GraphEdge, GraphNode, NodeKind, PipelineGraph } from './pipeline-graph.ts';
import { describeConnector, describeRoute, describeTransform, type Words } from './words.ts';

/** `previous` lends its nodes and edges where nothing changed. While the text is broken the last good graph stays. */
export function buildGraph(snapshot: DocumentSnapshot, previous?: PipelineGraph): PipelineGraph {
  if (snapshot.stale && previous !== undefined) return previous;
  const nodes = nodesOf(snapshot);
  const known = new Map(previous?.nodes.map((node) => [node.id, node]));
  const kept = nodes.map((node) => {
    const old = known.get(node.id);
    return old !== undefined && isSameNode(old, node) ? old : node;
  });
  const edges = edgesOf(snapshot);
  return {
    nodes: sameList(previous?.nodes, kept, (a, b) => a === b),
    edges: sameList(previous?.edges, edges, (a, b) => a.id === b.id),
  };
}

function nodesOf(snapshot: DocumentSnapshot): readonly GraphNode[] {
  const { pipeline, ids } = snapshot;
  const problems = countProblems(snapshot.stale ? [] : snapshot.diagnostics);
  const nodes: GraphNode[] = [];
  if (pipeline.source !== undefined && ids.source !== undefined) {
    nodes.push(
      makeNode(
        problems,
        { id: ids.source, kind: 'source', path: ['source'], index: 0 },
        describeConnector(pipeline.source),
      ),
    );
  }
  pipeline.transforms.forEach((rule, index) => {
    const id = ids.transforms[index];
    if (id !== undefined)
      nodes.push(
        makeNode(problems, { id, kind: 'transform', path: rule.path, index }, describeTransform(rule)),
      );
  });
  pipeline.routes.forEach((rule, index) => {
    const id = ids.routes[index];
    if (id !== undefined)
      nodes.push(makeNode(problems, { id, kind: 'route', path: rule.path, index }, describeRoute(rule)));
  });
  if (pipeline.sink !== undefined && ids.sink !== undefined) {
    nodes.push(
      makeNode(
        problems,
        { id: ids.sink, kind: 'sink', path: ['sink'], index: 0 },
        describeConnector(pipeline.sink),
      ),
    );
  }
  return nodes;
}

interface Identified {
  readonly id: NodeId;
  readonly kind: NodeKind;
  readonly path: Path;
  readonly index: number;
}

type Problems = ReadonlyMap<string, GraphNode['problems']>;

function makeNode(problems: Problems, what: Identified, words: Words): GraphNode {
  const mine = (problems.size > 0 && problems.get(what.path.join('.'))) || NO_PROBLEMS;
  return { ...what, ...words, problems: mine };
}

const NO_PROBLEMS = { errors: 0, warnings: 0 };

function countProblems(diagnostics: readonly Diagnostic[]): Problems {
  const counts = new Map<string, { errors: number; warnings: number }>();
  for (const { path, severity } of diagnostics) {
    const isRule = path[0] === 'transform' || path[0] === 'route';
    const key = path.slice(0, isRule ? 2 : 1).join('.');
    const count = counts.get(key) ?? { errors: 0, warnings: 0 };
    if (severity === 'error') count.errors += 1;
    if (severity === 'warning') count.warnings += 1;
    counts.set(key, count);
  }
  return counts;
}

function isSameNode(a: GraphNode, b: GraphNode): boolean {
  return (
    a.title === b.title &&
    a.summary === b.summary &&
    a.index === b.index &&
    a.connector === b.connector &&
    a.problems.errors === b.problems.errors &&
    a.problems.warnings === b.problems.warnings
  );
}

/** A route belongs to the first transform over the same tables; transforms and routes without a partner go to the ends. */
function edgesOf({ pipeline, ids }: DocumentSnapshot): readonly GraphEdge[] {
  const edges = new Edges();
  const transformOf = new Map<string, NodeId>();
  pipeline.transforms.forEach((rule, index) => {
    const id = ids.transforms[index];
    if (id === undefined) return;
    edges.add(ids.source, id);
    const tables = rule.sourceTable.trim();
    if (tables !== '' && !transformOf.has(tables)) transformOf.set(tables, id);
  });
  const isFeeding = new Set<NodeId>();
  pipeline.routes.forEach((rule, index) => {
    const id = ids.routes[index];
    const transform = transformOf.get(rule.sourceTable.trim());
    if (transform !== undefined) isFeeding.add(transform);
    edges.add(transform ?? ids.source, id);
    edges.add(id, ids.sink);
  });
  for (const id of ids.transforms) if (!isFeeding.has(id)) edges.add(id, ids.sink);
  if (pipeline.transforms.length === 0 && pipeline.routes.length === 0) edges.add(ids.source, ids.sink);
  return edges.list;
}

class Edges {
  readonly list: GraphEdge[] = [];

  add(from: NodeId | undefined, to: NodeId | undefined): void {
    if (from !== undefined && to !== undefined) this.list.push({ id: `${from}>${to}`, from, to });
  }
}

function sameList<T>(
  before: readonly T[] | undefined,
  now: readonly T[],
  isSame: (a: T, b: T) => boolean,
): readonly T[] {
  const isEqual =
    before?.length === now.length &&
    now.every((value, index) => {
      const old = before[index];
      return old !== undefined && isSame(old, value);
    });
  return isEqual ? before : now;
}

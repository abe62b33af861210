// From a snapshot to what the canvas shows. Source, transforms, routes and sink stand in columns; edges are those of neighbours: a
// transform is joined to the routes that take from the same tables, and what stands alone to the ends. No edge passes a column that
// has something for it, so a canvas that draws only what is in view has few to draw.
import type { Diagnostic } from '../diagnostics/index.ts';
import type { DocumentSnapshot, NodeId } from '../document/index.ts';
import { disabledNodes } from './disabled-nodes.ts';
import type { Path } from '../yaml/index.ts';
import type { DisabledNode, GraphEdge, GraphNode, NodeKind, PipelineGraph } from './pipeline-graph.ts';
import { describeConnector, describeRoute, describeTransform, type Words } from './words.ts';

/** What a graph was made of: the next one takes over its edges where nothing that they follow from has changed. */
const origins = new WeakMap<PipelineGraph, DocumentSnapshot>();

/** `previous` lends its nodes and edges where nothing changed. While the text is broken the last good graph stays. */
export function buildGraph(snapshot: DocumentSnapshot, previous?: PipelineGraph): PipelineGraph {
  if (snapshot.stale && previous !== undefined) return previous;
  const before = previous === undefined ? undefined : origins.get(previous);
  const hasSameEdges = before !== undefined && joinsAlike(before, snapshot);
  const graph = {
    nodes: sameList(previous?.nodes, nodesOf(snapshot, previous), (a, b) => a === b),
    disabled: sameList(previous?.disabled, disabledNodes(snapshot), isSameDisabled),
    edges:
      hasSameEdges && previous !== undefined
        ? previous.edges
        : sameList(previous?.edges, edgesOf(snapshot), (a, b) => a.id === b.id),
  };
  origins.set(graph, snapshot);
  return graph;
}

/** Edges follow from the ids and from the tables that rules take from, and from nothing else. */
function joinsAlike(before: DocumentSnapshot, now: DocumentSnapshot): boolean {
  return (
    before.ids === now.ids &&
    takesAlike(before.pipeline.transforms, now.pipeline.transforms) &&
    takesAlike(before.pipeline.routes, now.pipeline.routes)
  );
}

type Taker = { readonly sourceTable: string };

function takesAlike(before: readonly Taker[], now: readonly Taker[]): boolean {
  return (
    before === now ||
    (before.length === now.length && now.every((rule, at) => rule.sourceTable === before[at]?.sourceTable))
  );
}

function nodesOf(snapshot: DocumentSnapshot, previous: PipelineGraph | undefined): readonly GraphNode[] {
  const { pipeline, ids } = snapshot;
  const makers = new NodeMaker(countProblems(snapshot.stale ? [] : snapshot.diagnostics), previous);
  const nodes: GraphNode[] = [];
  const add = <T extends object>(
    thing: T | undefined,
    what: Identified | undefined,
    say: Describe<T>,
  ): void => {
    if (thing !== undefined && what !== undefined) nodes.push(makers.make(thing, what, say));
  };
  add(pipeline.source, ids.source && { id: ids.source, kind: 'source', index: 0 }, describeConnector);
  pipeline.transforms.forEach((rule, index) => {
    const id = ids.transforms[index];
    add(rule, id && { id, kind: 'transform', index }, describeTransform);
  });
  pipeline.routes.forEach((rule, index) => {
    const id = ids.routes[index];
    add(rule, id && { id, kind: 'route', index }, describeRoute);
  });
  add(pipeline.sink, ids.sink && { id: ids.sink, kind: 'sink', index: 0 }, describeConnector);
  return nodes;
}

interface Identified {
  readonly id: NodeId;
  readonly kind: NodeKind;
  readonly index: number;
}

type Describe<T> = (thing: T) => Words;
type Problems = ReadonlyMap<string, GraphNode['problems']>;

/** Nodes by what they show: an end or a rule that did not change is the same object from snapshot to snapshot, and so is its node. */
const made = new WeakMap<object, GraphNode>();

class NodeMaker {
  readonly #problems: Problems;
  readonly #previous: PipelineGraph | undefined;
  #known: ReadonlyMap<NodeId, GraphNode> | undefined;

  constructor(problems: Problems, previous: PipelineGraph | undefined) {
    this.#problems = problems;
    this.#previous = previous;
  }

  make<T extends object>(thing: T, what: Identified, describe: Describe<T>): GraphNode {
    const { id, kind, index } = what;
    const isRule = kind === 'transform' || kind === 'route';
    const key = isRule ? `${kind}.${index}` : kind;
    const problems = (this.#problems.size > 0 && this.#problems.get(key)) || NO_PROBLEMS;
    const before = made.get(thing);
    if (before?.id === id && before.index === index && isSameCount(before.problems, problems)) return before;
    const path: Path = isRule ? [kind, index] : [kind];
    const node: GraphNode = { ...what, path, ...describe(thing), problems };
    const old = this.#knownById().get(id);
    const kept = old !== undefined && isSameNode(old, node) ? old : node;
    made.set(thing, kept);
    return kept;
  }

  /** Only what changed is looked up. */
  #knownById(): ReadonlyMap<NodeId, GraphNode> {
    this.#known ??= new Map(this.#previous?.nodes.map((node) => [node.id, node]));
    return this.#known;
  }
}

function isSameCount(a: GraphNode['problems'], b: GraphNode['problems']): boolean {
  return a === b || (a.errors === b.errors && a.warnings === b.warnings);
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
    isSameCount(a.problems, b.problems)
  );
}

const isSameDisabled = (a: DisabledNode, b: DisabledNode): boolean =>
  a.id === b.id && a.before === b.before && a.title === b.title && a.summary === b.summary;

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

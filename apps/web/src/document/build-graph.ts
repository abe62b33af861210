// The document as nodes and edges, for as long as core/graph offers only the types of it.
import type { DocumentSnapshot, NodeId } from '@tailrace/core/document';
import type { GraphEdge, GraphNode, NodeKind, PipelineGraph } from '@tailrace/core/graph';
import type { Path } from '@tailrace/core/yaml';

/** Nodes in the order of the columns. While the text is broken, the graph before it. */
export function buildGraph(snapshot: DocumentSnapshot, previous?: PipelineGraph): PipelineGraph {
  if (snapshot.stale && previous !== undefined) return previous;
  const { pipeline, ids } = snapshot;
  const nodes = [
    ...endNode(snapshot, 'source', ids.source),
    ...pipeline.transforms.map((rule, index) =>
      ruleNode(snapshot, ids.transforms[index], {
        kind: 'transform',
        index,
        title: rule.sourceTable,
        summary: [rule.projection, rule.filter === undefined ? undefined : `where ${rule.filter}`]
          .filter((part) => part !== undefined)
          .join(' · '),
      }),
    ),
    ...pipeline.routes.map((rule, index) =>
      ruleNode(snapshot, ids.routes[index], {
        kind: 'route',
        index,
        title: `${rule.sourceTable} → ${rule.sinkTable}`,
        summary: rule.description ?? '',
      }),
    ),
    ...endNode(snapshot, 'sink', ids.sink),
  ].map((node) => previous?.nodes.find((old) => JSON.stringify(old) === JSON.stringify(node)) ?? node);
  return { nodes, edges: linkColumns(nodes) };
}

function endNode(snapshot: DocumentSnapshot, kind: 'source' | 'sink', id: NodeId | undefined): GraphNode[] {
  const end = snapshot.pipeline[kind];
  if (end === undefined || id === undefined) return [];
  const { options, type } = end;
  const summary = kind === 'source' ? (options['tables'] ?? '') : (options['hostname'] ?? '');
  const node = { kind, index: 0, title: end.name ?? type ?? kind, summary };
  return [
    { ...place(snapshot, id, { ...node, path: [kind] }), ...(type === undefined ? {} : { connector: type }) },
  ];
}

interface Words {
  readonly kind: NodeKind;
  readonly index: number;
  readonly title: string;
  readonly summary: string;
}

function ruleNode(snapshot: DocumentSnapshot, id: NodeId | undefined, words: Words): GraphNode {
  if (id === undefined) throw new Error(`a ${words.kind} without an id`);
  return place(snapshot, id, { ...words, path: [words.kind, words.index] });
}

function place(snapshot: DocumentSnapshot, id: NodeId, words: Words & { readonly path: Path }): GraphNode {
  const { path } = words;
  const mine = snapshot.diagnostics.filter((found) => path.every((part, at) => found.path[at] === part));
  return {
    id,
    ...words,
    range: snapshot.yaml.entryRange(path) ?? { start: 0, end: 0 },
    problems: {
      errors: mine.filter(({ severity }) => severity === 'error').length,
      warnings: mine.filter(({ severity }) => severity === 'warning').length,
    },
  };
}

function linkColumns(nodes: readonly GraphNode[]): GraphEdge[] {
  const columns = (['source', 'transform', 'route', 'sink'] as const)
    .map((kind) => nodes.filter((node) => node.kind === kind))
    .filter((column) => column.length > 0);
  return columns
    .slice(1)
    .flatMap((column, at) =>
      (columns[at] ?? []).flatMap((from) =>
        column.map((to) => ({ id: `${from.id}-${to.id}`, from: from.id, to: to.id })),
      ),
    );
}

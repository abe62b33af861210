import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { createDocument } from '@tailrace/core/document';
import { buildGraph } from '@tailrace/core/graph';
import { describe, expect, it } from 'vitest';
import { arrange, relatedTo } from './arrange.ts';
import { COLUMN_WIDTH } from './geometry.ts';
import { neighbour } from './use-canvas-keys.ts';

function graphOf(rules: number) {
  const items = Array.from({ length: rules }, (_, at) => at);
  const text = [
    'source:\n  type: values',
    'transform:',
    ...items.map((at) => `  - source-table: s.t${at}\n    filter: id > ${at}`),
    'route:',
    ...items.map((at) => `  - source-table: s.t${at}\n    sink-table: d.t${at}`),
    'sink:\n  type: values\n',
  ].join('\n');
  return buildGraph(createDocument(text, { catalog: connectorCatalog, checks: undefined }));
}

describe('arrange', () => {
  it('puts the four kinds into columns, in the order of the document', () => {
    const graph = graphOf(3);
    const { places } = arrange(graph);
    const xOf = (kind: string) =>
      new Set(graph.nodes.filter((node) => node.kind === kind).map((node) => places.get(node.id)?.x));
    expect(['source', 'transform', 'route', 'sink'].map((kind) => [...xOf(kind)])).toEqual(
      [0, 1, 2, 3].map((column) => [column * COLUMN_WIDTH]),
    );
    const ys = graph.nodes.filter(({ kind }) => kind === 'route').map(({ id }) => places.get(id)?.y ?? 0);
    expect(ys).toEqual(ys.toSorted((a, b) => a - b));
  });

  it('keeps every line short where there are many rules, and gives each node one place', () => {
    const graph = graphOf(200);
    const { places, hubs, edges } = arrange(graph);
    const all = new Map<string, { x: number; y: number }>([
      ...places,
      ...hubs.map(({ id, place }) => [id, place] as const),
    ]);
    expect(places.size).toBe(graph.nodes.length);
    expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(places.size);
    const lengths = edges.map(({ from, to }) =>
      Math.abs((all.get(to)?.x ?? NaN) - (all.get(from)?.x ?? NaN)),
    );
    expect(Math.max(...lengths)).toBeLessThan(4 * COLUMN_WIDTH);
  });
});

describe('walking', () => {
  it('goes along the lines to the right and within the column up and down', () => {
    const graph = graphOf(2);
    const [source, first, second] = graph.nodes;
    expect(neighbour(graph, undefined, 'ArrowRight')).toBe(source);
    expect(neighbour(graph, source, 'ArrowRight')?.kind).toBe('transform');
    expect(neighbour(graph, first, 'ArrowDown')).toBe(second);
    expect(neighbour(graph, first, 'ArrowUp')).toBeUndefined();
  });

  it('knows what is upstream and downstream', () => {
    const graph = graphOf(2);
    const first = graph.nodes.find(({ kind }) => kind === 'transform');
    if (first === undefined) throw new Error('no transform');
    const related = graph.nodes.filter(({ id }) => relatedTo(first.id, graph.edges).has(id));
    expect(related.map(({ kind, index }) => `${kind} ${index}`)).toContain('source 0');
    expect(related).toContain(first);
    expect(related.map(({ kind, index }) => `${kind} ${index}`)).not.toContain('transform 1');
  });
});

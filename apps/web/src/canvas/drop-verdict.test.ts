import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { createDocument } from '@tailrace/core/document';
import { buildGraph, type NodeKind } from '@tailrace/core/graph';
import { describe, expect, it } from 'vitest';
import { dropVerdict } from './drop-verdict.ts';

const graph = buildGraph(
  createDocument(
    `source:
  type: values
transform:
  - source-table: a.one
  - source-table: a.two
route:
  - source-table: a.two
    sink-table: b.two
sink:
  type: values
`,
    { catalog: connectorCatalog, checks: undefined },
  ),
);
const idOf = (name: string): string => {
  const [kind, index = '0'] = name.split(' ');
  return graph.nodes.find((node) => node.kind === kind && node.index === Number(index))?.id ?? '';
};

describe('dropVerdict', () => {
  it.each<[NodeKind, string, string, number | string]>([
    ['transform', 'source', 'transform 1', 1],
    ['transform', 'transform 1', 'route', 2],
    ['transform', 'source', 'sink', 2],
    ['transform', 'route', 'sink', 'reshaped before'],
    ['route', 'source', 'transform 0', 'after they are reshaped'],
    ['route', 'transform 1', 'route', 0],
    ['route', 'transform 0', 'sink', 1],
    ['route', 'route', 'sink', 1],
    ['source', 'source', 'transform 0', 'where rows begin'],
    ['sink', 'route', 'sink', 'where rows end'],
  ])('a %s from %s to %s: %s', (kind, from, to, wanted) => {
    const verdict = dropVerdict(graph, kind, { from: idOf(from), to: idOf(to) });
    const said = verdict.ok ? `at ${verdict.index}` : verdict.reason;
    expect(said).toContain(typeof wanted === 'number' ? `at ${wanted}` : wanted);
  });

  it('says beside the lines what letting go would do', () => {
    const words = (kind: NodeKind) => {
      const verdict = dropVerdict(graph, kind, undefined);
      return verdict.ok ? verdict.words : verdict.reason;
    };
    expect(words('source')).toBe('Takes the place of the source values');
    expect(words('transform')).toBe('Adds a transform at the end of the transforms');
  });

  it('takes hubs of a bus for no neighbour', () => {
    expect(dropVerdict(graph, 'route', { from: 'in-0', to: 'out-0' })).toMatchObject({ ok: true, index: 1 });
  });
});

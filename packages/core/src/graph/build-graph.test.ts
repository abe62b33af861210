import { describe, expect, test } from 'vitest';
import { createCatalog } from '../descriptor/index.ts';
import { applyDocumentEdits, createDocument } from '../document/index.ts';
import { deepChecks } from '../pipeline/index.ts';
import { buildGraph } from './build-graph.ts';
import { disabledText } from './disabled-nodes.ts';
import { nodeIdAt, nodeRange } from './node-place.ts';

const TEXT = `source:
  type: mysql
  hostname: db
  port: 3306
  password: geheim
  tables: shop.\\.*
transform:
  - source-table: shop.orders_\\.*
    projection: "*, UPPER(name) AS n, f(a, b) AS c"
    filter: total > 0
  - source-table: shop.items
route:
  - source-table: shop.orders_\\.*
    sink-table: dw.orders
  - source-table: shop.other
    sink-table: dw.other
    description: the rest
sink:
  type: values
`;
const open = (text: string) => createDocument(text, { catalog: createCatalog([]), checks: deepChecks });

describe('buildGraph', () => {
  test('[N1] says what a person would say, and no secret', () => {
    const { nodes } = buildGraph(open(TEXT));
    expect(nodes.map(({ kind, title, summary }) => [kind, title, summary])).toEqual([
      ['source', 'mysql', 'db:3306 · shop.\\.*'],
      ['transform', 'shop.orders_*', 'all columns, 2 computed · filter total > 0'],
      ['transform', 'shop.items', 'passes everything'],
      ['route', 'shop.orders_* → dw.orders', ''],
      ['route', 'shop.other → dw.other', 'the rest'],
      ['sink', 'values', ''],
    ]);
    expect(JSON.stringify(nodes)).not.toContain('geheim');
  });

  test('[N2] joins neighbours', () => {
    const { edges } = buildGraph(open(TEXT));
    expect(edges.map(({ from, to }) => `${from}>${to}`)).toEqual([
      'source>transform-1',
      'source>transform-2',
      'transform-1>route-1',
      'route-1>sink',
      'source>route-2',
      'route-2>sink',
      'transform-2>sink',
    ]);
    expect(buildGraph(open('source:\n  type: a\nsink:\n  type: b\n')).edges.map((edge) => edge.id)).toEqual([
      'source>sink',
    ]);
  });

  test('[N3] keeps what did not change, and the last good graph while the text is broken', () => {
    const first = open(TEXT);
    const before = buildGraph(first);
    const at = TEXT.indexOf('the rest');
    const { snapshot } = applyDocumentEdits(first, [{ range: { start: at, end: at + 3 }, text: 'all' }]);
    const after = buildGraph(snapshot, before);
    expect(after.nodes.slice(0, 4).every((node, index) => node === before.nodes[index])).toBe(true);
    expect(after.nodes[4]?.summary).toBe('all rest');
    expect(after.edges).toBe(before.edges);
    const broken = applyDocumentEdits(snapshot, [{ range: { start: 0, end: 0 }, text: '"' }]).snapshot;
    expect(buildGraph(broken, after)).toBe(after);
  });

  test('[N5] keeps nodes that only moved in the text', () => {
    const first = open(TEXT);
    const before = buildGraph(first);
    const edit = { range: { start: 0, end: 0 }, text: '# a line above\n' };
    const { snapshot } = applyDocumentEdits(first, [edit]);
    expect(buildGraph(snapshot, before).nodes).toBe(before.nodes);
  });

  test('[N4] places nodes in the text and counts their problems', () => {
    const snapshot = open(TEXT);
    const { nodes } = buildGraph(snapshot);
    for (const node of nodes) {
      const { start, end } = nodeRange(snapshot, node);
      expect({ start, end }).toEqual(snapshot.yaml.entryRange(node.path));
      expect([nodeIdAt(snapshot, start), nodeIdAt(snapshot, end)]).toEqual([node.id, node.id]);
    }
    expect(nodeIdAt(snapshot, TEXT.indexOf('transform:') + 3)).toBeUndefined();
    expect(nodeIdAt(snapshot, TEXT.length)).toBeUndefined();
    expect(nodes.find((node) => node.kind === 'sink')?.problems.errors).toBe(
      snapshot.diagnostics.filter((found) => found.path[0] === 'sink' && found.severity === 'error').length,
    );
  });

  test('[N9] a rule that is switched off stands in its column, and the caret finds it', () => {
    const text = TEXT.replace(
      '  - source-table: shop.items\n',
      '  # - source-table: shop.items\n  #   filter: id > 1\n  # a remark: nothing\n',
    );
    const snapshot = open(text);
    const { nodes, disabled } = buildGraph(snapshot);
    expect(nodes.filter(({ kind }) => kind === 'transform')).toHaveLength(1);
    expect(disabled).toEqual([
      {
        id: 'off-transform-0',
        kind: 'transform',
        at: 0,
        before: 1,
        title: 'shop.items',
        summary: 'filter id > 1',
      },
    ]);
    expect(nodeIdAt(snapshot, text.indexOf('id > 1'))).toBe('off-transform-0');
    expect(nodeIdAt(snapshot, text.indexOf('a remark'))).toBeUndefined();
    const [node] = disabled;
    expect(node && disabledText(snapshot, node)).toBe('- source-table: shop.items\n  filter: id > 1');
  });

  test('[N10] while nothing about them changes, nodes that are switched off are the same list', () => {
    const snapshot = open('route:\n  # - source-table: a.b\n');
    const first = buildGraph(snapshot);
    const { snapshot: next } = applyDocumentEdits(snapshot, [
      { range: { start: 0, end: 0 }, text: '# top\n' },
    ]);
    expect(buildGraph(next, first).disabled).toBe(first.disabled);
  });
});

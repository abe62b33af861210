import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { deepChecks } from '@tailrace/core/pipeline';
import { setRuleField } from '@tailrace/core/commands';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDocumentStore, type Transaction } from './document-store.ts';

const TEXT = `source:
  type: values   # kept
transform:
  - source-table: a.b
    filter: x > 1
route:
  - source-table: a.b
    sink-table: c.d
sink:
  type: values
`;

const open = (text = TEXT) => createDocumentStore(text, { catalog: connectorCatalog, checks: deepChecks });

describe('document store', () => {
  it('derives the graph from the text and follows an edit', () => {
    const store = open();
    expect(store.getState().graph.nodes.map(({ kind }) => kind)).toEqual([
      'source',
      'transform',
      'route',
      'sink',
    ]);
    const outcome = setRuleField(store.getState().snapshot, {
      kind: 'transform',
      index: 0,
      key: 'filter',
      value: 'x > 2',
    });
    if (!outcome.ok) throw new Error(outcome.reason);
    store.transact(outcome.edits, { origin: 'inspector', mark: 'filter' });
    expect(store.getState().snapshot.text).toBe(TEXT.replace('x > 1', 'x > 2'));
  });

  it('keeps the last good graph while the text is broken, and the selection with it', () => {
    const store = open();
    const { graph } = store.getState();
    store.select(graph.nodes[1]?.id);
    store.transact([{ range: { start: 0, end: 0 }, text: 'broken: [\n' }], {
      origin: 'editor',
      mark: 'typing',
    });
    expect(store.getState().snapshot.stale).toBe(true);
    expect(store.getState().graph.nodes).toHaveLength(4);
    store.undo();
    expect(store.getState().snapshot.stale).toBe(false);
    expect(store.getState().selected).toBe(graph.nodes[1]?.id);
  });

  it('tells listeners who made a change, with edits that take the old text to the new', () => {
    const store = open();
    const seen: Transaction[] = [];
    store.onTransaction((transaction) => seen.push(transaction));
    store.transact([{ range: { start: 0, end: 0 }, text: '# a\n' }], { origin: 'canvas', mark: 'x' });
    store.undo();
    expect(seen.map(({ origin }) => origin)).toEqual(['canvas', 'history']);
    expect(seen[1]?.after.text).toBe(TEXT);
  });

  it('joins quick typing into one step, and never two verbs', () => {
    const store = open('');
    const type = (at: number, text: string) =>
      store.transact([{ range: { start: at, end: at }, text }], {
        origin: 'editor',
        mark: 'typing',
        at: at * 100,
      });
    type(0, 'a');
    type(1, 'b');
    store.transact([{ range: { start: 2, end: 2 }, text: '1' }], {
      origin: 'canvas',
      mark: 'add route',
      at: 300,
    });
    store.transact([{ range: { start: 3, end: 3 }, text: '2' }], {
      origin: 'canvas',
      mark: 'add route',
      at: 301,
    });
    const texts = [1, 2, 3].map(() => {
      store.undo();
      return store.getState().snapshot.text;
    });
    expect(texts).toEqual(['ab1', 'ab', '']);
  });

  it('comes back byte for byte by undo, and again by redo, whatever was typed', () => {
    const edit = fc.record({ at: fc.nat(), length: fc.nat(12), text: fc.string({ maxLength: 8 }) });
    const law = fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      const store = open();
      const texts = [TEXT];
      edits.forEach(({ at, length, text }, step) => {
        const now = store.getState().snapshot.text;
        const start = at % (now.length + 1);
        const range = { start, end: Math.min(now.length, start + length) };
        store.transact([{ range, text }], { origin: 'canvas', mark: `step ${step}`, at: step });
        texts.push(store.getState().snapshot.text);
      });
      for (const text of texts.toReversed().slice(1)) {
        store.undo();
        expect(store.getState().snapshot.text).toBe(text);
      }
      for (const text of texts.slice(1)) {
        store.redo();
        expect(store.getState().snapshot.text).toBe(text);
      }
    });
    expect(() => fc.assert(law, { numRuns: 60 })).not.toThrow();
  });
});

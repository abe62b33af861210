import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { deepChecks } from '@tailrace/core/pipeline';
import { describe, expect, it } from 'vitest';
import { createDocumentStore } from '../document/document-store.ts';
import { bindModel, type TextModel } from './bind.ts';
import { indexLines } from './line-index.ts';

type Change = Parameters<Parameters<TextModel['onDidChangeContent']>[0]>[0]['changes'][number];

/** A model as Monaco's: lines and columns outside, one kind of line end inside, and a change event for every edit. */
function fakeModel(text: string, eol: string) {
  const state = { text: text.replaceAll(/\r\n|\n|\r/gu, eol) };
  const listeners = new Set<(event: { changes: readonly Change[] }) => void>();
  function applyEdits(changes: readonly Change[]): void {
    const index = indexLines(state.text);
    const places = changes.map(({ range, text: inserted }) => ({
      start: index.offsetAt({ lineNumber: range.startLineNumber, column: range.startColumn }),
      end: index.offsetAt({ lineNumber: range.endLineNumber, column: range.endColumn }),
      inserted: inserted.replaceAll(/\r\n|\n|\r/gu, eol),
    }));
    for (const { start, end, inserted } of places.toSorted((a, b) => b.start - a.start)) {
      state.text = state.text.slice(0, start) + inserted + state.text.slice(end);
    }
    for (const listener of listeners) listener({ changes });
  }
  const model: TextModel = {
    applyEdits,
    onDidChangeContent(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  const type = (line: number, column: number, text_: string): void =>
    applyEdits([
      {
        range: { startLineNumber: line, startColumn: column, endLineNumber: line, endColumn: column },
        text: text_,
      },
    ]);
  return { state, model, type };
}

const normal = (text: string): string => text.replaceAll(/\r\n|\r/gu, '\n');

describe('bindModel', () => {
  it('carries typing into the document once, and does not echo it', () => {
    const store = createDocumentStore('a: 1\n', { catalog: connectorCatalog, checks: deepChecks });
    const { state, model, type } = fakeModel('a: 1\n', '\n');
    bindModel(store, model);
    type(1, 5, '2');
    expect(store.getState().snapshot).toMatchObject({ text: 'a: 12\n', version: 1 });
    expect(state.text).toBe('a: 12\n');
  });

  it('carries changes of others into the model, and does not take them for typing', () => {
    const store = createDocumentStore('a: 1\nb: 2\n', { catalog: connectorCatalog, checks: deepChecks });
    const { state, model } = fakeModel('a: 1\nb: 2\n', '\n');
    bindModel(store, model);
    store.transact(
      [
        { range: { start: 3, end: 4 }, text: '10' },
        { range: { start: 8, end: 9 }, text: '20' },
      ],
      { origin: 'canvas', mark: 'x' },
    );
    expect(state.text).toBe('a: 10\nb: 20\n');
    expect(store.getState().snapshot.version).toBe(1);
  });

  it.each([
    ['CRLF', 'a: 1\r\nb: 2\r\nc: 3\r\n'],
    ['mixed line ends', 'a: 1\r\nb: 2\nc: 3\r\n'],
  ])('keeps %s that nobody touched, and stays in step through undo', (_, text) => {
    const store = createDocumentStore(text, { catalog: connectorCatalog, checks: deepChecks });
    const { state, model, type } = fakeModel(text, '\r\n');
    bindModel(store, model);
    type(3, 5, '4');
    expect(store.getState().snapshot.text).toBe(text.replace('c: 3', 'c: 34'));
    store.undo();
    expect(store.getState().snapshot.text).toBe(text);
    expect(normal(state.text)).toBe(normal(text));
  });
});

// The document of the designer: one text, one writer. Graph, forms, findings and the editor's text all follow from the snapshot;
// whoever wants a change hands over text edits with the name of who asks. Undo belongs to the store, not to features.
import {
  applyDocumentEdits,
  createDocument,
  withChecks,
  type DocumentSnapshot,
  type EditOrigin,
  type NodeId,
} from '@tailrace/core/document';
import { buildGraph, findDisabled, type PipelineGraph } from '@tailrace/core/graph';
import type { ReadingContext } from '@tailrace/core/pipeline';
import type { TextEdit } from '@tailrace/core/yaml';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { emptyHistory, record, travelBack, travelForward, type History, type Travel } from './history.ts';

export interface DocumentState {
  readonly snapshot: DocumentSnapshot;
  readonly graph: PipelineGraph;
  /** Empty until the descriptors have come, a moment after the first picture. */
  readonly catalog: ReadingContext['catalog'];
  readonly selected: NodeId | undefined;
  readonly history: History;
}

/** What happened to the text, for the one listener that keeps a second copy of it: the editor. */
export interface Transaction {
  readonly origin: EditOrigin;
  readonly edits: readonly TextEdit[];
  readonly before: DocumentSnapshot;
  readonly after: DocumentSnapshot;
}

export interface TransactOptions {
  readonly origin: EditOrigin;
  /** Names the step for undo ("add route"); steps with the same mark in a row and in quick succession become one. */
  readonly mark: string;
  /** Instant of the change, in ms. */
  readonly at?: number;
}

export interface DocumentStore extends StoreApi<DocumentState> {
  /** Does something with the descriptors as soon as they are there, which is at once but for the first moment. */
  withCatalog(act: (catalog: ReadingContext['catalog']) => void): void;
  transact(edits: readonly TextEdit[], options: TransactOptions): void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Replaces the whole text, as read from the server; nothing before it can be undone. */
  load(text: string): void;
  select(id: NodeId | undefined): void;
  /** From now on options, patterns and expressions are looked into. The text stays as it is. */
  check(context: ReadingContext): void;
  onTransaction(listener: (transaction: Transaction) => void): () => void;
}

export function createDocumentStore(text: string, context: ReadingContext): DocumentStore {
  const snapshot = createDocument(text, context);
  const store = createStore<DocumentState>(() => ({
    snapshot,
    graph: buildGraph(snapshot),
    catalog: context.catalog,
    selected: undefined,
    history: emptyHistory,
  }));
  const listeners = new Set<(transaction: Transaction) => void>();

  /** The only place that changes the document. */
  function commit(edits: readonly TextEdit[], origin: EditOrigin): readonly TextEdit[] {
    const before = store.getState();
    const { snapshot: after, inverse } = applyDocumentEdits(before.snapshot, edits);
    const graph = buildGraph(after, before.graph);
    const isSelectedThere =
      graph.nodes.some((node) => node.id === before.selected) ||
      findDisabled(graph, before.selected) !== undefined;
    store.setState({ snapshot: after, graph, selected: isSelectedThere ? before.selected : undefined });
    for (const listener of listeners) listener({ origin, edits, before: before.snapshot, after });
    return inverse;
  }

  function travel(way: Travel | undefined): void {
    if (way === undefined) return;
    for (const edits of way.edits) commit(edits, 'history');
    store.setState({ history: way.history });
  }

  return {
    ...store,
    transact(edits, { origin, mark, at = Date.now() }) {
      if (edits.length === 0) return;
      const inverse = commit(edits, origin);
      store.setState(({ history }) => ({ history: record(history, { edits, inverse, mark, at }) }));
    },
    undo: () => travel(travelBack(store.getState().history)),
    redo: () => travel(travelForward(store.getState().history)),
    load(next) {
      const range = { start: 0, end: store.getState().snapshot.text.length };
      commit([{ range, text: next }], 'load');
      store.setState({ history: emptyHistory });
    },
    select(id) {
      if (store.getState().selected !== id) store.setState({ selected: id });
    },
    check(next) {
      const before = store.getState();
      const checked = withChecks(before.snapshot, next);
      store.setState({ snapshot: checked, graph: buildGraph(checked, before.graph), catalog: next.catalog });
    },
    withCatalog(act) {
      const { catalog } = store.getState();
      if (catalog.connectors.length > 0) {
        act(catalog);
        return;
      }
      const stop = store.subscribe(({ catalog: come }) => {
        if (come.connectors.length === 0) return;
        stop();
        act(come);
      });
    },
    onTransaction(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

// Caret and selection keep each other company: the caret selects the node it stands in, a node selected elsewhere is marked and
// brought into view. Only a caret that the user moved selects, so the two cannot chase each other.
import { disabledRange, findDisabled, nodeIdAt, nodeRange } from '@tailrace/core/graph';
import type { TextRange } from '@tailrace/core/yaml';
import { revealStore, takeReveal } from '../document/reveal.ts';
import type { DocumentStore } from '../document/document-store.ts';
import { indexLines } from './line-index.ts';
import { monaco } from './monaco.ts';

type Editor = monaco.editor.IStandaloneCodeEditor;

function toMonacoRange(text: string, range: TextRange): monaco.Range {
  const index = indexLines(text);
  const start = index.positionAt(range.start);
  const end = index.positionAt(range.end);
  return new monaco.Range(start.lineNumber, start.column, end.lineNumber, end.column);
}

/** Without the blank lines behind it. */
function trimEnd(text: string, { start, end }: TextRange): TextRange {
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

export function followSelection(document: DocumentStore, editor: Editor): () => void {
  const marks = editor.createDecorationsCollection();
  let isOver = false;

  const caret = editor.onDidChangeCursorPosition(({ position }) => {
    const { snapshot } = document.getState();
    if (!editor.hasTextFocus() || snapshot.stale) return;
    document.select(nodeIdAt(snapshot, indexLines(snapshot.text).offsetAt(position)));
  });

  /** The lines of what is selected, while the text parses. */
  function selectedRange(): TextRange | undefined {
    const { snapshot, graph, selected } = document.getState();
    if (snapshot.stale) return undefined;
    const node = graph.nodes.find(({ id }) => id === selected);
    if (node !== undefined) return nodeRange(snapshot, node);
    const off = findDisabled(graph, selected);
    return off === undefined ? undefined : disabledRange(snapshot, off);
  }

  function markSelected(): void {
    const { text } = document.getState().snapshot;
    const lines = selectedRange();
    if (lines === undefined) return marks.clear();
    const range = toMonacoRange(text, trimEnd(text, lines));
    marks.set([{ range, options: { isWholeLine: true, className: 'selected-node-line' } }]);
    return undefined;
  }

  const stopSelection = document.subscribe((state, before) => {
    if (state.selected === before.selected && state.snapshot === before.snapshot) return;
    const isOther = state.selected !== before.selected && !editor.hasTextFocus();
    // After the edits behind this change have reached the model: places are those of the new text.
    queueMicrotask(() => {
      if (isOver) return;
      markSelected();
      if (isOther) revealSelected();
    });
  });

  function revealSelected(): void {
    const lines = selectedRange();
    if (lines === undefined) return;
    const range = toMonacoRange(document.getState().snapshot.text, lines);
    editor.setPosition(range.getStartPosition());
    editor.revealRangeInCenterIfOutsideViewport(range);
  }

  function reveal(range: TextRange): void {
    const target = toMonacoRange(document.getState().snapshot.text, range);
    editor.focus();
    editor.setSelection(target);
    editor.revealRangeInCenterIfOutsideViewport(target);
  }
  const answerReveal = (): void => {
    const asked = takeReveal();
    if (asked !== undefined) reveal(asked.range);
  };
  // What was selected before the editor was there: by the address, or by a quick hand.
  revealSelected();
  answerReveal();
  const stopReveal = revealStore.subscribe(answerReveal);
  markSelected();
  return () => {
    isOver = true;
    caret.dispose();
    stopSelection();
    stopReveal();
  };
}

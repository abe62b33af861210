// The only place where the text is written in both directions. A key press in Monaco becomes a transaction of the document; a
// transaction of anybody else becomes the same edits in Monaco, caret and folding intact. Both calls are synchronous, so one flag
// around the second is enough to keep the two from chasing each other.
import type { TextEdit } from '@tailrace/core/yaml';
import type { DocumentStore } from '../document/document-store.ts';
import { indexLines } from './line-index.ts';

interface LineRange {
  readonly startLineNumber: number;
  readonly startColumn: number;
  readonly endLineNumber: number;
  readonly endColumn: number;
}

/** What the binding needs of a Monaco model. */
export interface TextModel {
  applyEdits(edits: { range: LineRange; text: string }[]): unknown;
  onDidChangeContent(
    listener: (event: {
      readonly changes: readonly { readonly range: LineRange; readonly text: string }[];
    }) => void,
  ): { dispose(): void };
}

export function bindModel(document: DocumentStore, model: TextModel): () => void {
  let isApplying = false;
  let text = document.getState().snapshot.text;

  const typed = model.onDidChangeContent(({ changes }) => {
    if (isApplying) return;
    const index = indexLines(text);
    const edits = changes
      .map(({ range, text: inserted }): TextEdit => ({
        range: {
          start: index.offsetAt({ lineNumber: range.startLineNumber, column: range.startColumn }),
          end: index.offsetAt({ lineNumber: range.endLineNumber, column: range.endColumn }),
        },
        text: inserted,
      }))
      .toSorted((a, b) => a.range.start - b.range.start);
    document.transact(edits, { origin: 'editor', mark: 'typing' });
  });

  const stop = document.onTransaction(({ origin, edits, before, after }) => {
    text = after.text;
    if (origin === 'editor') return;
    const index = indexLines(before.text);
    isApplying = true;
    try {
      model.applyEdits(edits.map((edit) => ({ range: toLineRange(index, edit), text: edit.text })));
    } finally {
      isApplying = false;
    }
  });
  return () => {
    typed.dispose();
    stop();
  };
}

function toLineRange(index: ReturnType<typeof indexLines>, { range }: TextEdit): LineRange {
  const start = index.positionAt(range.start);
  const end = index.positionAt(range.end);
  return {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
}

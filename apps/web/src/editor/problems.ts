// Findings of the core as marks in the text, with their fixes behind the light bulb.
import type { Diagnostic } from '@tailrace/core/diagnostics';
import type { DocumentStore } from '../document/document-store.ts';
import { indexLines } from './line-index.ts';
import { monaco } from './monaco.ts';

const SEVERITY = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  info: monaco.MarkerSeverity.Info,
} as const;

export function showProblems(document: DocumentStore, model: monaco.editor.ITextModel): () => void {
  function refresh(): void {
    if (model.isDisposed()) return;
    const { diagnostics, text } = document.getState().snapshot;
    const index = indexLines(text);
    const markers = diagnostics.map((finding): monaco.editor.IMarkerData => {
      const start = index.positionAt(finding.range.start);
      const end = index.positionAt(Math.max(finding.range.end, finding.range.start + 1));
      return {
        severity: SEVERITY[finding.severity],
        message: finding.message,
        code: finding.code,
        startLineNumber: start.lineNumber,
        startColumn: start.column,
        endLineNumber: end.lineNumber,
        endColumn: end.column,
      };
    });
    monaco.editor.setModelMarkers(model, 'tailrace', markers);
  }
  refresh();
  const stop = document.subscribe((state, before) => {
    // After the edits behind this change have reached the model: places are those of the new text.
    if (state.snapshot.diagnostics !== before.snapshot.diagnostics) queueMicrotask(refresh);
  });
  const actions = monaco.languages.registerCodeActionProvider('yaml', {
    provideCodeActions(_, range) {
      const { snapshot } = document.getState();
      const index = indexLines(snapshot.text);
      const start = index.offsetAt(range.getStartPosition());
      const end = index.offsetAt(range.getEndPosition());
      const touched = snapshot.diagnostics.filter(
        (finding) => finding.range.start <= end && finding.range.end >= start,
      );
      return { actions: touched.flatMap(toActions), dispose: () => undefined };
    },
  });
  // Fixes are edits of the document like any other, so that one undo takes them back wherever they were asked for.
  const command = monaco.editor.registerCommand('tailrace.fix', (_, fix: Parameters<typeof applyFix>[1]) =>
    applyFix(document, fix),
  );
  return () => {
    stop();
    actions.dispose();
    command.dispose();
  };
}

function applyFix(document: DocumentStore, fix: NonNullable<Diagnostic['fixes']>[number]): void {
  document.transact(fix.edits, { origin: 'inspector', mark: 'fix' });
}

const toActions = (finding: Diagnostic): readonly monaco.languages.CodeAction[] =>
  (finding.fixes ?? []).map((fix) => ({
    title: fix.title,
    kind: 'quickfix',
    command: { id: 'tailrace.fix', title: fix.title, arguments: [fix] },
  }));

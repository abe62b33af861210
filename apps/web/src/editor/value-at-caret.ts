// What the expression at the caret gives on rows that the preview saw. Asked a moment after the caret or the text stood still.
import { valueAt, type ValueAt } from '@tailrace/core/language';
import type { Session } from '../document/session.tsx';
import { languageContext } from './language-context.ts';
import { indexLines } from './line-index.ts';
import type { monaco } from './monaco.ts';

const PAUSE_MS = 120;

/** Calls `show` with undefined where there is nothing to show; returns what ends it. */
export function followValue(
  session: Session,
  editor: monaco.editor.IStandaloneCodeEditor,
  show: (found: ValueAt | undefined) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function look(): void {
    const position = editor.getPosition();
    const { snapshot } = session.document.getState();
    if (position === null) return show(undefined);
    const offset = indexLines(snapshot.text).offsetAt(position);
    return show(valueAt(snapshot, offset, languageContext(session)));
  }
  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  }
  const caret = editor.onDidChangeCursorPosition(soon);
  const stops = [
    session.document.subscribe((state, before) => {
      if (state.snapshot !== before.snapshot) soon();
    }),
    session.preview.subscribe((state, before) => {
      if (state.result !== before.result) soon();
    }),
  ];
  return () => {
    clearTimeout(timer);
    caret.dispose();
    for (const stop of stops) stop();
  };
}

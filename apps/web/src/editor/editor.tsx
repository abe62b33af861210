import type { ValueAt } from '@tailrace/core/language';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useSession } from '../document/session.tsx';
import { themeStore } from '../lib/theme.ts';
import { bindModel } from './bind.ts';
import { CaretValue } from './caret-value.tsx';
import css from './editor-pane.module.css';
import { followSelection } from './follow.ts';
import { offerFormat } from './format-action.ts';
import { keepNextLineFree } from './hover-place.ts';
import { offerLanguage } from './language.ts';
import { monaco } from './monaco.ts';
import { showProblems } from './problems.ts';
import { applyEditorTheme } from './themes.ts';
import { followValue } from './value-at-caret.ts';

const OPTIONS: monaco.editor.IStandaloneEditorConstructionOptions = {
  ariaLabel: 'Pipeline YAML. Ctrl+M lets Tab leave the editor.',
  automaticLayout: true,
  fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSize: 12.5,
  lineHeight: 20,
  fontLigatures: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  renderFinalNewline: 'on',
  padding: { top: 8, bottom: 8 },
  tabSize: 2,
  insertSpaces: true,
  detectIndentation: true,
  renderLineHighlight: 'line',
  overviewRulerLanes: 2,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  fixedOverflowWidgets: true,
  wordBasedSuggestions: 'off',
  quickSuggestions: { other: true, strings: true, comments: false },
  stickyScroll: { enabled: false },
  occurrencesHighlight: 'off',
  links: false,
  unicodeHighlight: { ambiguousCharacters: false },
  lineNumbersMinChars: 3,
  folding: true,
  bracketPairColorization: { enabled: false },
  guides: { indentation: true },
};

/** Monaco over the document's text. Loaded by itself, after the canvas stands. */
export function Editor() {
  const session = useSession();
  const host = useRef<HTMLDivElement>(null);
  const theme = useStore(themeStore, (state) => state.theme);
  const [value, setValue] = useState<ValueAt>();

  useEffect(() => applyEditorTheme(theme), [theme]);

  useEffect(() => {
    if (host.current === null) return undefined;
    const { document } = session;
    const { text } = document.getState().snapshot;
    const model = monaco.editor.createModel(text, 'yaml');
    model.setEOL(
      text.includes('\r\n') ? monaco.editor.EndOfLineSequence.CRLF : monaco.editor.EndOfLineSequence.LF,
    );
    const editor = monaco.editor.create(host.current, { ...OPTIONS, model, theme: 'tailrace' });
    const stops = [
      bindModel(document, model),
      followSelection(document, editor),
      showProblems(document, model),
      offerLanguage(session, model),
      offerFormat(document, editor),
      followValue(session, editor, setValue),
      keepNextLineFree(editor),
    ];
    // Its columns are measured in whatever font was there first.
    const remeasure = (): void => monaco.editor.remeasureFonts();
    window.document.fonts.addEventListener('loadingdone', remeasure);
    performance.mark('tailrace:editor-ready');
    return () => {
      window.document.fonts.removeEventListener('loadingdone', remeasure);
      for (const stop of stops) stop();
      editor.dispose();
      model.dispose();
    };
  }, [session]);

  return (
    <div className={css.withValue}>
      <div className={css.frame}>
        <div ref={host} className={css.editor} data-testid="editor" />
      </div>
      <CaretValue found={value} />
    </div>
  );
}

import { lazy, Suspense } from 'react';
import { useDocument } from '../document/session.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { useAfterFirstPaint } from '../lib/when-idle.ts';
import css from './editor-pane.module.css';

const Editor = lazy(async () => ({ default: (await import('./editor.tsx')).Editor }));

/** The text. Until the editor is there it can be read already, line for line where it will stand. */
export function EditorPane() {
  const isTime = useAfterFirstPaint();
  return (
    <section className={css.pane} aria-label="Text of the pipeline">
      {isTime ? (
        <Suspense fallback={<PlainText />}>
          <Editor />
        </Suspense>
      ) : (
        <PlainText />
      )}
    </section>
  );
}

function PlainText() {
  const text = useDocument(({ snapshot }) => snapshot.text);
  return (
    <ScrollRegion className={css.plain} label="Text, until the editor is there">
      {text}
    </ScrollRegion>
  );
}

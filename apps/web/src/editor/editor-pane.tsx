import { lazy, Suspense, useEffect, useState } from 'react';
import { useDocument } from '../document/session.tsx';
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
  return <pre className={css.plain}>{text}</pre>;
}

/** The canvas comes first: the editor is fetched when the browser has nothing better to do. */
function useAfterFirstPaint(): boolean {
  const [isTime, setTime] = useState(false);
  useEffect(() => {
    const handle = requestIdleCallback(() => setTime(true), { timeout: 600 });
    return () => cancelIdleCallback(handle);
  }, []);
  return isTime;
}

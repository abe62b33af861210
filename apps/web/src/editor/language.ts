import type { Session } from '../document/session.tsx';
import type { monaco } from './monaco.ts';
export function offerLanguage(_session: Session, _model: monaco.editor.ITextModel): () => void {
  return () => undefined;
}

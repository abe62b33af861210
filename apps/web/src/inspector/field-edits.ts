// Setting and clearing one field of a form, as edits of the text.
import {
  insertEntry,
  removeEntry,
  setValue,
  type EditOutcome,
  type Path,
  type YamlValue,
} from '@tailrace/core/yaml';
import type { DocumentSnapshot } from '@tailrace/core/document';
import { dispatch } from '../document/dispatch.ts';
import type { Session } from '../document/session.tsx';

/** Writes `text` at `path`; the entry, and the section around it, are made where they are missing. */
export function writeField(snapshot: DocumentSnapshot, path: Path, text: string): EditOutcome {
  const { yaml } = snapshot;
  if (yaml.keyRange(path) !== undefined) return setValue(yaml, path, text);
  // Up to what is there, wrapping the value in the mappings that are missing.
  let value: YamlValue = text;
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const parent = path.slice(0, depth);
    const key = String(path[depth]);
    if (depth === 0 || yaml.keyRange(parent) !== undefined) return insertEntry(yaml, parent, { key, value });
    value = { [key]: value };
  }
  return { ok: true, edits: [] };
}

export function setField(session: Session, path: Path, text: string): void {
  dispatch(session.document, { origin: 'inspector', mark: `typing ${path.join('.')}` }, (snapshot) =>
    writeField(snapshot, path, text),
  );
}

/** Takes the entry out of the text, so that the default counts again. */
export function clearField(session: Session, path: Path): void {
  dispatch(session.document, { origin: 'inspector', mark: `clear ${path.join('.')}` }, ({ yaml }) =>
    removeEntry(yaml, path),
  );
}

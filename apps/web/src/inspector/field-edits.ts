// Setting and clearing one field of a form, as commands of the core.
import {
  setOption,
  setPipelineOption,
  setRuleField,
  unsetOption,
  unsetPipelineOption,
  unsetRuleField,
} from '@tailrace/core/commands';
import type { DocumentSnapshot } from '@tailrace/core/document';
import type { EditOutcome, Path } from '@tailrace/core/yaml';
import { dispatch } from '../document/dispatch.ts';
import type { Session } from '../document/session.tsx';

/** Writes `text` at the path of a field, or takes the entry out where it is undefined. */
export function writeField(snapshot: DocumentSnapshot, path: Path, text: string | undefined): EditOutcome {
  const [section, second, third] = path;
  if (section === 'transform' || section === 'route') {
    const field = { kind: section, index: Number(second), key: String(third) } as const;
    return text === undefined
      ? unsetRuleField(snapshot, field)
      : setRuleField(snapshot, { ...field, value: text });
  }
  const key = String(second);
  if (section === 'source' || section === 'sink') {
    const field = { role: section, key } as const;
    return text === undefined ? unsetOption(snapshot, field) : setOption(snapshot, { ...field, value: text });
  }
  return text === undefined
    ? unsetPipelineOption(snapshot, { key })
    : setPipelineOption(snapshot, { key, value: text });
}

export function setField(session: Session, path: Path, text: string): void {
  dispatch(session.document, { origin: 'inspector', mark: `typing ${path.join('.')}` }, (snapshot) =>
    writeField(snapshot, path, text),
  );
}

/** Takes the entry out of the text, so that the default counts again. */
export function clearField(session: Session, path: Path): void {
  dispatch(session.document, { origin: 'inspector', mark: `clear ${path.join('.')}` }, (snapshot) =>
    writeField(snapshot, path, undefined),
  );
}

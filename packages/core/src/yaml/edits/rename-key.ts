// Another name for a key; its value, its place and its quotes stay.
import { locate } from '../locate.ts';
import type { Path } from '../text-edit.ts';
import type { YamlDocument } from '../yaml-document.ts';
import { done, refuse, replace } from './edit-outcome.ts';
import type { EditOutcome } from './edit-outcome.ts';
import { guardPath, proven } from './guard.ts';
import { isInFlow } from './insert-entry.ts';
import { isPrintableLine, printScalar } from './print-scalar.ts';

export function renameKey(document: YamlDocument, path: Path, name: string): EditOutcome {
  const refusal = guardPath(document, path);
  if (refusal !== undefined) return refusal;
  const found = locate(document.root, path);
  if (found?.holder === undefined || !('key' in found.holder) || found.holder.key.kind !== 'scalar') {
    return refuse('edit-no-entry', `There is no key ${path.join('.')} to rename.`, { start: 0, end: 0 });
  }
  const { key, name: oldName } = found.holder;
  if (oldName === name) return done([]);
  const range = { start: found.base + key.start, end: found.base + key.end };
  const newPath = [...path.slice(0, -1), name];
  const existing = document.keyRange(newPath);
  if (existing !== undefined) return refuse('edit-key-exists', `There is a ${name} already.`, existing);
  if (!isPrintableLine(name)) return refuse('edit-notation', 'A key has to fit on one line.', range);
  const printed = printScalar(name, { style: key.style, inFlow: isInFlow(found) });
  return proven(document, [replace(range.start, range.end, printed)], {
    isAsMeant: (after) => after.nodeAt(newPath) !== undefined,
    range,
  });
}

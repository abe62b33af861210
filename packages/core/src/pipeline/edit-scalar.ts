// A stretch of a scalar's value written anew, in the notation of the scalar: quotes doubled, escapes made, plain text quoted where it
// would not read back.
import { setValue, type Path, type TextEdit, type YamlDocument } from '../yaml/index.ts';

/** The range counts in the value of the scalar. Undefined where the scalar cannot be edited (an alias, an anchor). */
export function editScalar(yaml: YamlDocument, path: Path, edit: TextEdit): readonly TextEdit[] | undefined {
  const node = yaml.nodeAt(path)?.node;
  if (node?.kind !== 'scalar') return undefined;
  const range = yaml.scalarRange(path, edit.range.start, edit.range.end);
  const inFlow = isFlow(yaml, path);
  const text = node.style === 'single' ? edit.text.replaceAll("'", "''") : edit.text;
  const isSafe =
    node.style === 'single' ||
    (node.style === 'plain' &&
      !/:(?:\s|$)|\s#/u.test(text) &&
      edit.range.start > 0 &&
      !(inFlow && /[,[\]{}]/u.test(text)));
  if (range !== undefined && isSafe && !text.includes('\n')) return [{ range, text }];
  const whole = node.text.slice(0, edit.range.start) + edit.text + node.text.slice(edit.range.end);
  const outcome = setValue(yaml, path, whole);
  return outcome.ok ? outcome.edits : undefined;
}

function isFlow(yaml: YamlDocument, path: Path): boolean {
  const parent = yaml.nodeAt(path.slice(0, -1))?.node;
  return parent !== undefined && 'flow' in parent && parent.flow;
}

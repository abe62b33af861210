import type { DocumentSnapshot } from '../document/index.ts';
import { insertItem } from '../yaml/index.ts';
import type { EditOutcome, Path, YamlNode, YamlValue } from '../yaml/index.ts';
import { whenSound } from './sections.ts';

/** Writes a rule once more, right behind itself. */
export function duplicateNode(snapshot: DocumentSnapshot, { path }: { readonly path: Path }): EditOutcome {
  return whenSound(snapshot, (yaml) => {
    const index = path.at(-1);
    const found = yaml.nodeAt(path);
    if (typeof index !== 'number' || found === undefined) {
      const range = yaml.entryRange(path) ?? { start: 0, end: 0 };
      return {
        ok: false,
        code: 'edit-wrong-kind',
        reason: 'A pipeline has one source and one sink; only rules can be duplicated.',
        range,
      };
    }
    return insertItem(yaml, path.slice(0, -1), { index: index + 1, value: asWritten(found.node) });
  });
}

/** The node with every scalar as its text. */
function asWritten(node: YamlNode): YamlValue {
  if (node.kind === 'scalar') return node.style === 'empty' ? null : node.text;
  if (node.kind === 'sequence') return node.items.map((item) => asWritten(item.value));
  if (node.kind === 'mapping')
    return Object.fromEntries(node.entries.map((entry) => [entry.name, asWritten(entry.value)]));
  return null;
}

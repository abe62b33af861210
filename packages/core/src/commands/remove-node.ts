import type { DocumentSnapshot } from '../document/index.ts';
import { commentedItems, removeEntry } from '../yaml/index.ts';
import type { EditOutcome, Path, YamlDocument } from '../yaml/index.ts';
import { whenSound } from './sections.ts';

/**
 * Takes a source, a sink or a rule out. The last rule takes its section along, so that adding a rule and removing it leaves nothing;
 * where a comment or a rule that is switched off belongs to the section, an empty list stays for it.
 */
export function removeNode(snapshot: DocumentSnapshot, { path }: { readonly path: Path }): EditOutcome {
  return whenSound(snapshot, (yaml) => removeEntry(yaml, isOnlyRule(yaml, path) ? path.slice(0, 1) : path));
}

function isOnlyRule(yaml: YamlDocument, path: Path): boolean {
  const list = yaml.nodeAt(path.slice(0, -1))?.node;
  if (path.length !== 2 || list?.kind !== 'sequence' || list.items.length !== 1) return false;
  if (commentedItems(yaml, path.slice(0, 1)).length > 0) return false;
  const section = yaml.entryRange(path.slice(0, 1));
  const rule = yaml.entryRange(path);
  if (section === undefined || rule === undefined) return false;
  const head = yaml.text.slice(section.start, rule.start);
  const above = yaml.text.slice(0, section.start).split('\n').at(-2) ?? '';
  return !head.includes('#') && !above.startsWith('#');
}

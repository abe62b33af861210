// The five sections of a pipeline in their usual order, and how one that is not there yet is begun.
import type { DocumentSnapshot } from '../document/index.ts';
import { insertEntry } from '../yaml/index.ts';
import type { EditOutcome, YamlDocument, YamlValue } from '../yaml/index.ts';

const ORDER = ['source', 'sink', 'transform', 'route', 'pipeline'] as const;
export type SectionName = (typeof ORDER)[number];
export type RuleSection = 'transform' | 'route';

/** Refuses while the text is broken: the tree is then that of an older text. */
export function whenSound(
  snapshot: DocumentSnapshot,
  edit: (yaml: YamlDocument) => EditOutcome,
): EditOutcome {
  if (!snapshot.stale) return edit(snapshot.yaml);
  const range = snapshot.diagnostics[0]?.range ?? { start: 0, end: 0 };
  const reason = 'The text does not parse at the moment; mend it first, then this works again.';
  return { ok: false, code: 'edit-broken-text', reason, range };
}

/** Writes a new section in front of the first one that usually follows it. */
export function addSection(yaml: YamlDocument, name: SectionName, value: YamlValue): EditOutcome {
  const later = ORDER.slice(ORDER.indexOf(name) + 1);
  const before = later.find((section) => yaml.keyRange([section]) !== undefined);
  return insertEntry(yaml, [], { key: name, value, ...(before === undefined ? {} : { before }) });
}

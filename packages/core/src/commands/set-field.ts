// Fields of forms: written where they stand, or added with the section around them; taken out again so that the default counts.
import type { DocumentSnapshot } from '../document/index.ts';
import { insertEntry, removeEntry, setValue } from '../yaml/index.ts';
import type { EditOutcome, Path, YamlDocument, YamlValue } from '../yaml/index.ts';
import { addSection, whenSound, type RuleSection, type SectionName } from './sections.ts';

export interface OptionField {
  readonly role: 'source' | 'sink';
  readonly key: string;
}

export interface RuleField {
  readonly kind: RuleSection;
  readonly index: number;
  readonly key: string;
}

interface Valued {
  readonly value: YamlValue;
}

export function setOption(
  snapshot: DocumentSnapshot,
  { role, key, value }: OptionField & Valued,
): EditOutcome {
  return whenSound(snapshot, (yaml) => write(yaml, { section: role, key, value }));
}

export function unsetOption(snapshot: DocumentSnapshot, { role, key }: OptionField): EditOutcome {
  return unset(snapshot, [role, key]);
}

export function setRuleField(
  snapshot: DocumentSnapshot,
  { kind, index, key, value }: RuleField & Valued,
): EditOutcome {
  return whenSound(snapshot, (yaml) => writeIn(yaml, [kind, index], { key, value }));
}

export function unsetRuleField(snapshot: DocumentSnapshot, { kind, index, key }: RuleField): EditOutcome {
  return unset(snapshot, [kind, index, key]);
}

export function setPipelineOption(
  snapshot: DocumentSnapshot,
  { key, value }: { readonly key: string } & Valued,
): EditOutcome {
  return whenSound(snapshot, (yaml) => write(yaml, { section: 'pipeline', key, value }));
}

export function unsetPipelineOption(
  snapshot: DocumentSnapshot,
  { key }: { readonly key: string },
): EditOutcome {
  return unset(snapshot, ['pipeline', key]);
}

export function renamePipeline(snapshot: DocumentSnapshot, { name }: { readonly name: string }): EditOutcome {
  return setPipelineOption(snapshot, { key: 'name', value: name });
}

function write(
  yaml: YamlDocument,
  { section, key, value }: { readonly section: SectionName; readonly key: string } & Valued,
): EditOutcome {
  if (yaml.keyRange([section]) === undefined) return addSection(yaml, section, { [key]: value });
  return writeIn(yaml, [section], { key, value });
}

function writeIn(
  yaml: YamlDocument,
  mapping: Path,
  { key, value }: { readonly key: string } & Valued,
): EditOutcome {
  const path = [...mapping, key];
  return yaml.keyRange(path) === undefined
    ? insertEntry(yaml, mapping, { key, value })
    : setValue(yaml, path, value);
}

/** What is not there is unset already. */
function unset(snapshot: DocumentSnapshot, path: Path): EditOutcome {
  return whenSound(snapshot, (yaml) =>
    yaml.keyRange(path) === undefined ? { ok: true, edits: [] } : removeEntry(yaml, path),
  );
}

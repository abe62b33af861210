// What a release's own parser refuses of a document beside its expressions. Seen on release 3.2.0, and in the events that releases have.
import type { Diagnostic } from '../../diagnostics/index.ts';
import { insertEntry, setValue, type YamlDocument } from '../../yaml/index.ts';
import { finding } from '../finding.ts';
import type { PipelineDef } from '../pipeline-def.ts';
import { valueAt } from '../yaml-access.ts';

/** Schema changes that came later, by the release that has them first (its `SchemaChangeEventType`). */
const SINCE: Readonly<Record<string, number>> = {
  'drop.table': 3.3,
  'truncate.table': 3.3,
  'alter.table.comment': 3.6,
};

/** Words in the sink's lists of schema changes that the release does not know, and the section that 3.2 cannot do without. */
export function parserLimits(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  target: string,
): readonly Diagnostic[] {
  const lists = (['include.schema.changes', 'exclude.schema.changes'] as const).flatMap((key) =>
    unknownWords(yaml, ['sink', key], target),
  );
  return [...lists, ...missingSection(yaml, pipeline, target)];
}

function unknownWords(
  yaml: YamlDocument,
  path: readonly [string, string],
  target: string,
): readonly Diagnostic[] {
  const list = valueAt(yaml, path);
  if (!Array.isArray(list)) return [];
  const isUnknown = (word: unknown) => Number(target) < (SINCE[String(word).toLowerCase()] ?? 0);
  const left = list.filter((word) => !isUnknown(word)).map(String);
  // An empty list of what is let through would mean something else than leaving words out.
  const outcome = left.length === 0 ? undefined : setValue(yaml, path, left);
  const fixes =
    outcome?.ok === true ? [{ title: `Write [${left.join(', ')}]`, edits: outcome.edits }] : undefined;
  return list.flatMap((word, at) => {
    if (!isUnknown(word)) return [];
    const message = `Flink CDC ${target} has no schema change ${String(word)}, and refuses the document for the word. It never sends one, so the word can be left out.`;
    return [
      finding(yaml, 'target-refuses', [...path, at], { message, ...(fixes === undefined ? {} : { fixes }) }),
    ];
  });
}

function missingSection(yaml: YamlDocument, pipeline: PipelineDef, target: string): readonly Diagnostic[] {
  if (Number(target) > 3.2 || valueAt(yaml, ['pipeline']) !== undefined) return [];
  const message = `Flink CDC ${target} fails with a NullPointerException on a document without the section pipeline.`;
  const outcome = insertEntry(yaml, [], {
    key: 'pipeline',
    value: { parallelism: pipeline.options.parallelism ?? 1 },
  });
  const fixes = outcome.ok ? [{ title: 'Add the section pipeline', edits: outcome.edits }] : [];
  return [finding(yaml, 'target-refuses', ['pipeline'], { message, fixes })];
}

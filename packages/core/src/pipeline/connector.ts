// The two ends of a pipeline, each with everything that can be said about it alone.
import { suggest, type Diagnostic } from '../diagnostics/index.ts';
import { SCHEMA_CHANGE_TYPES } from '../event/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import { parseSection } from './connector-section.ts';
import { finding } from './finding.ts';
import type { SinkDef, SourceDef } from './pipeline-def.ts';
import { readBehavior } from './pipeline-options.ts';
import type { ReadingContext } from './deep-checks.ts';
import { acceptedSchemaChanges, expandSchemaChange, SCHEMA_CHANGE_FAMILIES } from './schema-change-filter.ts';
import { shapeOf, textAt, valueAt } from './yaml-access.ts';

export interface ParsedSource {
  readonly source?: SourceDef;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ParsedSink {
  readonly sink?: SinkDef;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads `source`. Depends on nothing else in the document. */
export function parseSource(yaml: YamlDocument, { catalog, checks }: ReadingContext): ParsedSource {
  const { def, diagnostics } = parseSection(yaml, 'source');
  if (def === undefined) return { diagnostics };
  return { source: def, diagnostics: [...diagnostics, ...(checks?.source(yaml, def, catalog) ?? [])] };
}

/** Reads `sink`. Of the rest of the document it depends on `schema.change.behavior` alone. */
export function parseSink(yaml: YamlDocument, { catalog, checks }: ReadingContext): ParsedSink {
  const { def, diagnostics } = parseSection(yaml, 'sink');
  if (def === undefined) return { diagnostics };
  const include = readKinds(yaml, 'include.schema.changes');
  const exclude = readKinds(yaml, 'exclude.schema.changes');
  const accepted = acceptedSchemaChanges({
    include: include.words,
    exclude: exclude.words,
    behavior: readBehavior(yaml),
  });
  const sink: SinkDef = {
    ...def,
    ...(include.words === undefined ? {} : { includeSchemaChanges: include.words }),
    ...(exclude.words === undefined ? {} : { excludeSchemaChanges: exclude.words }),
    acceptedSchemaChanges: accepted,
  };
  const found = [
    ...diagnostics,
    ...(checks?.sink(yaml, sink, catalog) ?? []),
    ...include.diagnostics,
    ...exclude.diagnostics,
  ];
  if (!accepted.includes('create.table')) {
    const message =
      'The sink is not told of new tables (create.table is excluded): it can only write to tables that are there already. Take create.table out of exclude.schema.changes.';
    found.push(finding(yaml, 'create-table-excluded', ['sink', 'exclude.schema.changes'], { message }));
  }
  return { sink, diagnostics: found };
}

/** The words of a list of schema changes. A single text counts as an empty list, because Flink CDC reads it so. */
function readKinds(
  yaml: YamlDocument,
  key: string,
): { readonly words: readonly string[] | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const path = ['sink', key];
  const value = valueAt(yaml, path);
  if (value === undefined) return { words: undefined, diagnostics: [] };
  if (!Array.isArray(value)) return { words: [], diagnostics: [notAList(yaml, path, value)] };
  const words = value.map((_, at) => textAt(yaml, [...path, at]) ?? '');
  const known = [...SCHEMA_CHANGE_TYPES, ...Object.keys(SCHEMA_CHANGE_FAMILIES)];
  const diagnostics = words.flatMap((word, at) => {
    if (expandSchemaChange(word) !== undefined) return [];
    const suggestion = suggest(word, known);
    const near =
      suggestion === undefined ? ` There are: ${known.join(', ')}.` : ` Did you mean ${suggestion}?`;
    return [
      finding(yaml, 'unknown-schema-change', [...path, at], {
        message: `${word === '' ? 'This' : `"${word}"`} is no kind of schema change.${near}`,
        suggestion,
      }),
    ];
  });
  return { words, diagnostics };
}

function notAList(yaml: YamlDocument, path: readonly string[], value: unknown): Diagnostic {
  const range = yaml.valueRange(path);
  const text = yaml.scalarText(path);
  const words = text?.split(',').map((word) => word.trim()) ?? [];
  const list = `[${words.join(', ')}]`;
  const mendable =
    range !== undefined && words.length > 0 && words.every((word) => expandSchemaChange(word) !== undefined);
  return finding(yaml, 'schema-changes-not-a-list', path, {
    message: `${String(path.at(-1))} is ${shapeOf(value)}, which Flink CDC takes for an empty list. Write a list, such as ${mendable ? list : '[add.column]'}.`,
    ...(mendable ? { fixes: [{ title: `Write ${list}`, edits: [{ range, text: list }] }] } : {}),
  });
}

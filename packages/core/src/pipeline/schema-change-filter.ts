// include.schema.changes and exclude.schema.changes: from the words in the document to the kinds of change that a sink is told of.
import { SCHEMA_CHANGE_TYPES, type SchemaChangeType } from '../event/index.ts';
import type { SchemaChangeBehavior } from './pipeline-def.ts';

const of = (...words: readonly string[]): readonly SchemaChangeType[] =>
  SCHEMA_CHANGE_TYPES.filter((kind) => words.some((word) => kind.split('.').includes(word)));

/** Words that stand for several kinds (Flink CDC: families of schema change types). `alter` is not the change of a table's comment. */
export const SCHEMA_CHANGE_FAMILIES: Readonly<Record<string, readonly SchemaChangeType[]>> = {
  all: SCHEMA_CHANGE_TYPES,
  table: of('table'),
  column: of('column'),
  add: of('add'),
  alter: ['alter.column.type'],
  create: of('create'),
  drop: of('drop'),
  rename: of('rename'),
};

/** The kinds that a word stands for; undefined when it is none. Flink CDC takes them in lower case only. */
export function expandSchemaChange(word: string): readonly SchemaChangeType[] | undefined {
  const tag = word.trim();
  const exact = SCHEMA_CHANGE_TYPES.find((kind) => kind === tag);
  if (exact !== undefined) return [exact];
  return Object.hasOwn(SCHEMA_CHANGE_FAMILIES, tag) ? SCHEMA_CHANGE_FAMILIES[tag] : undefined;
}

/** What a sink is told of. Undefined lists are absent from the document; an empty `exclude` turns LENIENT's own exclusion off. */
export function acceptedSchemaChanges(filter: {
  readonly include: readonly string[] | undefined;
  readonly exclude: readonly string[] | undefined;
  readonly behavior: SchemaChangeBehavior;
}): readonly SchemaChangeType[] {
  const included = new Set(expandAll(filter.include ?? []));
  if ((filter.include ?? []).length === 0) for (const kind of SCHEMA_CHANGE_TYPES) included.add(kind);
  included.add('create.table');
  const excluded = new Set(
    filter.exclude === undefined && filter.behavior === 'LENIENT'
      ? (['drop.table', 'truncate.table'] as const)
      : expandAll(filter.exclude ?? []),
  );
  return SCHEMA_CHANGE_TYPES.filter((kind) => included.has(kind) && !excluded.has(kind));
}

const expandAll = (words: readonly string[]): readonly SchemaChangeType[] =>
  words.flatMap((word) => expandSchemaChange(word) ?? []);

// What a release of Flink CDC refuses or computes otherwise than the newest one, whose meaning is ours. Sources: the `since` of
// functions, keys and connectors, and what release 3.6.0 did when it was run.
import { findOption, type ConnectorCatalog } from '../../descriptor/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Path, TextEdit, YamlDocument } from '../../yaml/index.ts';
import { removeEntry, setValue } from '../../yaml/index.ts';
import { editScalar } from '../edit-scalar.ts';
import { finding } from '../finding.ts';
import { FUNCTION_KEYS, PIPELINE_KEYS } from '../grammar.ts';
import type { PipelineDef, TransformRule } from '../pipeline-def.ts';
import { isMapping, textAt, valueAt } from '../yaml-access.ts';
import { checkText, rewriteText, type TextCheck } from './check-text.ts';
import { postgresLimits } from './connector-limits.ts';
import { columnsByRule, expressionSettings, type KnownTable } from './rule-columns.ts';
import { parserLimits } from './schema-change-words.ts';
import { columnsOfFilter, type ExpressionSettings } from './types-of-parts.ts';

/** Releases that a document can be checked for, the newest source first. */
export const TARGETS = ['newest', '3.6', '3.5', '3.4', '3.3', '3.2', '3.1', '3.0'] as const;
export type Target = (typeof TARGETS)[number];

/** What is known of the source's tables; without any, only what is certain without types is found. */
export interface TargetTables {
  readonly tables?: readonly KnownTable[];
}

export function checkTarget(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  options: { readonly target: Target } & TargetTables,
): readonly Diagnostic[] {
  const { target } = options;
  if (target === 'newest') return [];
  return [
    ...checkConnector(yaml, 'source', catalog, target),
    ...checkConnector(yaml, 'sink', catalog, target),
    ...textsOf(pipeline, catalog, options).flatMap((place) => checkRuleText(yaml, place)),
    ...checkSettings(yaml, pipeline, target),
    ...checkOptions(yaml, pipeline, catalog, target),
    ...postgresLimits(yaml, pipeline, {
      tables: options.tables ?? [],
      target,
      hasSwitch: !lacks(target, '3.6'),
    }),
    ...parserLimits(yaml, pipeline, target),
  ];
}

/** Edits after which the target reads the document, and computes what the newest release does, as far as that can be written. */
export function rewriteForTarget(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  options: { readonly target: Target } & TargetTables,
): readonly TextEdit[] {
  if (options.target === 'newest') return [];
  const refused = new Map(
    parserLimits(yaml, pipeline, options.target).flatMap(({ fixes: [fix] = [] }) =>
      fix === undefined ? [] : [[JSON.stringify(fix), fix.edits] as const],
    ),
  );
  const texts = textsOf(pipeline, catalog, options).flatMap(({ path, text, check }) => {
    const written = rewriteText(text, check);
    if (written === text) return [];
    const outcome = setValue(yaml, path, written);
    return outcome.ok ? outcome.edits : [];
  });
  return [...texts, ...[...refused.values()].flat()];
}

interface RuleText {
  readonly transform: number;
  readonly path: Path;
  readonly text: string;
  readonly check: TextCheck;
}

/** The projections and filters of a document with what they are checked with. */
export function textsOf(
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  { target, tables = [] }: { readonly target: Target } & TargetTables,
): readonly RuleText[] {
  const settings = expressionSettings(pipeline, catalog);
  const columns = columnsByRule(pipeline, tables);
  return pipeline.transforms.flatMap((rule, at) =>
    ruleTexts(rule, at, { target, settings, tables: columns[at] ?? [] }),
  );
}

function ruleTexts(
  rule: TransformRule,
  transform: number,
  check: {
    readonly target: Target;
    readonly settings: ExpressionSettings;
    readonly tables: TextCheck['tables'];
  },
): readonly RuleText[] {
  const { projection, filter, path } = rule;
  const texts: RuleText[] = [];
  if (projection !== undefined)
    texts.push({
      transform,
      path: [...path, 'projection'],
      text: projection,
      check: { ...check, mode: 'projection' },
    });
  if (filter !== undefined) {
    const tables = check.tables.map((table) => columnsOfFilter(projection, table, check.settings));
    texts.push({
      transform,
      path: [...path, 'filter'],
      text: filter,
      check: { ...check, tables, mode: 'filter' },
    });
  }
  return texts;
}

function checkRuleText(yaml: YamlDocument, { path, text, check }: RuleText): readonly Diagnostic[] {
  return checkText(text, check).map(({ code, message, range, rewrite }) => {
    const at = yaml.scalarRange(path, range.start, range.end);
    const edits = rewrite === undefined ? undefined : editScalar(yaml, path, { range, text: rewrite });
    return finding(yaml, code, path, {
      message,
      ...(at === undefined ? {} : { at }),
      ...(edits === undefined ? {} : { fixes: [{ title: `Write ${rewrite ?? ''}`, edits }] }),
    });
  });
}

/** Whether a release came before what `since` names: a number, or "after 3.6". */
function lacks(target: Target, since: string | undefined): boolean {
  if (since === undefined) return false;
  return since.startsWith('after') || Number(since) > Number(target);
}

function checkConnector(
  yaml: YamlDocument,
  role: 'source' | 'sink',
  catalog: ConnectorCatalog,
  target: Target,
): readonly Diagnostic[] {
  const type = textAt(yaml, [role, 'type']);
  const connector = type === undefined ? undefined : catalog.find(role, type);
  if (connector === undefined || !lacks(target, connector.since)) return [];
  const message = `Flink CDC ${target} has no ${connector.type} ${role}; it came ${whenOf(connector.since)}.`;
  return [finding(yaml, 'target-refuses', [role, 'type'], { message })];
}

function checkOptions(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  target: Target,
): readonly Diagnostic[] {
  return (['source', 'sink'] as const).flatMap((role) => {
    const def = pipeline[role];
    const connector = def?.type === undefined ? undefined : catalog.find(role, def.type);
    if (def === undefined || connector === undefined || lacks(target, connector.since)) return [];
    return Object.keys(def.options).flatMap((key) => {
      const since = findOption(connector, key)?.since;
      if (!lacks(target, since)) return [];
      const [code, end] = connector.checksKeys
        ? (['target-refuses', 'and refuses it'] as const)
        : (['target-differs', 'and passes over it'] as const);
      const message = `The ${connector.type} ${role} of Flink CDC ${target} has no option ${key}, which came ${whenOf(since)}, ${end}.`;
      const outcome = removeEntry(yaml, [role, key]);
      const fixes = outcome.ok ? [{ title: `Remove ${key}`, edits: outcome.edits }] : [];
      return [finding(yaml, code, [role, key], { message, at: 'key', fixes })];
    });
  });
}

const whenOf = (since: string | undefined): string =>
  since?.startsWith('after') === true ? since : `with ${since ?? ''}`;

function checkSettings(yaml: YamlDocument, pipeline: PipelineDef, target: Target): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const key of PIPELINE_KEYS) {
    if (valueAt(yaml, ['pipeline', key.key]) === undefined || !lacks(target, key.since)) continue;
    const message = `Flink CDC ${target} does not know ${key.key} and passes over it.`;
    diagnostics.push(finding(yaml, 'target-differs', ['pipeline', key.key], { message, at: 'key' }));
  }
  for (const { path } of pipeline.options.userDefinedFunctions) {
    for (const key of FUNCTION_KEYS) {
      if (valueAt(yaml, [...path, key.key]) === undefined || !lacks(target, key.since)) continue;
      const message = `Flink CDC ${target} takes no ${key.key}: functions are Java classes there.`;
      diagnostics.push(finding(yaml, 'target-refuses', [...path, key.key], { message, at: 'key' }));
    }
  }
  const model = valueAt(yaml, ['pipeline', 'model']);
  for (const { path } of pipeline.options.models) {
    const entry = valueAt(yaml, path);
    if (Array.isArray(model) && isMapping(entry) && 'class-name' in entry) continue;
    const message = `Flink CDC ${target} takes models only as a list, each with model-name and class-name.`;
    diagnostics.push(finding(yaml, 'target-refuses', path, { message, at: 'key' }));
  }
  return diagnostics;
}

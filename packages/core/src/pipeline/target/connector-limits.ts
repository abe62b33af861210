// What releases up to 3.6 do wrong around a PostgreSQL source, whatever the expressions say. Seen on releases 3.5.0 and 3.6.0.
import { formatTableId } from '../../table/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { insertEntry, type YamlDocument } from '../../yaml/index.ts';
import { finding } from '../finding.ts';
import type { PipelineDef, TransformRule } from '../pipeline-def.ts';
import { ruleFinder, type KnownTable } from './rule-columns.ts';
import { columnsNamedIn } from './types-of-parts.ts';

const SWITCH = 'schema-change.enabled';

export interface PostgresLimits {
  readonly tables: readonly KnownTable[];
  readonly target: string;
  /** Whether the release has the switch for changes of columns, which came with 3.6. */
  readonly hasSwitch: boolean;
}

export function postgresLimits(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  limits: PostgresLimits,
): readonly Diagnostic[] {
  if (pipeline.source?.type !== 'postgres') return [];
  return [...schemaChanges(yaml, pipeline, limits), ...zonedColumns(yaml, pipeline, limits)];
}

function schemaChanges(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  { target, hasSwitch }: PostgresLimits,
): readonly Diagnostic[] {
  const isOn = optionOf(pipeline, SWITCH) === 'true';
  const readsOnce =
    pipeline.options.runtimeMode === 'BATCH' || optionOf(pipeline, 'scan.startup.mode') === 'snapshot';
  if (isOn || readsOnce) return [];
  if (!hasSwitch) {
    const message = `Flink CDC ${target} follows no change of PostgreSQL's columns, and takes cells by their place: an added column is left out, and after a dropped one the cells behind it land in the wrong columns, without an error.`;
    return [finding(yaml, 'target-differs', ['source', 'type'], { message })];
  }
  const message = `On Flink CDC ${target} an added column ends the job and its restarts, unless the source has ${SWITCH}: true.`;
  const outcome = insertEntry(yaml, ['source'], { key: SWITCH, value: true });
  const fixes = outcome.ok ? [{ title: `Add ${SWITCH}: true`, edits: outcome.edits }] : [];
  return [finding(yaml, 'target-differs', ['source', 'type'], { message, fixes })];
}

const optionOf = (pipeline: PipelineDef, key: string): string | undefined =>
  pipeline.source?.options[key]?.trim().toLowerCase();

/**
 * The source writes a timestamptz as one type and declares another, so that whatever reads the cell fails: a rule that has the column, or
 * else the sink. Flink CDC drops a column that no projection and filter of its rule names before it reads it.
 */
function zonedColumns(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  { tables, target }: PostgresLimits,
): readonly Diagnostic[] {
  const ruleFor = ruleFinder(pipeline);
  const told = new Set<TransformRule | undefined>();
  return tables.flatMap(({ table, schema }) => {
    const rule = ruleFor(table);
    const column = schema.columns.find(
      ({ name, type }) => type.kind === 'TIMESTAMP_LTZ' && reads(rule, name),
    );
    if (column === undefined || told.has(rule) || (rule === undefined && sinkReadsNothing(pipeline)))
      return [];
    told.add(rule);
    const where = rule === undefined ? 'in the sink' : 'under this rule';
    const remedy =
      rule === undefined ? 'by a transform that names the other columns' : 'of the projection and the filter';
    const message = `Flink CDC ${target} fails ${where} on the timestamptz column ${column.name} of ${formatTableId(table)}, after the launch was accepted. Leave it out ${remedy}, or use the newest release.`;
    const path = rule === undefined ? ['sink', 'type'] : [...rule.path, 'source-table'];
    return [finding(yaml, 'target-refuses', path, { message })];
  });
}

function reads(rule: TransformRule | undefined, column: string): boolean {
  if (rule === undefined) return true;
  const { projection, filter } = rule;
  const keepsAll = projection === undefined || projection.trim() === '';
  const kept = keepsAll ? undefined : columnsNamedIn(projection, 'projection');
  if (kept === undefined || kept.includes(column)) return true;
  return filter !== undefined && (columnsNamedIn(filter, 'filter') ?? []).includes(column);
}

/** The values sink looks at a row only to print it. */
const sinkReadsNothing = ({ sink }: PipelineDef): boolean =>
  sink?.type === 'values' && sink.options['print.enabled']?.trim().toLowerCase() === 'false';

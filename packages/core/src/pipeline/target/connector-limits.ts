// What release 3.6 does wrong around a source, whatever the expressions say. Seen on release 3.6.0.
import { formatTableId } from '../../table/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { insertEntry, type YamlDocument } from '../../yaml/index.ts';
import { finding } from '../finding.ts';
import type { PipelineDef } from '../pipeline-def.ts';
import { columnsByRule, type KnownTable } from './rule-columns.ts';

const SWITCH = 'schema-change.enabled';

export function postgresLimits(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  tables: readonly KnownTable[],
  target: string,
): readonly Diagnostic[] {
  if (pipeline.source?.type !== 'postgres') return [];
  return [...schemaChanges(yaml, pipeline, target), ...zonedColumns(yaml, pipeline, tables, target)];
}

function schemaChanges(yaml: YamlDocument, pipeline: PipelineDef, target: string): readonly Diagnostic[] {
  const isOn = pipeline.source?.options[SWITCH]?.trim().toLowerCase() === 'true';
  if (isOn || pipeline.options.runtimeMode === 'BATCH') return [];
  const message = `On Flink CDC ${target} an added column ends the job and its restarts, unless the source has ${SWITCH}: true.`;
  const outcome = insertEntry(yaml, ['source'], { key: SWITCH, value: true });
  const fixes = outcome.ok ? [{ title: `Add ${SWITCH}: true`, edits: outcome.edits }] : [];
  return [finding(yaml, 'target-differs', ['source', 'type'], { message, fixes })];
}

function zonedColumns(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  tables: readonly KnownTable[],
  target: string,
): readonly Diagnostic[] {
  const byRule = columnsByRule(pipeline, tables);
  return pipeline.transforms.flatMap((rule, at) => {
    const zoned =
      byRule[at]?.flatMap((columns) => columns.filter(({ type }) => type.kind === 'TIMESTAMP_LTZ')) ?? [];
    const [column] = zoned;
    if (column === undefined) return [];
    const table = tables.find(({ schema }) => schema.columns.includes(column));
    const name = table === undefined ? '' : ` of ${formatTableId(table.table)}`;
    const message = `Flink CDC ${target} fails on the timestamptz column ${column.name}${name} under any transform (NumberFormatException), after the launch was accepted. Use the newest release, or send this table without a transform.`;
    return [finding(yaml, 'target-refuses', [...rule.path, 'source-table'], { message })];
  });
}

// Schema changes that a sink gets although nobody wants them there, and changes that are withheld and count all the same.
import type { ConnectorDescriptor } from '../descriptor/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import { finding } from './finding.ts';
import type { PipelineDef } from './pipeline-def.ts';
import { valueAt } from './yaml-access.ts';

export function sinkTraps(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  sink: ConnectorDescriptor,
): readonly Diagnostic[] {
  return sink.sink?.honoursSchemaChangeFilter === false
    ? droppedAnyway(yaml, pipeline, sink)
    : withheld(yaml, pipeline);
}

/** LENIENT keeps DROP TABLE and TRUNCATE from sinks that look at the filter (Flink CDC, schema evolution); these do not. */
function droppedAnyway(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  sink: ConnectorDescriptor,
): readonly Diagnostic[] {
  const isWritten = ['include.schema.changes', 'exclude.schema.changes'].some(
    (key) => valueAt(yaml, ['sink', key]) !== undefined,
  );
  const carried = ['drop.table', 'truncate.table'].filter((kind) =>
    sink.sink?.supportedSchemaChanges.includes(kind),
  );
  if (isWritten || carried.length === 0 || pipeline.options.schemaChangeBehavior !== 'LENIENT') return [];
  const message = `LENIENT keeps ${carried.join(' and ')} from other sinks, but ${sink.type} does not look at that: a table dropped or emptied in the source is dropped or emptied in the target. schema.change.behavior: IGNORE keeps all changes away.`;
  return [finding(yaml, 'schema-change-filter-ignored', ['sink', 'type'], { message })];
}

const WITHHELD = {
  LENIENT: ['add.column', 'a column that was added and is renamed later'],
  EVOLVE: ['rename.column', 'a column that is added after a renamed one'],
  TRY_EVOLVE: ['rename.column', 'a column that is added after a renamed one'],
} as const;

/** A change that the sink is not told of counts for later ones, which then fail (seen on 3.6.0 and the newest). */
function withheld(yaml: YamlDocument, { sink, options }: PipelineDef): readonly Diagnostic[] {
  const behavior = options.schemaChangeBehavior;
  if (sink === undefined || (behavior !== 'LENIENT' && behavior !== 'EVOLVE' && behavior !== 'TRY_EVOLVE'))
    return [];
  const [kind, fails] = WITHHELD[behavior];
  const accepted = sink.acceptedSchemaChanges;
  // Where nothing more is let through, nothing can build on what is withheld.
  const follows = behavior === 'LENIENT' ? 'rename.column' : 'add.column';
  if (accepted.includes(kind) || !accepted.includes(follows)) return [];
  const key = sink.excludeSchemaChanges === undefined ? 'include.schema.changes' : 'exclude.schema.changes';
  const message = `Without ${kind}, ${fails} ends the job under ${behavior} on Flink: changes build on those that the sink was not told of. Withhold ${follows} too, or neither.`;
  return [finding(yaml, 'withheld-change-counts', ['sink', key], { message })];
}

// Findings that no part of a document shows alone: rules that shadow each other, ends that do not fit each other or the settings.
import type { ConnectorCatalog, ConnectorDescriptor } from '../descriptor/index.ts';
import type { Diagnostic, Fix } from '../diagnostics/index.ts';
import type { Path, YamlDocument } from '../yaml/index.ts';
import { finding } from './finding.ts';
import { isPlainName, splitPattern, type PatternPiece } from './pattern-text.ts';
import type { PipelineDef } from './pipeline-def.ts';
import { sinkTraps } from './sink-traps.ts';
import { selectorShadows } from './shadowed-rules.ts';

export function crossCheck(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
): readonly Diagnostic[] {
  const source =
    pipeline.source?.type === undefined ? undefined : catalog.find('source', pipeline.source.type);
  const sink = pipeline.sink?.type === undefined ? undefined : catalog.find('sink', pipeline.sink.type);
  return [
    ...shadowedTransforms(yaml, pipeline),
    ...repeatedRoutes(yaml, pipeline),
    ...(source === undefined
      ? []
      : [...checkSourceMode(yaml, pipeline, source), ...checkPatternParts(yaml, pipeline, source)]),
    ...(sink === undefined ? [] : [...checkSink(yaml, pipeline, sink), ...sinkTraps(yaml, pipeline, sink)]),
    ...(source === undefined || sink === undefined ? [] : checkEngines(yaml, source, sink)),
  ];
}

function shadowedTransforms(yaml: YamlDocument, pipeline: PipelineDef): readonly Diagnostic[] {
  const shadows = selectorShadows();
  return pipeline.transforms.flatMap((rule, at) => {
    const earlier = shadows.covers(rule.sourceTable, at);
    if (earlier === undefined) return [];
    const message = `This rule never applies: transform ${earlier + 1} takes all its tables, and only the first rule that matches a table counts. Put both into one rule, or move this one before it.`;
    return [finding(yaml, 'rule-never-applies', [...rule.path, 'source-table'], { message })];
  });
}

/** Patterns with other numbers of parts than the names of the source's tables. */
function checkPatternParts(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  source: ConnectorDescriptor,
): readonly Diagnostic[] {
  const parts = idParts(pipeline, source);
  if (parts === undefined) return [];
  const warn = (path: Path, has: string, fixes: readonly Fix[] = []) => {
    const message = `Tables of this ${source.type} source are named with ${parts} parts here, and the pattern has ${has}, so it matches none of them.`;
    return finding(yaml, 'pattern-parts', path, { message, fixes });
  };
  const transforms = pipeline.transforms.flatMap((rule) => {
    const pieces = splitPattern(rule.sourceTable, ',').map((piece) => splitPattern(piece.text, '.').length);
    const fewer = pieces.find((count) => count < parts);
    return fewer === undefined ? [] : [warn([...rule.path, 'source-table'], `${fewer}`)];
  });
  const routes = pipeline.routes.flatMap((rule) => {
    const path = [...rule.path, 'source-table'];
    return splitPattern(rule.sourceTable, ',').flatMap((piece) => {
      const names = splitPattern(piece.text, '.');
      const open = /\\[.DSW]|\||\[\^/u.test(piece.text);
      if (names.length === parts || (names.length < parts && open)) return [];
      return [warn(path, `${names.length}`, dropFirstPart(yaml, path, piece, names.length - parts))];
    });
  });
  return [...transforms, ...routes];
}

function idParts(pipeline: PipelineDef, source: ConnectorDescriptor): number | undefined {
  const by = source.tableIdPartsBy;
  if (by === undefined) return source.tableIdParts.length === 1 ? source.tableIdParts[0] : undefined;
  return by.cases[pipeline.source?.options[by.key]?.trim().toLowerCase() ?? ''] ?? by.otherwise;
}

function dropFirstPart(yaml: YamlDocument, path: Path, piece: PatternPiece, surplus: number): readonly Fix[] {
  const [first, second] = splitPattern(piece.text, '.');
  if (surplus !== 1 || first === undefined || second === undefined || !isPlainName(first.text)) return [];
  const range = yaml.scalarRange(path, piece.start, piece.start + second.start);
  return range === undefined ? [] : [{ title: `Leave out ${first.text}.`, edits: [{ range, text: '' }] }];
}

function repeatedRoutes(yaml: YamlDocument, pipeline: PipelineDef): readonly Diagnostic[] {
  const firstPattern = new Map<string, number>();
  const firstPair = new Map<string, number>();
  const diagnostics: Diagnostic[] = [];
  pipeline.routes.forEach((rule, at) => {
    const pattern = rule.sourceTable.trim();
    const pair = `${pattern}\n${rule.sinkTable.trim()}\n${rule.replaceSymbol ?? ''}`;
    const samePattern = firstPattern.get(pattern);
    const samePair = firstPair.get(pair);
    if (pattern === '') return;
    if (samePattern === undefined) firstPattern.set(pattern, at);
    if (samePair === undefined) firstPair.set(pair, at);
    if (samePattern !== undefined && pipeline.options.routeMode === 'FIRST_MATCH') {
      const message = `This route never applies: route ${samePattern + 1} has the same source-table, and route-mode is FIRST_MATCH.`;
      diagnostics.push(finding(yaml, 'rule-never-applies', [...rule.path, 'source-table'], { message }));
    } else if (samePair !== undefined) {
      const message = `This route sends ${pattern} to ${rule.sinkTable.trim()}, but route ${samePair + 1} already does, so every row is written twice. Remove one, or set \`route-mode: FIRST_MATCH\`.`;
      diagnostics.push(finding(yaml, 'duplicate-route', [...rule.path, 'source-table'], { message }));
    }
  });
  return diagnostics;
}

function checkSourceMode(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  source: ConnectorDescriptor,
): readonly Diagnostic[] {
  const mode = source.options.find((option) => option.key === 'scan.startup.mode');
  if (pipeline.options.runtimeMode !== 'BATCH' || mode?.values?.includes('snapshot') !== true) return [];
  const written = pipeline.source?.options['scan.startup.mode']?.trim().toLowerCase();
  if (written === 'snapshot') return [];
  const message =
    'BATCH ends with the snapshot, and Flink CDC demands `scan.startup.mode: snapshot` of the source for it. The embedded engine stops after the snapshot in any case.';
  return [finding(yaml, 'batch-needs-snapshot', ['pipeline', 'execution.runtime-mode'], { message })];
}

function checkSink(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  sink: ConnectorDescriptor,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (sink.sink?.ownPartitioning === true && pipeline.options.partitioningStrategy !== 'SINK_DEFINED') {
    const message = `The ${sink.type} sink spreads rows in a way of its own and refuses ${pipeline.options.partitioningStrategy}. Remove sink.partitioning.strategy.`;
    diagnostics.push(
      finding(yaml, 'partitioning-refused', ['pipeline', 'sink.partitioning.strategy'], { message }),
    );
  }
  const behavior = pipeline.options.schemaChangeBehavior;
  const refused = (pipeline.sink?.acceptedSchemaChanges ?? []).filter(
    (kind) => sink.sink?.supportedSchemaChanges.includes(kind) === false,
  );
  if (sink.sink?.unsupportedFails !== true || refused.length === 0) return diagnostics;
  if (behavior !== 'EVOLVE' && behavior !== 'TRY_EVOLVE') return diagnostics;
  const message = `Under ${behavior}, ${refused.join(', ')} would end the job: the ${sink.type} sink cannot carry ${refused.length === 1 ? 'it' : 'them'} out. Name ${refused.length === 1 ? 'it' : 'them'} in exclude.schema.changes, or use LENIENT.`;
  diagnostics.push(
    finding(yaml, 'unsupported-schema-change', ['pipeline', 'schema.change.behavior'], { message }),
  );
  return diagnostics;
}

function checkEngines(
  yaml: YamlDocument,
  source: ConnectorDescriptor,
  sink: ConnectorDescriptor,
): readonly Diagnostic[] {
  if (source.engines.some((engine) => sink.engines.includes(engine))) return [];
  const runs = (one: ConnectorDescriptor) => (one.engines[0] === 'flink' ? 'Flink' : 'the embedded engine');
  const message = `No engine runs both: the ${source.type} source runs on ${runs(source)} only, the ${sink.type} sink on ${runs(sink)} only.`;
  return [finding(yaml, 'no-common-engine', ['sink', 'type'], { message })];
}

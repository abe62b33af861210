export { deepChecks } from './all-checks.ts';
export { isSecretOption } from './check-option.ts';
export { parseSink, parseSource, type ParsedSink, type ParsedSource } from './connector.ts';
export { readDeclaredNames, type DeclaredNames } from './declared-names.ts';
export type { DeepChecks, ReadingContext } from './deep-checks.ts';
export { editScalar } from './edit-scalar.ts';
export { exportForFlink, type ExportOptions, type FlinkExport } from './export-for-flink.ts';
export {
  BEHAVIORS,
  DECIMAL_MODES,
  FUNCTION_KEYS,
  MODEL_KEYS,
  PARTITIONINGS,
  PIPELINE_KEYS,
  ROUTE_KEYS,
  ROUTE_MODES,
  RUNTIME_MODES,
  SECTIONS,
  SINK_KEYS,
  SOURCE_KEYS,
  TRANSFORM_KEYS,
} from './grammar.ts';
export { pipelineJsonSchema, type JsonSchema } from './json-schema.ts';
export { OPENAI_OPTIONS } from './model-options.ts';
export { parsePipeline } from './parse-pipeline.ts';
export type {
  PipelineDef,
  PipelineOptions,
  RouteRule,
  SchemaChangeBehavior,
  SinkDef,
  SourceDef,
  TransformRule,
} from './pipeline-def.ts';
export { parseOptions, type ParsedOptions } from './pipeline-options.ts';
export { checkSections, inTextOrder, readPipeline, type ParsedPipeline } from './read-pipeline.ts';
export {
  findReferences,
  findStrayReferences,
  resolveOptions,
  resolveReferences,
  type Reference,
} from './references.ts';
export { parseRouteRule } from './route-rule.ts';
export { rulePaths } from './rule.ts';
export { acceptedSchemaChanges, expandSchemaChange, SCHEMA_CHANGE_FAMILIES } from './schema-change-filter.ts';
export { isTimeZone, suggestTimeZone } from './time-zone.ts';
export { parseTransformRule } from './transform-rule.ts';
export {
  checkTarget,
  rewriteForTarget,
  TARGETS,
  type Target,
  type TargetTables,
} from './target/check-target.ts';
export { explainTarget, type ExpressionDifference } from './target/explain-target.ts';
export { columnsByRule, expressionSettings, type KnownTable } from './target/rule-columns.ts';
export { columnsOfFilter, expressionsIn, type ExpressionSettings } from './target/types-of-parts.ts';

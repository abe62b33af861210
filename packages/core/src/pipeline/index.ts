export type {
  PipelineDef,
  PipelineOptions,
  RouteRule,
  SchemaChangeBehavior,
  SinkDef,
  SourceDef,
  TransformRule,
} from './pipeline-def.ts';

// What looks into the parts of a document: connectors' options, patterns, expressions, and how the parts fit together. The model itself
// is light; these bring all descriptors, a language of regular expressions and all functions with them. Whoever has to show a document
// at once reads it without them and checks it when they have come (core/document, `withChecks`): the same functions, the same findings,
// a moment later.
import type { ConnectorCatalog } from '../descriptor/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import type { DeclaredNames } from './declared-names.ts';
import type { PipelineDef, RouteRule, SinkDef, SourceDef, TransformRule } from './pipeline-def.ts';

export interface DeepChecks {
  /** The type and the options of the source, selectors included. */
  source(yaml: YamlDocument, def: SourceDef, catalog: ConnectorCatalog): readonly Diagnostic[];
  /** The type and the options of the sink. */
  sink(yaml: YamlDocument, def: SinkDef, catalog: ConnectorCatalog): readonly Diagnostic[];
  /** The selector, the projection and the filter of a transform. */
  transform(yaml: YamlDocument, rule: TransformRule, declared: DeclaredNames): readonly Diagnostic[];
  /** The pattern and the target of a route. */
  route(yaml: YamlDocument, rule: RouteRule): readonly Diagnostic[];
  /** What no part shows alone. */
  whole(yaml: YamlDocument, pipeline: PipelineDef, catalog: ConnectorCatalog): readonly Diagnostic[];
}

export interface ReadingContext {
  readonly catalog: ConnectorCatalog;
  /** Undefined: connectors' options, patterns and expressions are not looked into, nothing is said of them, and the catalog may be empty. */
  readonly checks: DeepChecks | undefined;
}

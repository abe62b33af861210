// What is compiled to be checked: patterns and expressions. The rest of the model is light; these bring a language of regular
// expressions and all functions with them. Whoever has to show a document at once reads it without them and checks it when they
// have come (core/document, `withChecks`): the same functions, the same findings, a moment later.
import type { ConnectorDescriptor } from '../descriptor/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import type { DeclaredNames } from './declared-names.ts';
import type { RouteRule, SourceDef, TransformRule } from './pipeline-def.ts';

export interface DeepChecks {
  /** The options of a source that hold selectors. */
  source(yaml: YamlDocument, descriptor: ConnectorDescriptor, def: SourceDef): readonly Diagnostic[];
  /** The selector, the projection and the filter of a transform. */
  transform(yaml: YamlDocument, rule: TransformRule, declared: DeclaredNames): readonly Diagnostic[];
  /** The pattern and the target of a route. */
  route(yaml: YamlDocument, rule: RouteRule): readonly Diagnostic[];
}

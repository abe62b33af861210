// From the tree of a document to the model, with everything that is wrong with it. Nothing here throws: a document that is being typed
// is always somewhat wrong.
import { suggest, type Diagnostic } from '../diagnostics/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import { parseSink, parseSource } from './connector.ts';
import { readDeclaredNames } from './declared-names.ts';
import type { ReadingContext } from './deep-checks.ts';
import { finding } from './finding.ts';
import { SECTIONS } from './grammar.ts';
import { parseOptions } from './pipeline-options.ts';
import type { PipelineDef } from './pipeline-def.ts';
import { parseRouteRule } from './route-rule.ts';
import { rulePaths } from './rule.ts';
import { parseTransformRule } from './transform-rule.ts';
import { isMapping, shapeOf } from './yaml-access.ts';

export interface ParsedPipeline {
  readonly pipeline: PipelineDef;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The model of a document and its findings. Where the text is no YAML, the model is empty and the findings are those of the syntax. */
export function readPipeline(yaml: YamlDocument, context: ReadingContext): ParsedPipeline {
  const syntax = yaml.errors.map((error) => ({ ...error, severity: 'error' as const, path: [] }));
  if (yaml.value === undefined && syntax.length > 0) {
    return {
      pipeline: { transforms: [], routes: [], options: parseOptions(yaml).options },
      diagnostics: syntax,
    };
  }
  const { catalog, checks } = context;
  const sections = checkSections(yaml);
  if (yaml.value !== null && !isMapping(yaml.value)) {
    return {
      pipeline: { transforms: [], routes: [], options: parseOptions(yaml).options },
      diagnostics: [...syntax, ...sections],
    };
  }
  const source = parseSource(yaml, context);
  const sink = parseSink(yaml, context);
  const transforms = rulePaths(yaml, 'transform');
  const routes = rulePaths(yaml, 'route');
  const declared = readDeclaredNames(yaml, catalog);
  const transformRules = transforms.paths.map((path) => parseTransformRule(yaml, path, { declared, checks }));
  const routeRules = routes.paths.map((path) => parseRouteRule(yaml, path, checks));
  const options = parseOptions(yaml);
  const pipeline: PipelineDef = {
    ...(source.source === undefined ? {} : { source: source.source }),
    ...(sink.sink === undefined ? {} : { sink: sink.sink }),
    transforms: transformRules.map((parsed) => parsed.rule),
    routes: routeRules.map((parsed) => parsed.rule),
    options: options.options,
  };
  const diagnostics = [
    ...syntax,
    ...sections,
    ...source.diagnostics,
    ...sink.diagnostics,
    ...transforms.diagnostics,
    ...routes.diagnostics,
    ...transformRules.flatMap((parsed) => parsed.diagnostics),
    ...routeRules.flatMap((parsed) => parsed.diagnostics),
    ...options.diagnostics,
    ...(checks?.whole(yaml, pipeline, catalog) ?? []),
  ];
  return { pipeline, diagnostics: inTextOrder(diagnostics) };
}

/** Sorts findings by their place; equal places keep their order. */
export function inTextOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** Findings about the top level of the document. */
export function checkSections(yaml: YamlDocument): readonly Diagnostic[] {
  const { value } = yaml;
  if (value === undefined || value === null) return [];
  if (!isMapping(value)) {
    const message = `A pipeline is a mapping with \`source\` and \`sink\`, and this is ${shapeOf(value)}.`;
    return [finding(yaml, 'wrong-shape', [], { message })];
  }
  const known = SECTIONS.map((section) => section.key);
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const suggestion = suggest(
        key,
        known.filter((section) => !(section in value)),
      );
      const near =
        suggestion === undefined
          ? `The sections are ${known.join(', ')}; settings of Flink belong in its own configuration.`
          : `Did you mean ${suggestion}?`;
      const message = `A pipeline has no section ${key}. ${near}`;
      return finding(yaml, 'unknown-section', [key], { message, at: 'key', suggestion });
    });
}

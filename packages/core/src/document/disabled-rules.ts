// Rules that are switched off: commented out where they stand, so that the text keeps them byte for byte. A commented-out item of a list
// of rules counts as one when it names its tables; other comments are comments.
import { parseRouteRule, parseTransformRule, readDeclaredNames } from '../pipeline/index.ts';
import type { RouteRule, TransformRule } from '../pipeline/index.ts';
import { commentedItems, parseYaml } from '../yaml/index.ts';
import type { TextRange, YamlDocument } from '../yaml/index.ts';

export interface DisabledRule<T> {
  /** Its number among the commented-out items of the section: what the edits count by. */
  readonly at: number;
  /** It stands before the rule with this index, or behind all of them. */
  readonly before: number;
  /** Whole lines. */
  readonly lines: TextRange;
  /** What it would say, indented as it was. */
  readonly text: string;
  readonly rule: T;
}

export interface DisabledRules {
  readonly transform: readonly DisabledRule<TransformRule>[];
  readonly route: readonly DisabledRule<RouteRule>[];
}

const NONE: DisabledRules = { transform: [], route: [] };
const known = new WeakMap<YamlDocument, DisabledRules>();

/** Of a text without a commented-out item nothing is read. */
export function disabledRules(yaml: YamlDocument): DisabledRules {
  if (!yaml.text.includes('# - ')) return NONE;
  const before = known.get(yaml);
  if (before !== undefined) return before;
  const found = {
    transform: read(yaml, 'transform', (document) => {
      const context = { declared: readDeclaredNames(document), checks: undefined };
      return parseTransformRule(document, ['transform', 0], context).rule;
    }),
    route: read(yaml, 'route', (document) => parseRouteRule(document, ['route', 0], undefined).rule),
  };
  known.set(yaml, found);
  return found;
}

function read<T extends { readonly sourceTable: string }>(
  yaml: YamlDocument,
  section: 'transform' | 'route',
  readRule: (document: YamlDocument) => T,
): readonly DisabledRule<T>[] {
  return commentedItems(yaml, [section]).flatMap(({ lines, before, text }, at) => {
    const document = parseYaml(`${section}:\n${text}`);
    if (document.errors.length > 0) return [];
    const rule = readRule(document);
    return rule.sourceTable === '' ? [] : [{ at, before, lines, text, rule }];
  });
}

// One entry of `route`.
import type { Diagnostic } from '../diagnostics/index.ts';
import type { Path, YamlDocument } from '../yaml/index.ts';
import type { DeepChecks } from './deep-checks.ts';
import { ROUTE_KEYS } from './grammar.ts';
import type { RouteRule } from './pipeline-def.ts';
import { readRule } from './rule.ts';

/** Reads the route at a path such as ["route", 0]. Depends on nothing else in the document; the rule is there whatever is wrong with it. */
export function parseRouteRule(
  yaml: YamlDocument,
  path: Path,
  checks: DeepChecks | undefined,
): { readonly rule: RouteRule; readonly diagnostics: readonly Diagnostic[] } {
  const { texts, diagnostics } = readRule(yaml, path, ROUTE_KEYS);
  const replaceSymbol = texts['replace-symbol'];
  const description = texts['description'];
  const rule: RouteRule = {
    path,
    sourceTable: texts['source-table'] ?? '',
    sinkTable: texts['sink-table'] ?? '',
    ...(replaceSymbol === undefined ? {} : { replaceSymbol }),
    ...(description === undefined ? {} : { description }),
  };
  return { rule, diagnostics: [...diagnostics, ...(checks?.route(yaml, rule) ?? [])] };
}

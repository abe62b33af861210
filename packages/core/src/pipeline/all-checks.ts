import type { Diagnostic } from '../diagnostics/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import { checkConnector } from './check-connector.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkRoute, checkSelector, checkSelectorOptions } from './check-patterns.ts';
import { crossCheck } from './cross-check.ts';
import type { DeepChecks } from './deep-checks.ts';
import { finding } from './finding.ts';
import type { SinkDef } from './pipeline-def.ts';
import { ruleTraps } from './rule-traps.ts';
import { valueAt } from './yaml-access.ts';

/** Everything that can be said about a document without the tables. */
export const deepChecks: DeepChecks = {
  source(yaml, def, catalog) {
    const { descriptor, diagnostics } = checkConnector(yaml, 'source', def, catalog);
    return descriptor === undefined
      ? diagnostics
      : [...diagnostics, ...checkSelectorOptions(yaml, descriptor, def)];
  },
  sink(yaml, def, catalog) {
    const { descriptor, diagnostics } = checkConnector(yaml, 'sink', def, catalog);
    return descriptor?.sink?.honoursSchemaChangeFilter === false
      ? [...diagnostics, ...filterIgnored(yaml, def)]
      : diagnostics;
  },
  transform: (yaml, rule, declared) => [
    ...(rule.sourceTable.trim() === ''
      ? []
      : checkSelector(yaml, [...rule.path, 'source-table'], rule.sourceTable)),
    ...checkExpressions(yaml, rule, declared),
    ...ruleTraps(yaml, rule, declared),
  ],
  route: checkRoute,
  whole: crossCheck,
};

function filterIgnored(yaml: YamlDocument, sink: SinkDef): readonly Diagnostic[] {
  const keys = ['include.schema.changes', 'exclude.schema.changes'].filter(
    (key) => valueAt(yaml, ['sink', key]) !== undefined,
  );
  return keys.map((key) =>
    finding(yaml, 'schema-change-filter-ignored', ['sink', key], {
      message: `The ${sink.type ?? ''} sink does not look at ${key}: every schema change reaches it. Use schema.change.behavior: IGNORE to keep changes away.`,
      at: 'key',
    }),
  );
}

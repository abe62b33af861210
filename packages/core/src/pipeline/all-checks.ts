import { checkExpressions } from './check-expressions.ts';
import { checkRoute, checkSelector, checkSelectorOptions } from './check-patterns.ts';
import type { DeepChecks } from './deep-checks.ts';
import { ruleTraps } from './rule-traps.ts';

/** Everything that can be said about patterns and expressions without the tables. */
export const deepChecks: DeepChecks = {
  source: checkSelectorOptions,
  transform: (yaml, rule, declared) => [
    ...(rule.sourceTable.trim() === ''
      ? []
      : checkSelector(yaml, [...rule.path, 'source-table'], rule.sourceTable)),
    ...checkExpressions(yaml, rule, declared),
    ...ruleTraps(yaml, rule, declared),
  ],
  route: checkRoute,
};

// CASE in both forms.
import type { CaseOf } from '../syntax/ast.ts';
import { asTexts, choose, simpleConditions, unify } from './conditional.ts';
import { constantOf, isNullable } from './build.ts';
import { STRING, typeName } from './data-types.ts';
import { comparable } from './implicit-casts.ts';
import type { Scope, Typed } from './typed.ts';
import { warnMixedNumbers } from './warnings.ts';

export function compileCase(node: CaseOf, scope: Scope): Typed | undefined {
  const value = node.operand && scope.compile(node.operand);
  const whens = node.branches.map((branch) => scope.compile(branch.when));
  const results = node.branches.map((branch) => scope.compile(branch.result));
  const otherwise = node.otherwise === undefined ? nullResult() : scope.compile(node.otherwise);
  const conditions = whens.filter((when) => when !== undefined);
  const outcomes = [...results, otherwise].filter((result) => result !== undefined);
  if (conditions.length < whens.length || outcomes.length <= results.length) return undefined;
  if (node.operand !== undefined && value === undefined) return undefined;
  if (value === undefined) {
    const wrong = conditions.find(
      (condition) => condition.untypedNull !== true && condition.type.kind !== 'BOOLEAN',
    );
    if (wrong !== undefined) {
      return scope.report(
        'type-mismatch',
        node.range,
        `\`${scope.textOf(node)}\`: WHEN takes a condition, not ${typeName(wrong.type)}.`,
      );
    }
  }
  const unified = unify(outcomes, scope) ?? unify(asTexts(outcomes, scope), scope);
  if (unified === undefined) {
    const types = outcomes.map((outcome) => typeName(outcome.type)).join(', ');
    return scope.report(
      'type-mismatch',
      node.range,
      `\`${scope.textOf(node)}\`: the results have no common type (${types}); cast them.`,
    );
  }
  warnMixedNumbers(outcomes, node, isNullable(outcomes), scope);
  if (value === undefined) return choose(conditions, unified);
  const candidates = conditions.map((candidate) => comparable(value, candidate, scope).right);
  return choose(simpleConditions(value, candidates), unified);
}

function nullResult(): Typed {
  return { ...constantOf(STRING, null), untypedNull: true };
}

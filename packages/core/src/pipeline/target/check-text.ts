// One projection or filter against a release: all that it does otherwise, and the text written so that it does not.
import {
  childrenOf,
  type Expression,
  type ExpressionNode,
  type VisibleColumn,
} from '../../expression/index.ts';
import { misplacedDecimals } from './decimals.ts';
import { missing } from './equivalents.ts';
import { lostGroups } from './lost-groups.ts';
import { nullConditions } from './null-conditions.ts';
import type { CheckedExpression, ReleaseFinding } from './release-finding.ts';
import { dateOfTimestamp } from './time-functions.ts';
import { expressionsIn, typesOf, type ExpressionSettings } from './types-of-parts.ts';

export interface TextCheck {
  readonly mode: 'projection' | 'filter';
  readonly target: string;
  readonly settings: ExpressionSettings;
  /** What the expressions see of each table that the rule applies to; empty when no tables are known. */
  readonly tables: readonly (readonly VisibleColumn[])[];
}

/** In the order of the text. Where tables do not agree on how to write it, the finding has no rewriting. */
export function checkText(text: string, check: TextCheck): readonly ReleaseFinding[] {
  const expressions = expressionsIn(text, check.mode);
  const seen = new Map<string, ReleaseFinding>();
  for (const columns of check.tables.length === 0 ? [undefined] : check.tables) {
    for (const expression of expressions) {
      for (const found of inExpression(text, expression, { ...check, columns })) {
        const key = `${found.range.start} ${found.range.end} ${found.code}`;
        const known = seen.get(key);
        if (known === undefined) seen.set(key, found);
        else if (known.rewrite !== found.rewrite) {
          const { rewrite: _, ...without } = known;
          seen.set(key, without);
        }
      }
    }
  }
  return [...seen.values()].toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

function inExpression(
  text: string,
  expression: Expression,
  check: TextCheck & { readonly columns: readonly VisibleColumn[] | undefined },
): readonly ReleaseFinding[] {
  const { mode, target, columns, settings } = check;
  const whole: CheckedExpression = {
    node: expression.node,
    text,
    mode,
    target,
    typeOf: typesOf(expression, columns, mode, settings),
  };
  const visit = (node: ExpressionNode): readonly ReleaseFinding[] => [
    ...missing(whole, node),
    ...lostGroups(whole, node),
    ...misplacedDecimals(whole, node),
    ...dateOfTimestamp(whole, node),
    ...childrenOf(node).flatMap(visit),
  ];
  return [...visit(expression.node), ...nullConditions(whole)];
}

/** Rounds of rewriting: each takes one layer of nested findings away. */
const MOST_ROUNDS = 40;

/** The text with all that can be rewritten, the innermost first. The same text where there is nothing to do. */
export function rewriteText(text: string, check: TextCheck): string {
  let current = text;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const found = checkText(current, check).filter((one) => one.rewrite !== undefined);
    const innermost = found.filter(
      (one) => !found.some((other) => other !== one && isInside(other, one) && !isInside(one, other)),
    );
    let end = current.length + 1;
    let next = current;
    for (const { range, rewrite } of innermost.toReversed()) {
      if (range.end > end) continue;
      next = next.slice(0, range.start) + (rewrite ?? '') + next.slice(range.end);
      end = range.start;
    }
    if (next === current) return current;
    current = next;
  }
  return current;
}

const isInside = (inner: ReleaseFinding, outer: ReleaseFinding): boolean =>
  inner.range.start >= outer.range.start && inner.range.end <= outer.range.end;

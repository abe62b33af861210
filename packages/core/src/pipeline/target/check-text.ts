// One projection or filter against a release: all that it does otherwise, and the text written so that it does not.
import {
  childrenOf,
  lostInJava,
  type Expression,
  type ExpressionNode,
  type VisibleColumn,
} from '../../expression/index.ts';
import type { TextRange } from '../../yaml/index.ts';
import { misplacedDecimals } from './decimals.ts';
import { missing } from './equivalents.ts';
import { lostGroups } from './lost-groups.ts';
import { nullConditions } from './null-conditions.ts';
import { unsupportedDecimals } from './older-decimals.ts';
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
  return findingsIn(text, check, lostIn(text, check));
}

/**
 * Of each expression, by its number, the parts whose parentheses the newest release loses, too. Such an expression is no other in the
 * release for that, and is not rewritten: any change of its parts can change what holds together.
 */
function lostIn(text: string, check: TextCheck): ReadonlyMap<number, readonly TextRange[]> {
  const { settings, mode } = check;
  const own = [...settings.userFunctions, ...settings.models].map((name) => name.toUpperCase());
  const lost = new Map<number, readonly TextRange[]>();
  for (const columns of check.tables.length === 0 ? [undefined] : check.tables) {
    for (const [at, expression] of expressionsIn(text, mode).entries()) {
      const typeOf = typesOf(expression, columns, mode, settings);
      const found = lostInJava(expression.node, {
        isNullableColumn: (node) => typeOf(node)?.nullable !== false,
        isDecimal: (node) => typeOf(node)?.kind === 'DECIMAL',
        isUserFunction: (name) => own.includes(name.toUpperCase()),
        nullable: new Map(),
      });
      if (found.length > 0) lost.set(at, [...(lost.get(at) ?? []), ...found.map(({ range }) => range)]);
    }
  }
  return lost;
}

function findingsIn(
  text: string,
  check: TextCheck,
  lost: ReadonlyMap<number, readonly TextRange[]>,
): readonly ReleaseFinding[] {
  const seen = new Map<string, ReleaseFinding>();
  for (const columns of check.tables.length === 0 ? [undefined] : check.tables) {
    for (const [at, expression] of expressionsIn(text, check.mode).entries()) {
      for (const found of withoutLost(inExpression(text, expression, { ...check, columns }), lost.get(at))) {
        const key = `${found.range.start} ${found.range.end} ${found.code}`;
        const known = seen.get(key);
        if (known === undefined) seen.set(key, found);
        else if (known.rewrite !== found.rewrite) seen.set(key, withoutRewrite(known));
      }
    }
  }
  return [...seen.values()].toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

function withoutLost(
  findings: readonly ReleaseFinding[],
  lost: readonly TextRange[] | undefined,
): readonly ReleaseFinding[] {
  if (lost === undefined) return findings;
  const isLost = ({ code, range }: ReleaseFinding): boolean =>
    code === 'target-differs' && lost.some(({ start, end }) => start === range.start && end === range.end);
  return findings.filter((found) => !isLost(found)).map(withoutRewrite);
}

function withoutRewrite(found: ReleaseFinding): ReleaseFinding {
  const { rewrite: _, ...without } = found;
  return without;
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
    ...unsupportedDecimals(whole, node),
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
  // Expressions keep their order and number.
  const frozen = lostIn(text, check);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const kept = expressionsIn(current, check.mode).filter((_, at) => frozen.has(at));
    const found = findingsIn(current, check, NONE).filter(
      (one) => one.rewrite !== undefined && !kept.some(({ range }) => isWithin(one.range, range)),
    );
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

const NONE: ReadonlyMap<number, readonly TextRange[]> = new Map();

const isWithin = (inner: TextRange, outer: TextRange): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;

const isInside = (inner: ReleaseFinding, outer: ReleaseFinding): boolean =>
  inner.range.start >= outer.range.start && inner.range.end <= outer.range.end;

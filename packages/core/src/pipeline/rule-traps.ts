// What the expressions of one rule show without any table, and means something else than it looks.
import {
  childrenOf,
  parseCondition,
  parseProjection,
  type Expression,
  type ExpressionNode,
} from '../expression/index.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostics/index.ts';
import type { Path, TextRange, YamlDocument } from '../yaml/index.ts';
import type { DeclaredNames } from './declared-names.ts';
import { editScalar } from './edit-scalar.ts';
import { finding } from './finding.ts';
import { lostParentheses } from './lost-parentheses.ts';
import type { TransformRule } from './pipeline-def.ts';

export function ruleTraps(
  yaml: YamlDocument,
  rule: TransformRule,
  declared: DeclaredNames,
): readonly Diagnostic[] {
  const items = rule.projection === undefined ? [] : parseProjection(rule.projection).items;
  const expressions = items.flatMap((item) => (item.kind === 'star' ? [] : [item.expression]));
  const computed = expressions.map((expression) => expression.node);
  const filter = rule.filter === undefined ? undefined : parseCondition(rule.filter).expression;
  const condition = filter?.node;
  const inProjection = { yaml, path: [...rule.path, 'projection'], text: rule.projection ?? '' };
  const inFilter = { yaml, path: [...rule.path, 'filter'], text: rule.filter ?? '' };
  return [
    ...computed.flatMap((node) => namesIn(inProjection, node)),
    ...(condition === undefined ? [] : namesIn(inFilter, condition)),
    ...computed.flatMap((node) => castsToString(inProjection, node)),
    ...expressions.flatMap((one) => openGroups(inProjection, one, { mode: 'projection', declared })),
    ...(filter === undefined ? [] : openGroups(inFilter, filter, { mode: 'filter', declared })),
    ...(condition === undefined ? [] : unguarded(inProjection, computed, condition)),
  ];
}

interface Place {
  readonly yaml: YamlDocument;
  readonly path: Path;
  readonly text: string;
}

function trap(
  { yaml, path }: Place,
  code: DiagnosticCode,
  range: TextRange,
  { message, write }: { readonly message: string; readonly write?: string },
): Diagnostic {
  const at = yaml.scalarRange(path, range.start, range.end);
  const edits = write === undefined ? undefined : editScalar(yaml, path, { range, text: write });
  return finding(yaml, code, path, {
    message,
    ...(at === undefined ? {} : { at }),
    ...(edits === undefined ? {} : { fixes: [{ title: `Write ${write ?? ''}`, edits }] }),
  });
}

/** Names that Flink CDC reads as calls, whatever columns there are. */
const CLOCKS: readonly string[] = ['NOW', 'UNIX_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP', 'CURRENT_TIME', 'CURRENT_DATE', 'CURRENT_TIMESTAMP']; // prettier-ignore

function namesIn(place: Place, node: ExpressionNode): readonly Diagnostic[] {
  if (node.kind !== 'column') return childrenOf(node).flatMap((child) => namesIn(place, child));
  if (CLOCKS.includes(node.name.toUpperCase())) {
    const message = `Flink CDC takes ${node.name} for the function of that name, not for a column. Rename the column in the source, or write ${node.name.toUpperCase()}() if the function is meant.`;
    return [trap(place, 'column-like-function', node.range, { message })];
  }
  if (node.qualifiers.length === 0) return [];
  const name = place.text.slice(node.nameRange.start, node.nameRange.end);
  const message = `Flink CDC does not look at ${node.qualifiers.join('.')}: this is the column ${node.name} of whatever table the rule applies to. For a field of a row, write its position, \`r[1]\`.`;
  return [trap(place, 'qualifier-ignored', node.range, { message, write: name })];
}

/** A projection is validated before it is compiled, and STRING is no type of that validation. */
function castsToString(place: Place, node: ExpressionNode): readonly Diagnostic[] {
  const below = childrenOf(node).flatMap((child) => castsToString(place, child));
  if (node.kind !== 'cast' || node.type.name !== 'STRING') return below;
  const message =
    'Flink CDC refuses STRING as the type of a CAST in a projection, when the first table comes. Write VARCHAR, which is the same.';
  return [...below, trap(place, 'fails-on-flink', node.type.range, { message, write: 'VARCHAR' })];
}

function openGroups(
  place: Place,
  expression: Expression,
  look: { readonly mode: 'projection' | 'filter'; readonly declared: DeclaredNames },
): readonly Diagnostic[] {
  return lostParentheses(expression, place.text, look).map(({ range, message, write }) =>
    trap(place, 'parentheses-lost', range, { message, write }),
  );
}

/** Columns that a filter keeps from being zero, and that the projection divides by: it is computed first, for all rows. */
function unguarded(
  place: Place,
  computed: readonly ExpressionNode[],
  condition: ExpressionNode,
): readonly Diagnostic[] {
  const guarded = new Set(zeroChecks(condition));
  if (guarded.size === 0) return [];
  return computed.flatMap((node) =>
    divisors(node)
      .filter((divisor) => guarded.has(divisor.name))
      .map((divisor) => {
        const { name, range } = divisor;
        const message = `The projection is computed before the filter, so the filter does not keep ${name} from being zero here: such a row ends the run. Write NULLIF(${name}, 0), or CASE WHEN ${name} <> 0 THEN … END.`;
        return trap(place, 'filter-does-not-guard', range, { message, write: `NULLIF(${name}, 0)` });
      }),
  );
}

type ColumnNode = ExpressionNode & { readonly kind: 'column' };

function zeroChecks(node: ExpressionNode): readonly string[] {
  if (node.kind !== 'binary' || !['<>', '>', '<', '>=', '<='].includes(node.operator)) {
    return childrenOf(node).flatMap(zeroChecks);
  }
  const sides = [node.left, node.right];
  const isNumber = sides.some((side) => side.kind === 'literal' && side.literal.type === 'integer');
  return isNumber ? sides.flatMap((side) => (side.kind === 'column' ? [side.name] : [])) : [];
}

/** Inside CASE, IF and COALESCE the expression may guard itself. */
function divisors(node: ExpressionNode): readonly ColumnNode[] {
  if (node.kind === 'case' || (node.kind === 'call' && node.name.toUpperCase() === 'IF')) return [];
  const below = childrenOf(node).flatMap(divisors);
  const isDivision = node.kind === 'binary' && (node.operator === '/' || node.operator === '%');
  return isDivision && node.right.kind === 'column' ? [...below, node.right] : below;
}

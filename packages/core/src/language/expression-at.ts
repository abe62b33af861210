// The part of a projection or filter that the caret stands in: the innermost that has a value.
import type { DocumentSnapshot } from '../document/index.ts';
import { childrenOf, type Expression, type ExpressionNode } from '../expression/index.ts';
import { expressionsIn } from '../pipeline/index.ts';
import type { Path, TextRange } from '../yaml/index.ts';

export interface ExpressionAt {
  readonly rule: number;
  readonly field: 'projection' | 'filter';
  /** Just that part, with offsets in the whole text of the field. */
  readonly expression: Expression;
  /** Where it stands in the document. */
  readonly range: TextRange;
}

/** Undefined outside of expressions, in a text that is no YAML, and where the expression does not parse. */
export function expressionAt(snapshot: DocumentSnapshot, offset: number): ExpressionAt | undefined {
  if (snapshot.stale) return undefined;
  const [section, rule, field] = snapshot.yaml.pathAt(offset);
  if (section !== 'transform' || typeof rule !== 'number') return undefined;
  if (field !== 'projection' && field !== 'filter') return undefined;
  const text = snapshot.pipeline.transforms[rule]?.[field];
  if (text === undefined) return undefined;
  const path: Path = [section, rule, field];
  const placeOf = ({ range }: ExpressionNode): TextRange | undefined =>
    snapshot.yaml.scalarRange(path, range.start, range.end);
  for (const { node } of expressionsIn(text, field)) {
    const found = innermost(node, offset, placeOf);
    if (found === undefined) continue;
    const part = text.slice(found.node.range.start, found.node.range.end);
    const expression = { node: found.node, range: found.node.range, text: part };
    return { rule, field, expression, range: found.range };
  }
  return undefined;
}

interface Found {
  readonly node: ExpressionNode;
  readonly range: TextRange;
}

function innermost(
  node: ExpressionNode,
  offset: number,
  placeOf: (node: ExpressionNode) => TextRange | undefined,
): Found | undefined {
  const range = placeOf(node);
  if (range === undefined || offset < range.start || offset > range.end) return undefined;
  for (const child of childrenOf(node)) {
    const found = hasValue(child) ? innermost(child, offset, placeOf) : undefined;
    if (found !== undefined) return found;
  }
  return { node, range };
}

/** What a literal is everybody sees; a keyword or an interval has no value of its own. */
const hasValue = ({ kind }: ExpressionNode): boolean =>
  kind !== 'literal' && kind !== 'keyword' && kind !== 'interval';

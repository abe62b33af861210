// LIKE and SIMILAR TO. LIKE without ESCAPE is, in Flink CDC, the search for a Java regular expression anywhere in the text.
import type { PatternMatch } from '../syntax/ast.ts';
import type { Value } from '../../value/index.ts';
import { isConstant, isNullable, strictAll } from './build.ts';
import { textCell } from './cells.ts';
import { coerce } from './coerce.ts';
import { BOOLEAN, isText, STRING, typeName, withNullable } from './data-types.ts';
import { EvaluationFailure, quoteValue } from './failure.ts';
import { javaRegex } from './java-regex.ts';
import { likePattern } from './like-pattern.ts';
import { similarPattern } from './similar-pattern.ts';
import type { Scope, Typed } from './typed.ts';
import { warnPatternFromRows } from './warnings.ts';

export function compileMatch(node: PatternMatch, scope: Scope): Typed | undefined {
  const nodes = [node.operand, node.pattern, ...(node.escape === undefined ? [] : [node.escape])];
  const compiled = nodes.map((part) => scope.compile(part));
  const parts = compiled.filter((part) => part !== undefined);
  if (parts.length < compiled.length) return undefined;
  const texts = parts.map((part) => asText(part, scope)).filter((part) => part !== undefined);
  if (texts.length < parts.length) {
    const types = parts.map((part) => typeName(part.type)).join(', ');
    return scope.report(
      'type-mismatch',
      node.range,
      `\`${scope.textOf(node)}\`: ${node.operator} compares texts, not ${types}.`,
    );
  }
  const isRegex = node.operator === 'SIMILAR TO' || node.escape === undefined;
  const [, pattern] = texts;
  if (pattern !== undefined) warnPatternFromRows({ node: node.pattern, typed: pattern }, isRegex, scope);
  const matches = matcher(node);
  const { negated } = node;
  return {
    type: withNullable(BOOLEAN, isNullable(texts)),
    constant: isConstant(texts),
    evaluate: strictAll(
      texts.map((part) => part.evaluate),
      (values) => matches(values) !== negated,
    ),
  };
}

function asText(part: Typed, scope: Scope): Typed | undefined {
  if (part.untypedNull === true || isText(part.type)) return part;
  return scope.env.mode === 'projection' ? coerce(part, STRING, scope) : undefined;
}

function matcher(node: PatternMatch): (values: readonly Value[]) => boolean {
  const at = (values: readonly Value[], index: number): string => textCell(values[index] ?? null);
  if (node.operator === 'SIMILAR TO') {
    return (values) =>
      similarPattern(at(values, 1), values.length > 2 ? at(values, 2) : undefined).matches(at(values, 0));
  }
  if (node.escape === undefined) return (values) => javaFinds(at(values, 0), at(values, 1));
  return (values) => likePattern(at(values, 1), at(values, 2)).matches(at(values, 0));
}

function javaFinds(text: string, pattern: string): boolean {
  const found = javaRegex(pattern);
  if (!found.ok)
    throw new EvaluationFailure(`${quoteValue(pattern)} is no regular expression: ${found.reason}`);
  return found.regex.finds(text);
}

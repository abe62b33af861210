// What a release of Flink CDC refuses or computes otherwise than the newest one, whose meaning is ours. Sources: the `since` of
// functions, keys and connectors, and what release 3.6.0 did when it was run.
import type { ConnectorCatalog } from '../descriptor/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import {
  childrenOf,
  findFunction,
  parseCondition,
  parseProjection,
  type Expression,
  type ExpressionNode,
} from '../expression/index.ts';
import type { Path, TextRange, YamlDocument } from '../yaml/index.ts';
import { finding } from './finding.ts';
import { FUNCTION_KEYS, PIPELINE_KEYS } from './grammar.ts';
import type { PipelineDef } from './pipeline-def.ts';
import { isMapping, textAt, valueAt } from './yaml-access.ts';

/** Releases that a document can be checked for, the newest source first. */
export const TARGETS = ['newest', '3.6', '3.5', '3.4', '3.3', '3.2', '3.1', '3.0'] as const;
export type Target = (typeof TARGETS)[number];

export function checkTarget(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  target: Target,
): readonly Diagnostic[] {
  if (target === 'newest') return [];
  return [
    ...checkConnector(yaml, 'source', catalog, target),
    ...checkConnector(yaml, 'sink', catalog, target),
    ...pipeline.transforms.flatMap((rule) => [
      ...(rule.projection === undefined
        ? []
        : checkText(yaml, [...rule.path, 'projection'], rule.projection, target)),
      ...(rule.filter === undefined ? [] : checkText(yaml, [...rule.path, 'filter'], rule.filter, target)),
    ]),
    ...checkSettings(yaml, pipeline, target),
  ];
}

/** Whether a release came before what `since` names: a number, or "after 3.6". */
function lacks(target: Target, since: string | undefined): boolean {
  if (since === undefined) return false;
  return since.startsWith('after') || Number(since) > Number(target);
}

function checkConnector(
  yaml: YamlDocument,
  role: 'source' | 'sink',
  catalog: ConnectorCatalog,
  target: Target,
): readonly Diagnostic[] {
  const type = textAt(yaml, [role, 'type']);
  const connector = type === undefined ? undefined : catalog.find(role, type);
  if (connector === undefined || !lacks(target, connector.since)) return [];
  const message = `Flink CDC ${target} has no ${connector.type} ${role}; it came ${whenOf(connector.since)}.`;
  return [finding(yaml, 'target-refuses', [role, 'type'], { message })];
}

const whenOf = (since: string | undefined): string =>
  since?.startsWith('after') === true ? since : `with ${since ?? ''}`;

function checkSettings(yaml: YamlDocument, pipeline: PipelineDef, target: Target): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const key of PIPELINE_KEYS) {
    if (valueAt(yaml, ['pipeline', key.key]) === undefined || !lacks(target, key.since)) continue;
    const message = `Flink CDC ${target} does not know ${key.key} and passes over it.`;
    diagnostics.push(finding(yaml, 'target-differs', ['pipeline', key.key], { message, at: 'key' }));
  }
  for (const { path } of pipeline.options.userDefinedFunctions) {
    for (const key of FUNCTION_KEYS) {
      if (valueAt(yaml, [...path, key.key]) === undefined || !lacks(target, key.since)) continue;
      const message = `Flink CDC ${target} takes no ${key.key}: functions are Java classes there.`;
      diagnostics.push(finding(yaml, 'target-refuses', [...path, key.key], { message, at: 'key' }));
    }
  }
  const model = valueAt(yaml, ['pipeline', 'model']);
  for (const { path } of pipeline.options.models) {
    const entry = valueAt(yaml, path);
    if (Array.isArray(model) && isMapping(entry) && 'class-name' in entry) continue;
    const message = `Flink CDC ${target} takes models only as a list, each with model-name and class-name.`;
    diagnostics.push(finding(yaml, 'target-refuses', path, { message, at: 'key' }));
  }
  return diagnostics;
}

function checkText(yaml: YamlDocument, path: Path, text: string, target: Target): readonly Diagnostic[] {
  const expressions =
    path.at(-1) === 'filter'
      ? [parseCondition(text).expression]
      : parseProjection(text).items.map((item) => (item.kind === 'star' ? undefined : item.expression));
  return expressions.flatMap((expression) =>
    expression === undefined ? [] : checkNode({ yaml, path, text, target, expression }, expression.node),
  );
}

interface Place {
  readonly yaml: YamlDocument;
  readonly path: Path;
  readonly text: string;
  readonly target: Target;
  readonly expression: Expression;
}

function checkNode(place: Place, node: ExpressionNode): readonly Diagnostic[] {
  const word = newWord(node);
  const here = [
    ...(word === undefined
      ? []
      : [found(place, 'target-refuses', node.range, `Flink CDC ${place.target} does not have ${word}.`)]),
    ...lostParentheses(place, node),
  ];
  return [...here, ...childrenOf(node).flatMap((child) => checkNode(place, child))];
}

function found(
  { yaml, path }: Place,
  code: 'target-refuses' | 'target-differs',
  range: TextRange,
  message: string,
): Diagnostic {
  const at = yaml.scalarRange(path, range.start, range.end);
  return finding(yaml, code, path, { message, ...(at === undefined ? {} : { at }) });
}

/** What the node uses that release 3.6 lacks. */
function newWord(node: ExpressionNode): string | undefined {
  switch (node.kind) {
    case 'call':
      return findFunction(node.name)?.since === undefined ? undefined : node.name.toUpperCase();
    case 'match':
      if (node.operator === 'SIMILAR TO') return 'SIMILAR TO';
      return node.escape === undefined ? undefined : 'LIKE with ESCAPE';
    case 'distinct':
      return 'IS DISTINCT FROM';
    case 'is':
      return node.test === 'UNKNOWN' ? 'IS UNKNOWN' : undefined;
    case 'cast':
      return node.isTry ? 'TRY_CAST' : undefined;
    case 'interval':
      return 'INTERVAL';
    case 'collection':
      return `${node.type}[…]`;
    default:
      return undefined;
  }
}

const RANKS: Readonly<Record<string, number>> = {
  OR: 1, AND: 2, NOT: 3, '=': 4, '<>': 4, '<': 4, '<=': 4, '>': 4, '>=': 4, '+': 5, '-': 5, '||': 5, '*': 6, '/': 6, '%': 6,
}; // prettier-ignore

const rankOf = (node: ExpressionNode): number | undefined =>
  node.kind === 'binary' || (node.kind === 'unary' && node.operator === 'NOT')
    ? RANKS[node.operator]
    : undefined;

/** Of two operators of one rank: whether `a op (b op c)` is anything but `a op b op c`. */
function groupingCounts(node: ExpressionNode, child: ExpressionNode): boolean {
  if (node.kind !== 'binary' || child.kind !== 'binary') return false;
  if (['-', '/', '%'].includes(node.operator)) return true;
  return node.operator === '*' && child.operator !== '*';
}

/** 3.6 drops parentheses around arithmetic and logic, so that `a * (b + 1)` is computed as `a * b + 1`, without an error. */
function lostParentheses(place: Place, node: ExpressionNode): readonly Diagnostic[] {
  const rank = rankOf(node);
  if (rank === undefined) return [];
  return childrenOf(node).flatMap((child, at) => {
    const inner = rankOf(child);
    if (inner === undefined || inner > rank || (inner === rank && at === 0)) return [];
    if (inner === rank && !groupingCounts(node, child)) return [];
    const written = place.text.slice(child.range.start, child.range.end).replace(/^\((.*)\)$/su, '$1');
    const message = `Flink CDC ${place.target} loses the parentheses around \`${written}\` and computes something else, without an error. CAST(${written} AS …) keeps them together.`;
    return [found(place, 'target-differs', child.range, message)];
  });
}

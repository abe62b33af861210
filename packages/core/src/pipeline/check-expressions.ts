// Projections and filters as far as a document alone shows: syntax, names of functions and models, and what means something else than
// it looks. Columns and types need the tables, and are checked against them by core/explain.
import {
  childrenOf,
  findFunction,
  FUNCTIONS,
  METADATA_NAMES,
  parseCondition,
  parseProjection,
  type ExpressionFinding,
  type ExpressionNode,
  type ParsedProjection,
} from '../expression/index.ts';
import { suggest, type Diagnostic } from '../diagnostics/index.ts';
import type { Path, TextRange, YamlDocument } from '../yaml/index.ts';
import type { DeclaredNames } from './declared-names.ts';
import { finding } from './finding.ts';
import type { TransformRule } from './pipeline-def.ts';

export function checkExpressions(
  yaml: YamlDocument,
  rule: TransformRule,
  declared: DeclaredNames,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (rule.projection !== undefined) {
    const place = { yaml, path: [...rule.path, 'projection'] };
    const projection = parseProjection(rule.projection);
    diagnostics.push(...projection.findings.map((one) => located(place, one)));
    for (const item of projection.items) {
      if (item.kind === 'star') continue;
      diagnostics.push(...checkName(place, item.name, item.nameRange));
      walk(item.expression.node, (node) => diagnostics.push(...checkNode(place, node, declared)));
    }
    diagnostics.push(...checkKeys(yaml, rule, projection));
  }
  if (rule.filter !== undefined) {
    const place = { yaml, path: [...rule.path, 'filter'] };
    const { expression, findings } = parseCondition(rule.filter);
    diagnostics.push(...findings.map((one) => located(place, one)));
    if (expression !== undefined) {
      walk(expression.node, (node) => diagnostics.push(...checkNode(place, node, declared)));
    }
  }
  return diagnostics;
}

interface Place {
  readonly yaml: YamlDocument;
  readonly path: Path;
}

const rangeIn = ({ yaml, path }: Place, range: TextRange): TextRange | undefined =>
  yaml.scalarRange(path, range.start, range.end);

const at = (range: TextRange | undefined): { readonly at?: TextRange } =>
  range === undefined || range.end <= range.start ? {} : { at: range };

function located(place: Place, found: ExpressionFinding): Diagnostic {
  return finding(place.yaml, found.code, place.path, {
    message: found.message,
    suggestion: found.suggestion,
    ...at(rangeIn(place, found.range)),
  });
}

function walk(node: ExpressionNode, visit: (node: ExpressionNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

function checkNode(place: Place, node: ExpressionNode, declared: DeclaredNames): readonly Diagnostic[] {
  if (node.kind === 'match' && node.operator === 'LIKE' && node.escape === undefined)
    return [bareLike(place, node)];
  if (node.kind === 'column' && declared.unlisted.includes(node.name)) return [unlistedColumn(place, node)];
  if (node.kind !== 'call') return [];
  return /^AI_(?:COMPLETE|EMBED)$/iu.test(node.name)
    ? checkModel(place, node, declared)
    : checkFunction(place, node, declared);
}

function bareLike(place: Place, node: ExpressionNode & { readonly kind: 'match' }): Diagnostic {
  const { pattern } = node;
  const text = pattern.kind === 'literal' && pattern.literal.type === 'text' ? pattern.literal.value : '';
  const escape = ['!', '~', '^'].find((candidate) => !text.includes(candidate)) ?? '|';
  const end = rangeIn(place, { start: pattern.range.end - 1, end: pattern.range.end })?.end;
  const insertion = ` ESCAPE '${escape}'`;
  return finding(place.yaml, 'like-without-escape', place.path, {
    message: `LIKE without ESCAPE looks for a regular expression anywhere in the text; % and _ stand for themselves. For the LIKE of SQL write${insertion} after the pattern.`,
    ...at(rangeIn(place, node.range)),
    ...(end === undefined
      ? {}
      : { fixes: [{ title: `Add${insertion}`, edits: [{ range: { start: end, end }, text: insertion }] }] }),
  });
}

/** The model of an AI function has to be a text that names a declared one (Flink CDC checks it before the job runs). */
function checkModel(
  place: Place,
  node: ExpressionNode & { readonly kind: 'call' },
  declared: DeclaredNames,
): readonly Diagnostic[] {
  const [model] = node.args;
  if (model?.kind !== 'literal' || model.literal.type !== 'text') return [];
  const name = model.literal.value;
  if (declared.models.includes(name)) return [];
  const known = declared.models.length === 0 ? 'there is none' : `there is ${declared.models.join(', ')}`;
  return [
    finding(place.yaml, 'unknown-model', place.path, {
      message: `${node.name} asks the model '${name}', which pipeline.model does not declare: ${known}.`,
      ...at(rangeIn(place, model.range)),
    }),
  ];
}

/** No fix: an edit of the source would lie outside the rule, whose findings move with it. */
function unlistedColumn(place: Place, node: ExpressionNode & { readonly kind: 'column' }): Diagnostic {
  return finding(place.yaml, 'metadata-not-listed', place.path, {
    message: `The source tells ${node.name} only when its metadata.list names it; without that the first row fails. Add ${node.name} to metadata.list of the source.`,
    ...at(rangeIn(place, node.range)),
  });
}

function checkFunction(
  place: Place,
  node: ExpressionNode & { readonly kind: 'call' },
  declared: DeclaredNames,
): readonly Diagnostic[] {
  const own = [...declared.functions, ...declared.models];
  const isOwn = own.some((name) => name.toUpperCase() === node.name.toUpperCase());
  if (isOwn || findFunction(node.name) !== undefined) return [];
  const known = FUNCTIONS.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])]);
  const suggestion = suggest(node.name, [...known, ...own]);
  const near =
    suggestion === undefined
      ? 'Declare it in pipeline.user-defined-function, or choose another.'
      : `Did you mean ${suggestion}?`;
  return [
    finding(place.yaml, 'unknown-function', place.path, {
      message: `There is no function ${node.name}. ${near}`,
      suggestion,
      ...at(rangeIn(place, node.nameRange)),
    }),
  ];
}

function checkName(place: Place, name: string, range: TextRange): readonly Diagnostic[] {
  // A bare metadata column goes by its own name; only a column that would hide it is refused.
  const text = place.yaml.scalarText(place.path) ?? '';
  if (!METADATA_NAMES.includes(name) || !/AS\s*$/iu.test(text.slice(0, range.start).replace(/`$/u, '')))
    return [];
  return [
    finding(place.yaml, 'reserved-name', place.path, {
      message: `No column can be called ${name}: it is the name of a metadata column. Choose another one.`,
      ...at(rangeIn(place, range)),
    }),
  ];
}

/** Keys that the projection leaves out: the sink table would be made with a key that it has no column for. */
function checkKeys(
  yaml: YamlDocument,
  rule: TransformRule,
  projection: ParsedProjection,
): readonly Diagnostic[] {
  if (projection.findings.length > 0 || projection.items.some((item) => item.kind === 'star')) return [];
  const names = new Set(projection.items.map((item) => (item.kind === 'star' ? '' : item.name)));
  const missing = (keys: readonly string[] | undefined) => (keys ?? []).filter((key) => !names.has(key));
  const warn = (field: 'primary-keys' | 'partition-keys', keys: readonly string[]) =>
    finding(yaml, 'key-not-projected', [...rule.path, field], {
      message: `${keys.join(', ')} in ${field} ${keys.length === 1 ? 'is' : 'are'} no column of the projection, which has ${[...names].join(', ')}.`,
    });
  const primary = missing(rule.primaryKeys);
  const partition = missing(rule.partitionKeys);
  return [
    ...(primary.length === 0 ? [] : [warn('primary-keys', primary)]),
    ...(partition.length === 0 ? [] : [warn('partition-keys', partition)]),
  ];
}

// What release 3.6 lacks, and how the same is said with what it has, where that is exactly the same.
import { findFunction, type ExpressionNode } from '../../expression/index.ts';
import { likeAsRegex } from './like-as-regex.ts';
import { conditionsOf } from './polarity.ts';
import { writtenText, innerText, type CheckedExpression, type ReleaseFinding } from './release-finding.ts';

type CallNode = ExpressionNode & { readonly kind: 'call' };

/** A finding for a node that the release does not have. */
export function missing(expression: CheckedExpression, node: ExpressionNode): readonly ReleaseFinding[] {
  const word = newWord(node);
  if (word === undefined) return intervalSum(expression, node);
  const rewrite = equivalent(expression, node);
  const advice =
    rewrite === undefined
      ? (ADVICE[word] ??
        'Compute it in the source, in a function of your own (user-defined-function), or after the sink.')
      : `The same is ${rewrite}.`;
  return [
    {
      code: 'target-refuses',
      range: node.range,
      message: `Flink CDC ${expression.target} does not have ${word}. ${advice}`,
      ...(rewrite === undefined ? {} : { rewrite }),
    },
  ];
}

/** What to do where nothing is exactly the same. */
const ADVICE: Readonly<Record<string, string>> = {
  TRY_CAST:
    'CAST gives NULL for a text that is no number, and takes more texts for numbers than TRY_CAST does.',
  LEFT: 'SUBSTRING(s, 1, n) is the same for a text that is there and without characters beyond 16 bits.',
  NULLIF: 'CASE WHEN a = b THEN NULL ELSE a END is the same where both are of one type.',
  'SIMILAR TO': 'LIKE without ESCAPE searches for a regular expression: write ^ before and $ after it.',
  'LIKE with ESCAPE': 'LIKE without ESCAPE searches for a regular expression: write ^ before and $ after it.',
  REPLACE: 'REGEXP_REPLACE(s, regex, replacement) replaces every match.',
  LTRIM: "REGEXP_REPLACE(s, '^ +', '') takes blanks away from the beginning.",
  RTRIM: "REGEXP_REPLACE(s, ' +$', '') takes blanks away from the end.",
  REGEXP_EXTRACT:
    "REGEXP_REPLACE with a pattern of all around it, such as '^[^:]*:', leaves what is looked for.",
  INTERVAL: 'TIMESTAMPADD(unit, count, ts) adds to a TIMESTAMP.',
};

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
    case 'collection':
      return `${node.type}[…]`;
    default:
      return undefined;
  }
}

function equivalent(expression: CheckedExpression, node: ExpressionNode): string | undefined {
  switch (node.kind) {
    case 'distinct': {
      const [left, right] = [writtenText(expression, node.left), writtenText(expression, node.right)];
      const [both, otherwise] = node.negated ? ['TRUE', '='] : ['FALSE', '<>'];
      return `CASE WHEN ${left} IS NULL AND ${right} IS NULL THEN ${both} ELSE ${left} ${otherwise} ${right} END`;
    }
    case 'is':
      return `${writtenText(expression, node.operand)} IS ${node.negated ? 'NOT ' : ''}NULL`;
    case 'match':
      return asSearch(expression, node);
    case 'call':
      return equivalentCall(expression, node);
    default:
      return undefined;
  }
}

/** LIKE … ESCAPE with a literal pattern, as the anchored regular expression it is; NULL for a NULL text, as far as that matters. */
function asSearch(
  expression: CheckedExpression,
  node: ExpressionNode & { readonly kind: 'match' },
): string | undefined {
  const pattern = textOf(node.pattern);
  const escape = textOf(node.escape);
  if (node.operator !== 'LIKE' || pattern === undefined || escape === undefined) return undefined;
  const regex = likeAsRegex(pattern, escape);
  return regex === undefined
    ? undefined
    : search(expression, node, node.operand, { regex, not: node.negated });
}

function search(
  expression: CheckedExpression,
  node: ExpressionNode,
  operand: ExpressionNode,
  { regex, not }: { readonly regex: string; readonly not: boolean },
): string {
  const text = writtenText(expression, operand);
  const match = `${text} ${not ? 'NOT ' : ''}LIKE ${quoted(regex)}`;
  if (expression.typeOf(operand)?.nullable === false) return `CASE WHEN ${match} THEN TRUE ELSE FALSE END`;
  const whenNull = expression.mode === 'filter' ? conditionsOf(expression.node).get(node) : undefined;
  return `CASE WHEN ${text} IS NULL THEN ${whenNull ?? 'NULL'} ELSE ${match} END`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const textOf = (node: ExpressionNode | undefined): string | undefined =>
  node?.kind === 'literal' && node.literal.type === 'text' ? node.literal.value : undefined;

function equivalentCall(expression: CheckedExpression, node: CallNode): string | undefined {
  const [first, second] = node.args;
  if (first === undefined || node.form !== 'commas') return undefined;
  const text = innerText(expression, first);
  switch (node.name.toUpperCase()) {
    case 'IFNULL':
      return second && node.args.length === 2
        ? `COALESCE(${text}, ${innerText(expression, second)})`
        : undefined;
    case 'NULLIF':
      return second && sameKind(expression, first, second)
        ? `CASE WHEN ${writtenText(expression, first)} = ${writtenText(expression, second)} THEN NULL ELSE ${text} END`
        : undefined;
    case 'BTRIM':
      return node.args.length === 1 ? `TRIM(${text})` : undefined;
    case 'STARTSWITH':
    case 'ENDSWITH':
      return edge(expression, node, first, textOf(second));
    default:
      return timePart(expression, first, node.name.toUpperCase());
  }
}

/** NULLIF compares numbers of all types; `=` only values of one. */
function sameKind(expression: CheckedExpression, a: ExpressionNode, b: ExpressionNode): boolean {
  if (textOf(b) !== undefined)
    return expression.typeOf(a) === undefined || expression.typeOf(a)?.kind === 'VARCHAR';
  const [left, right] = [expression.typeOf(a)?.kind, expression.typeOf(b)?.kind];
  return (
    left !== undefined && left === right && ['VARCHAR', 'INT', 'BIGINT', 'SMALLINT', 'TINYINT'].includes(left)
  );
}

function edge(
  expression: CheckedExpression,
  node: CallNode,
  operand: ExpressionNode,
  part: string | undefined,
): string | undefined {
  const type = expression.typeOf(operand);
  if (part === undefined || (type !== undefined && type.kind !== 'VARCHAR')) return undefined;
  const plain = part.replaceAll(/[\\^$.|?*+()[\]{}]/gu, '\\$&');
  const regex = node.name.toUpperCase() === 'STARTSWITH' ? `^${plain}` : `${plain}\\z`;
  return search(expression, node, operand, { regex, not: false });
}

const PATTERNS: ReadonlyMap<string, string> = new Map([
  ['YEAR', 'yyyy'],
  ['MONTH', 'MM'],
  ['DAYOFMONTH', 'dd'],
  ['HOUR', 'HH'],
  ['MINUTE', 'mm'],
  ['SECOND', 'ss'],
]);

function timePart(expression: CheckedExpression, node: ExpressionNode, unit: string): string | undefined {
  const pattern = PATTERNS.get(unit);
  const kind = expression.typeOf(node)?.kind;
  if (pattern === undefined || (kind !== 'TIMESTAMP' && kind !== 'TIMESTAMP_LTZ')) return undefined;
  return `CAST(DATE_FORMAT(${innerText(expression, node)}, '${pattern}') AS BIGINT)`;
}

/** `ts + INTERVAL '3' DAY`: TIMESTAMPADD counts the same, down to milliseconds. */
function intervalSum(expression: CheckedExpression, node: ExpressionNode): readonly ReleaseFinding[] {
  if (node.kind !== 'binary' || (node.operator !== '+' && node.operator !== '-')) return [];
  const interval = node.right.kind === 'interval' ? node.right : node.left;
  const moment = interval === node.right ? node.left : node.right;
  if (interval.kind !== 'interval') return [];
  const type = expression.typeOf(moment);
  const exact = type?.kind === 'TIMESTAMP' && type.precision <= 3;
  const isWhole = /^\d+$/u.test(interval.text) && interval.to === undefined;
  const sign = (node.operator === '-') !== interval.sign < 0 ? '-' : '';
  const call = `TIMESTAMPADD(${interval.from}, ${sign}${interval.text}, ${innerText(expression, moment)})`;
  const message = `Flink CDC ${expression.target} does not have INTERVAL.`;
  return [
    exact && isWhole
      ? {
          code: 'target-refuses',
          range: node.range,
          message: `${message} The same is ${call}.`,
          rewrite: call,
        }
      : { code: 'target-refuses', range: interval.range, message: `${message} ${ADVICE['INTERVAL'] ?? ''}` },
  ];
}

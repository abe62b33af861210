// TO_DATE of a timestamp is NULL on release 3.6 (FLINK-39682); of a text it is right.
import type { ExpressionNode } from '../../expression/index.ts';
import { innerText, type CheckedExpression, type ReleaseFinding } from './release-finding.ts';

export function dateOfTimestamp(
  expression: CheckedExpression,
  node: ExpressionNode,
): readonly ReleaseFinding[] {
  if (node.kind !== 'call' || node.name.toUpperCase() !== 'TO_DATE') return [];
  const [moment] = node.args;
  const kind = moment === undefined ? undefined : expression.typeOf(moment)?.kind;
  if (moment === undefined || kind?.startsWith('TIMESTAMP') !== true) return [];
  const rewrite = asText(kind, innerText(expression, moment));
  const message = `TO_DATE of a timestamp is NULL on Flink CDC ${expression.target}, for every row.`;
  return [
    {
      code: 'target-differs',
      range: node.range,
      message:
        rewrite === undefined ? `${message} Cast it to TIMESTAMP first.` : `${message} Write ${rewrite}.`,
      ...(rewrite === undefined ? {} : { rewrite }),
    },
  ];
}

/** The day of a TIMESTAMP_LTZ is that of UTC in TO_DATE. */
function asText(kind: string, moment: string): string | undefined {
  if (kind === 'TIMESTAMP') return `TO_DATE(DATE_FORMAT(${moment}, 'yyyy-MM-dd'))`;
  return kind === 'TIMESTAMP_LTZ' ? `TO_DATE(DATE_FORMAT_TZ(${moment}, 'yyyy-MM-dd', 'UTC'))` : undefined;
}

import { TailraceError } from '../diagnostics/index.ts';
import type { ExpressionFinding } from '../expression/index.ts';
import { formatTableId } from '../table/index.ts';
import type { RulePlace } from './settings.ts';

/** A projection or filter that does not work for a table, as a failure that names table, rule and expression. */
export function transformError(
  place: RulePlace,
  field: 'projection' | 'filter',
  finding: ExpressionFinding,
  expression: string,
): TailraceError {
  const table = formatTableId(place.table);
  const number = place.rule + 1;
  return new TailraceError(
    finding.code,
    `${field} of transform ${number} for table ${table}: ${finding.message} (in: ${expression})`,
    { data: { table, rule: place.rule, field, expression } },
  );
}
